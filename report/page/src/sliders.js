// sliders.js: the parameters of a cosmology, and a redshift, as sliders.
import { h } from "./dom.js";

/** @typedef {import("../../explorer/explorer.js").Cosmology} Cosmology */
/** @typedef {"omega_m" | "h0" | "sigma_8" | "n_s" | "delta_c" | "z"} Name */

/** From hmf_domain_promised (impls/hmf.c), but z, which is of interest up to 30. @type {{ name: Name, symbol: string, says: string, low: number, high: number, step: number }[]} */
export const parameters = [
  { name: "omega_m", symbol: "Ωₘ", says: "matter", low: 0.1, high: 0.5, step: 0.0001 },
  { name: "h0", symbol: "H₀", says: "km/s/Mpc", low: 55, high: 85, step: 0.01 },
  { name: "sigma_8", symbol: "σ₈", says: "clustering", low: 0.6, high: 1, step: 0.001 },
  { name: "n_s", symbol: "nₛ", says: "tilt", low: 0.85, high: 1.1, step: 0.001 },
  { name: "delta_c", symbol: "δ_c", says: "collapse", low: 1.6, high: 1.75, step: 0.001 },
  { name: "z", symbol: "z", says: "redshift", low: 0, high: 30, step: 0.1 },
];

/** @typedef {Record<Name, number>} Values */

/** A flat universe: what is not matter is the cosmological constant. @param {Values} values @returns {Cosmology} */
export const cosmologyOf = ({ omega_m, h0, sigma_8, n_s, delta_c }) =>
  ({ omega_m, omega_lambda: 1 - omega_m, h0, sigma_8, n_s, delta_c });

/** @param {Values} start @param {(values: Values) => void} changed */
export function sliders(start, changed) {
  const values = { ...start };
  const rows = parameters.map(({ name, symbol, says, low, high, step }) => {
    const output = h("output", {}, start[name]);
    const input = /** @type {HTMLInputElement} */ (h("input", {
      type: "range", min: low, max: high, step, value: start[name], name, "aria-label": `${name}, ${says}`,
      oninput: () => set(Number(input.value)),
    }));
    const set = (/** @type {number} */ value) => {
      values[name] = value;
      output.textContent = String(value);
      changed(values);
    };
    const reset = () => { input.value = String(start[name]); set(start[name]); };
    return { element: h("label.slider", {}, h("span", {}, symbol, " ", h("small", {}, says)), input, output), reset };
  });
  const reset = h("button", { type: "button", onclick: () => rows.forEach((row) => row.reset()) }, "As at first");
  return h("fieldset.sliders", {}, h("legend", {}, "Cosmology and redshift"), rows.map(({ element }) => element), reset);
}

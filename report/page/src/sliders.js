// sliders.js: the parameters of a cosmology, and a redshift, as sliders.
import { h } from "./dom.js";

/** @typedef {import("../../explorer/explorer.js").Cosmology} Cosmology */
/** @typedef {"omega_m" | "h0" | "sigma_8" | "n_s" | "delta_c" | "z"} Name */

/**
 * From hmf_domain_promised (impls/hmf.c), but z, which is of interest up to 30.
 * @type {{ name: Name, symbol: string, index: string, says: string, low: number, high: number, step: number }[]}
 */
export const parameters = [
  { name: "omega_m", symbol: "Ω", index: "m", says: "matter", low: 0.1, high: 0.5, step: 0.0001 },
  { name: "h0", symbol: "H", index: "0", says: "km/s/Mpc", low: 55, high: 85, step: 0.01 },
  { name: "sigma_8", symbol: "σ", index: "8", says: "clustering", low: 0.6, high: 1, step: 0.001 },
  { name: "n_s", symbol: "n", index: "s", says: "tilt", low: 0.85, high: 1.1, step: 0.001 },
  { name: "delta_c", symbol: "δ", index: "c", says: "collapse", low: 1.6, high: 1.75, step: 0.001 },
  { name: "z", symbol: "z", index: "", says: "redshift", low: 0, high: 30, step: 0.1 },
];

/** @typedef {Record<Name, number>} Values */

/** A flat universe: what is not matter is the cosmological constant. @param {Values} values @returns {Cosmology} */
export const cosmologyOf = ({ omega_m, h0, sigma_8, n_s, delta_c }) => ({
  omega_m,
  omega_lambda: 1 - omega_m,
  h0,
  sigma_8,
  n_s,
  delta_c,
});

/** @param {Values} start @param {(values: Values) => void} changed */
export function sliders(start, changed) {
  const values = { ...start };
  const rows = parameters.map(({ name, symbol, index, says, low, high, step }) => {
    const output = h("output", {}, start[name]);
    const input = /** @type {HTMLInputElement} */ (
      h("input", {
        type: "range",
        min: low,
        max: high,
        step,
        value: start[name],
        name,
        "aria-label": `${name}, ${says}`,
        oninput: () => set(Number(input.value)),
      })
    );
    const set = (/** @type {number} */ value) => {
      values[name] = value;
      output.textContent = String(value);
      changed(values);
    };
    const reset = () => {
      input.value = String(start[name]);
      set(start[name]);
    };
    return {
      element: h(
        "label.slider",
        {},
        h("span", {}, h("i", {}, symbol), index && h("sub", {}, index), " ", h("small", {}, says)),
        input,
        output,
      ),
      reset,
    };
  });
  const reset = h("button", { type: "button", onclick: () => rows.forEach((row) => row.reset()) }, "As at first");
  return h(
    "fieldset.sliders",
    {},
    h("legend", {}, "Cosmology and redshift"),
    rows.map(({ element }) => element),
    reset,
  );
}

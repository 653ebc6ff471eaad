// SPDX-License-Identifier: MIT
// sliders.js: sliders for the parameters of a cosmology and a redshift.
/** @import { Cosmology } from "../../explorer/explorer.js" */
import { h } from "./dom.js";

/** @typedef {"omega_m" | "h0" | "sigma_8" | "n_s" | "delta_c" | "z"} Name */
/** @typedef {Record<Name, number>} Values */

/**
 * The bounds are those of hmf_domain_promised (impls/hmf.c), except for z.
 * @type {{ name: Name, symbol: string, index: string, meaning: string, low: number, high: number, step: number }[]}
 */
export const parameters = [
  { name: "omega_m", symbol: "Ω", index: "m", meaning: "matter density", low: 0.1, high: 0.5, step: 0.0001 },
  { name: "h0", symbol: "H", index: "0", meaning: "km/s/Mpc", low: 55, high: 85, step: 0.01 },
  { name: "sigma_8", symbol: "σ", index: "8", meaning: "fluctuations", low: 0.6, high: 1, step: 0.001 },
  { name: "n_s", symbol: "n", index: "s", meaning: "spectral index", low: 0.85, high: 1.1, step: 0.001 },
  { name: "delta_c", symbol: "δ", index: "c", meaning: "collapse threshold", low: 1.6, high: 1.75, step: 0.001 },
  { name: "z", symbol: "z", index: "", meaning: "redshift", low: 0, high: 30, step: 0.1 },
];

/**
 * Returns a flat universe: the rest of the density is the cosmological constant.
 * @param {Values} values @returns {Cosmology}
 */
export const cosmologyOf = ({ z: _, ...values }) => ({ ...values, omega_lambda: 1 - values.omega_m });

/** @param {Values} start @param {(values: Values) => void} changed */
export function sliders(start, changed) {
  const values = { ...start };
  const rows = parameters.map(({ name, symbol, index, meaning, low, high, step }) => {
    const output = h("output", start[name]);
    const input = /** @type {HTMLInputElement} */ (
      h("input", {
        type: "range",
        min: low,
        max: high,
        step,
        value: start[name],
        name,
        "aria-label": `${name}, ${meaning}`,
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
        h("span", h("i", symbol), index && h("sub", index), " ", h("small", meaning)),
        input,
        output,
      ),
      reset,
    };
  });
  return h(
    "fieldset.sliders",
    h("legend", "Cosmology and redshift"),
    rows.map(({ element }) => element),
    h("button", { type: "button", onclick: () => rows.forEach((row) => row.reset()) }, "Reset"),
  );
}

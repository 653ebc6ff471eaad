// SPDX-License-Identifier: MIT
// view_mass_function.js: the mass function, and an explorer that computes it with the C code of the
// implementation `universal`.
/** @import { Accuracy, Data, View } from "./data.js" */
/** @import { Cosmology, Explorer } from "../../explorer/explorer.mjs" */
import { createExplorer } from "../../explorer/explorer.mjs";
import { clearText, figure, logScale, Plot } from "./chart.js";
import { defaultRows, pythonStart, timingOf } from "./data.js";
import { code, h, refill, table } from "./dom.js";
import { rounded, scientific, time } from "./numbers.js";

// ---- the chart ------------------------------------------------------------------------------------

/** @typedef {{ z: number, values: ArrayLike<number>, chosen?: boolean, reference?: boolean }} Line */

const densities = /** @type {[number, number]} */ ([1e-12, 1e7]); // Mpc^-3; 1e-9 is one halo per Gpc^3
const labelDensity = 1e-8; // where the chosen line is named, above the other names
const tableStep = 10; // masses

/**
 * Returns the points of a line down to the lower edge of the chart.
 * @param {ArrayLike<number>} mass
 * @param {Line} line
 */
function pointsOf(mass, { z, values, chosen, reference }) {
  const key = `${z} ${chosen} ${reference}`;
  const points = Array.from(mass, (m, i) => ({ mass: m, value: values[i], z, chosen, reference, key }));
  const end = points.findIndex(({ value }) => !(value >= densities[0]));
  if (end < 0) return points;
  if (end === 0) return [];
  const [inside, outside] = [points[end - 1], points[end]];
  const share = Math.log(inside.value / densities[0]) / Math.log(inside.value / Math.max(outside.value, 1e-300));
  const edge = inside.mass * (outside.mass / inside.mass) ** Math.min(1, share);
  return [...points.slice(0, end), { ...inside, mass: edge, value: densities[0] }];
}

/** @param {ArrayLike<number>} mass @param {Line[]} lines @returns {(width: number) => Plot.PlotOptions} */
function chartOptions(mass, lines) {
  const drawn = lines.map((line) => pointsOf(mass, line)).filter((points) => points.length > 1);
  const points = drawn.flat();
  const ends = drawn.filter(([first]) => !first.reference && !first.chosen).map((line) => line[line.length - 1]);
  const chosen = drawn
    .filter(([first]) => first.chosen)
    .map((line) => line.find(({ value }) => value < labelDensity) ?? line[line.length - 1]);
  const line = (/** @type {typeof points} */ some, /** @type {Plot.LineOptions} */ style) =>
    Plot.line(some, { x: "mass", y: "value", z: "key", ...style });
  return (width) => ({
    height: Math.min(520, 300 + width / 5),
    marginLeft: 48,
    marginRight: 48,
    x: logScale("mass in solar masses →", [mass[0], mass[mass.length - 1]], width / 60),
    y: { ...logScale("↑ dn/dlnM in Mpc⁻³", densities, 10), clamp: false },
    marks: [
      line(
        points.filter(({ reference }) => reference),
        { stroke: "var(--soft)", strokeDasharray: "3 3", strokeWidth: 1 },
      ),
      line(
        points.filter(({ chosen, reference }) => !chosen && !reference),
        { stroke: "currentColor", strokeOpacity: 0.75, strokeWidth: 1.25 },
      ),
      line(
        points.filter(({ chosen }) => chosen),
        { stroke: "var(--accent)", strokeWidth: 3 },
      ),
      clearText(ends, {
        x: "mass",
        y: "value",
        text: (d) => (width < 500 ? String(d.z) : `z = ${d.z}`),
        dx: 5,
        dy: -10,
        textAnchor: "start",
      }),
      clearText(chosen, {
        x: "mass",
        y: "value",
        text: (d) => `z = ${Number(d.z.toFixed(2))}`,
        dx: 7,
        textAnchor: "start",
        fill: "var(--accent)",
        fontWeight: "bold",
      }),
    ],
  });
}

/** @param {ArrayLike<number>} mass @param {() => Line[]} lines */
const massTable = (mass, lines) => () =>
  table(
    "dn/dlnM in Mpc⁻³",
    [
      { head: "Mass, solar masses", cell: ({ m }) => scientific(m, 3) },
      ...lines()
        .filter(({ reference }) => !reference)
        .map((line) => ({
          head: `z ${line.z}`,
          number: true,
          cell: (/** @type {{ i: number }} */ { i }) => scientific(line.values[i], 3),
        })),
    ],
    Array.from(mass, (m, i) => ({ m, i })).filter(({ i }) => i % tableStep === 0 || i === mass.length - 1),
  );

const title = "The Press–Schechter mass function";
const meaning = "Number of haloes per unit of ln M and cubic megaparsec, at the redshifts beside the lines.";
const shape = "; it falls with mass, and at higher redshift it falls at smaller masses";

/** Draws the certified values where the explorer is missing. @param {Accuracy} accuracy */
function certified({ z, mass, truth }) {
  const lines = z.map((redshift, i) => ({ z: redshift, values: truth.slice(i * mass.length, (i + 1) * mass.length) }));
  return figure({
    title,
    caption: meaning,
    label: `dn/dlnM over mass for z = ${z.join(", ")}${shape}`,
    options: chartOptions(mass, lines),
    table: massTable(mass, () => lines),
  }).element;
}

// ---- sliders --------------------------------------------------------------------------------------

/** @typedef {"omega_m" | "h0" | "sigma_8" | "n_s" | "delta_c" | "z"} Name */
/** @typedef {Record<Name, number>} Values */

/**
 * The bounds are those of hmf_domain_promised (impls/hmf.c), except for z.
 * @type {{ name: Name, symbol: string, index: string, meaning: string, low: number, high: number, step: number }[]}
 */
const parameters = [
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
const cosmologyOf = ({ z: _, ...values }) => ({ ...values, omega_lambda: 1 - values.omega_m });

/** @param {Values} start @param {(values: Values) => void} changed */
function sliders(start, changed) {
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

// ---- the explorer ---------------------------------------------------------------------------------

const z = [0, 5, 10, 20, 30]; // the workload default
const mass = Float64Array.from({ length: 200 }, (_, i) => 10 ** (2 + (13 * i) / 199));

/** @param {Float64Array} values @param {number[]} z @returns {Line[]} */
const split = (values, z) =>
  z.map((redshift, i) => ({ z: redshift, values: values.subarray(i * mass.length, (i + 1) * mass.length) }));

/** @param {Explorer} explorer @param {Data} data */
function explore(explorer, data) {
  const { omega_lambda: _, ...start } = explorer.defaultCosmology;
  const first = { ...start, z: 2 };
  const reference = split(explorer.massFunction(explorer.defaultCosmology, z, mass), z).map((line) => ({
    ...line,
    reference: true,
  }));
  /** @type {Line[]} */
  let lines = [];
  const compute = (/** @type {typeof first} */ values) => {
    const all = [...z, values.z];
    const now = split(explorer.massFunction(cosmologyOf(values), all, mass), all);
    const moved = Object.entries(start).some(
      ([name, value]) => values[/** @type {keyof typeof start} */ (name)] !== value,
    );
    lines = [...(moved ? reference : []), ...now.slice(0, -1), { ...now[now.length - 1], chosen: true }];
  };
  compute(first);
  const chart = figure({
    title,
    caption: `${meaning} Blue: the redshift of the slider. Dashed, after a slider has moved: the default cosmology.`,
    label: `dn/dlnM over mass, for five redshifts and that of the slider${shape}`,
    options: (width) => chartOptions(mass, lines)(width),
    table: massTable(mass, () => lines),
  });
  let waiting = false;
  const changed = (/** @type {typeof first} */ values) => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      compute(values);
      chart.redraw();
    });
  };
  return h("div.explorer", sliders(first, changed), chart.element, timings(explorer, data));
}

/** @param {Data} data @returns {[string, number | null | undefined][]} */
function nativeTimings(data) {
  const universal =
    defaultRows(data, "cold").find(({ impl }) => impl === "universal")?.seconds?.median ??
    timingOf(data.headline, { impl: "universal", workload: "default", mode: "cold" });
  return [
    ["the same code, native", universal],
    ["the Python start", pythonStart(data.headline)],
  ];
}

/** @param {number} ratio of a time to that of this page */
const compared = (ratio) => (ratio < 1 ? `${rounded(1 / ratio)} times faster` : `${rounded(ratio)} times slower`);

/** @param {Explorer} explorer @param {Data} data */
function timings(explorer, data) {
  const box = h("div.own-time");
  const measure = () => {
    const here = explorer.secondsPerEvaluation(explorer.defaultCosmology, z, mass, 0.2);
    refill(
      box,
      h("p", "One evaluation of 5 redshifts and 200 masses with a new cosmology:"),
      h(
        "dl.facts",
        h("div", h("dt", "this page, now"), h("dd", time(here))),
        nativeTimings(data).map(([name, seconds]) =>
          h(
            "div",
            h("dt", name),
            h("dd", seconds ? time(seconds) : "not run", seconds && h("small", compared(seconds / here))),
          ),
        ),
      ),
      h("button", { type: "button", onclick: measure }, "Measure again"),
    );
  };
  setTimeout(measure, 300); // after the first drawing, because measuring blocks the page
  return box;
}

/** @param {string} base64 */
const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

/** @type {View} */
export const massFunction = {
  id: "mass-function",
  title: "Mass function",
  render(data) {
    const fallback = () => (data.accuracy ? certified(data.accuracy) : h("p.not-run", "There are no values to show."));
    if (!data.explorer)
      return [
        fallback(),
        h(
          "p.not-run",
          "The explorer was not built. Install clang, lld and wasi-libc, then run ",
          code("./hmf build"),
          ".",
        ),
      ];
    const box = h("div", "…");
    createExplorer(bytesOf(data.explorer)).then(
      (explorer) => refill(box, explore(explorer, data)),
      (error) => refill(box, fallback(), h("p.notice", `The explorer cannot run in this browser: ${error}`)),
    );
    return [
      h(
        "p.lead",
        "Computed in this page, as the sliders move, by the C code of the fastest serial implementation, compiled to WebAssembly.",
      ),
      box,
    ];
  },
};

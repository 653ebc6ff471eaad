// view_mass_function.js: the mass function itself, and an explorer that computes it with the C code of
// the fastest implementation.
import { createExplorer } from "../../explorer/explorer.js";
import { figure } from "./chart.js";
import { h, refill } from "./dom.js";
import { massFunctionOptions } from "./mass_function_chart.js";
import { rounded, scientific, time } from "./numbers.js";
import { cosmologyOf, sliders } from "./sliders.js";
import { table } from "./table.js";

/** @typedef {import("./story.js").Story} Story */
/** @typedef {import("./story.js").Accuracy} Accuracy */
/** @typedef {import("../../explorer/explorer.js").Explorer} Explorer */
/** @typedef {import("./mass_function_chart.js").Line} Line */

const everySo = 10; // masses, in the table
const workshopRedshifts = [0, 5, 10, 20, 30];
const workshopMasses = Array.from({ length: 200 }, (_, i) => 10 ** (2 + (13 * i) / 199));

/** @param {ArrayLike<number>} mass @param {() => Line[]} lines */
const massTable = (mass, lines) => () => {
  const shown = lines().filter(({ reference }) => !reference);
  const rows = Array.from(mass, (m, i) => ({ m, i })).filter(({ i }) => i % everySo === 0 || i === mass.length - 1);
  return table(
    "dn/dlnM in Mpc⁻³",
    [
      { head: "Mass, solar masses", cell: ({ m }) => scientific(m, 3) },
      ...shown.map((line) => ({
        head: `z ${line.z}`,
        number: true,
        cell: (/** @type {{ i: number }} */ { i }) => scientific(line.values[i], 3),
      })),
    ],
    rows,
  );
};

const title = "The Press–Schechter mass function";
const words =
  "How many haloes there are, for each unit of ln M and cubic megaparsec, at the redshifts written at the lines.";

/** Without the explorer: the certified values. @param {Accuracy} accuracy */
function certified({ z, mass, truth }) {
  const lines = z.map((redshift, i) => ({ z: redshift, values: truth.slice(i * mass.length, (i + 1) * mass.length) }));
  return figure({
    title,
    caption: words,
    label: `dn/dlnM over mass for z = ${z.join(", ")}; it falls with mass, and the sooner the larger z is`,
    options: massFunctionOptions(mass, lines),
    table: massTable(mass, () => lines),
  }).element;
}

/** @param {Float64Array} values @param {number[]} z @param {number} nmass */
const split = (values, z, nmass) =>
  z.map((redshift, i) => ({ z: redshift, values: values.subarray(i * nmass, (i + 1) * nmass) }));

/** @param {Explorer} explorer @param {Story} story */
function explore(explorer, story) {
  const mass = Float64Array.from(workshopMasses),
    z = workshopRedshifts;
  const { omega_lambda: _, ...start } = explorer.defaultCosmology;
  const first = { ...start, z: 2 };
  const reference = split(explorer.massFunction(explorer.defaultCosmology, z, mass), z, mass.length).map((line) => ({
    ...line,
    reference: true,
  }));
  /** @type {Line[]} */
  let lines = [];
  const compute = (/** @type {typeof first} */ values) => {
    const all = [...z, values.z],
      cosmology = cosmologyOf(values);
    const now = split(explorer.massFunction(cosmology, all, mass), all, mass.length);
    const moved = Object.entries(start).some(
      ([name, value]) => values[/** @type {keyof typeof start} */ (name)] !== value,
    );
    lines = [...(moved ? reference : []), ...now.slice(0, -1), { ...now[now.length - 1], chosen: true }];
  };
  compute(first);
  const chart = figure({
    title,
    caption: `${words} Blue: the redshift of the slider. Dashed, once a slider has moved: the cosmology at first.`,
    label: "dn/dlnM over mass, for five redshifts and the slider's; it falls with mass, and the sooner the larger z is",
    options: (width) => massFunctionOptions(mass, lines)(width),
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
  return h("div.explorer", {}, sliders(first, changed), chart.element, timings(explorer, story, mass));
}

/** @param {Story} story @returns {[string, number | null | undefined][]} */
function nativeTimings({ figures, headline }) {
  const board = figures.boards.find(({ workload, mode }) => workload === "default" && mode === "cold");
  const universal =
    board?.rows.find(({ impl }) => impl === "universal")?.seconds?.median ??
    headline?.timings.find(
      ({ impl, workload, mode }) => impl === "universal" && workload === "default" && mode === "cold",
    )?.median;
  return [
    ["the same code, native", universal],
    ["the Python start", headline?.timings.find(({ what }) => what === "the Python start")?.median],
  ];
}

/** @param {number} ratio to this page's time */
const compared = (ratio) => (ratio < 1 ? `${rounded(1 / ratio)} times faster` : `${rounded(ratio)} times slower`);

/** @param {Explorer} explorer @param {Story} story @param {Float64Array} mass */
function timings(explorer, story, mass) {
  const box = h("div.own-time");
  const measure = () => {
    const here = explorer.secondsPerEvaluation(explorer.defaultCosmology, workshopRedshifts, mass, 0.2);
    refill(
      box,
      h("p", {}, "One evaluation, 5 redshifts and 200 masses, a new cosmology:"),
      h(
        "dl.facts",
        {},
        h("div", {}, h("dt", {}, "this page, just now"), h("dd", {}, time(here))),
        nativeTimings(story).map(([name, seconds]) =>
          h(
            "div",
            {},
            h("dt", {}, name),
            h("dd", {}, seconds ? time(seconds) : "not run", seconds && h("small", {}, compared(seconds / here))),
          ),
        ),
      ),
      h("button", { type: "button", onclick: measure }, "Measure again"),
    );
  };
  setTimeout(measure, 300); // after the first drawing: it blocks
  return box;
}

/** @param {string} base64 */
const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

/** @type {import("./story.js").View} */
export const massFunction = {
  id: "mass-function",
  title: "Mass function",
  render(story) {
    const fallback = () =>
      story.accuracy ? certified(story.accuracy) : h("p.not-run", {}, "There are no values to show.");
    if (!story.explorer)
      return [
        fallback(),
        h(
          "p.not-run",
          {},
          "The explorer was not built: it needs clang, lld and wasi-libc. ",
          h("code", {}, "./hmf build"),
          " builds it where they are.",
        ),
      ];
    const box = h("div", {}, "…");
    createExplorer(bytesOf(story.explorer)).then(
      (explorer) => refill(box, explore(explorer, story)),
      (error) => refill(box, fallback(), h("p.notice", {}, `The explorer cannot run in this browser: ${error}`)),
    );
    return [
      h(
        "p.lead",
        {},
        "Computed in this page, as the sliders move, by the C code of the fastest implementation, compiled to WebAssembly.",
      ),
      box,
    ];
  },
};

// error_map.js: where over mass and redshift the errors are.
import { figure, logScale, Plot } from "./chart.js";
import { h } from "./dom.js";
import { cellsOf, conditioned, relative, workshopName, worst } from "./error_grid.js";
import { rounded, scientific } from "./numbers.js";
import { table } from "./table.js";

/** @typedef {import("./story.js").Accuracy} Accuracy */
/** @typedef {"conditioned" | "relative"} Measure */

const together = 4; // masses in a cell: 50 cells of the grid's 200
const palest = 1e-2; // of the worst

/** @param {Accuracy} accuracy @param {Measure} measure */
function strips(accuracy, measure) {
  const errorsOf = (/** @type {(number | null)[]} */ values) =>
    measure === "relative" ? relative(values) : conditioned(accuracy, values);
  const all = [
    ...(accuracy.workshop ? [{ name: workshopName, values: accuracy.workshop }] : []),
    ...accuracy.log_ratio.map(({ impl, values }) => ({ name: impl, values })),
  ];
  return all.map(({ name, values }) => ({
    name,
    errors: errorsOf(values),
    cells: cellsOf(accuracy, errorsOf(values), together),
  }));
}

/** @param {Accuracy} accuracy @param {Measure} measure */
export function errorMap(accuracy, measure) {
  const all = strips(accuracy, measure);
  const cells = all.flatMap(({ name, cells }) =>
    cells
      .filter(({ worst }) => worst !== null)
      .map((cell) => ({ ...cell, name, most: worst(cells.map((one) => one.worst)) || 1 })),
  );
  const say = (/** @type {number | null} */ error) =>
    measure === "relative" && error !== null && error > 1e-4 ? `${rounded(100 * error, 2)} %` : scientific(error);
  return figure({
    title: "Where the error is",
    caption: `${measure === "relative" ? "|got/truth − 1|" : "|ln(got/truth)| / (1 + ν²)"} on the grid of the job default, the worst of ${together} neighbouring masses. Every program has its own scale, up to its worst. Blank: the number of haloes is below the smallest double.`,
    label: all.map(({ name, errors }) => `${name}: at most ${say(worst(errors))}`).join("; "),
    options: (width) => ({
      height: 50 + 86 * all.length,
      marginLeft: 40,
      marginTop: 30,
      marginBottom: 40,
      x: {
        ...logScale(
          "mass in solar masses →",
          [accuracy.mass[0], /** @type {number} */ (accuracy.mass.at(-1))],
          width / 50,
        ),
        grid: false,
      },
      y: {
        domain: accuracy.z,
        label: null,
        tickFormat: (/** @type {number} */ z) => (width < 500 && z % 10 ? "" : `z ${z}`),
        tickSize: 0,
        padding: 0.08,
      },
      fy: { domain: all.map(({ name }) => name), label: null, axis: null, padding: 0.26 },
      color: { type: "log", domain: [palest, 1], interpolate: heat, clamp: true },
      marks: [
        Plot.barX(cells, {
          fy: "name",
          y: "z",
          x1: "low",
          x2: "high",
          fill: (d) => Math.max(d.worst / d.most, palest),
          insetRight: -0.3,
          title: (d) =>
            `${d.name}, z ${d.z}, ${scientific(d.low)} to ${scientific(d.high)} solar masses: ${say(d.worst)}`,
        }),
        Plot.text(all, {
          fy: "name",
          text: (d) => `${d.name}: at most ${say(worst(d.errors))}`,
          frameAnchor: "top-left",
          dy: -16,
          textAnchor: "start",
          fill: "currentColor",
        }),
      ],
    }),
    table: () =>
      table(
        "The worst error of each redshift",
        [
          { head: "Program", cell: ({ name }) => name },
          ...accuracy.z.map((z) => ({
            head: `z ${z}`,
            number: true,
            cell: (/** @type {typeof all[number]} */ { cells }) =>
              say(worst(cells.filter((cell) => cell.z === z).map(({ worst }) => worst))),
          })),
          { head: "all", number: true, cell: ({ errors }) => say(worst(errors)) },
        ],
        all,
      ),
  }).element;
}

/** One hue between two that CSS defines for light and dark. @param {number} share */
const shade = (share) => `color-mix(in oklab, var(--heat-high) ${(100 * share).toFixed(1)}%, var(--heat-low))`;
const heat = () => shade;

export const errorLegend = () =>
  h(
    "p.legend.steps",
    { "aria-hidden": "true" },
    "a hundredth of the worst",
    Array.from({ length: 17 }, (_, i) => h("span", { style: `background: ${shade(i / 16)}` })),
    "the worst",
  );

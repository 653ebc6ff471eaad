// SPDX-License-Identifier: MIT
// view_accuracy.js: accuracy against time, and a map of the errors over mass and redshift.
/** @import { Accuracy, View } from "./data.js" */
import { figure, logScale, Plot } from "./chart.js";
import { choice, h, refill, table } from "./dom.js";
import { cellsOf, conditioned, errorScatter, relative, workshopName, worst } from "./errors.js";
import { rounded, scientific } from "./numbers.js";

/** @typedef {"conditioned" | "relative"} Measure */

const together = 4; // masses per cell: 50 cells for the 200 masses of the grid
const palest = 1e-2; // share of the worst error

/** @param {Accuracy} accuracy @param {Measure} measure */
function strips(accuracy, measure) {
  const errorsOf = (/** @type {(number | null)[]} */ values) =>
    measure === "relative" ? relative(values) : conditioned(accuracy, values);
  const all = [
    ...(accuracy.workshop ? [{ name: workshopName, values: accuracy.workshop }] : []),
    ...accuracy.log_ratio.map(({ impl, values }) => ({ name: impl, values })),
  ];
  return all.map(({ name, values }) => {
    const errors = errorsOf(values);
    return { name, errors, most: worst(errors), cells: cellsOf(accuracy, errors, together) };
  });
}

/** @param {Accuracy} accuracy @param {Measure} measure */
function errorMap(accuracy, measure) {
  const all = strips(accuracy, measure);
  const cells = all.flatMap(({ name, most, cells }) =>
    cells.filter(({ worst }) => worst !== null).map((cell) => ({ ...cell, name, most: most || 1 })),
  );
  const format = (/** @type {number | null} */ error) =>
    measure === "relative" && error !== null && error > 1e-4 ? `${rounded(100 * error, 2)} %` : scientific(error);
  const atMost = (/** @type {typeof all[number]} */ { name, most }) => `${name}: at most ${format(most)}`;
  return figure({
    title: "Where the error is",
    caption: `${measure === "relative" ? "|got/truth − 1|" : "|ln(got/truth)| / (1 + ν²)"} on the grid of the workload default; each cell is the worst of ${together} neighbouring masses. Every program has its own colour scale, up to its worst error. Blank: the halo density is below the smallest normal double.`,
    label: all.map(atMost).join("; "),
    options: (width) => ({
      height: 50 + 86 * all.length,
      marginLeft: 40,
      marginTop: 30,
      marginBottom: 40,
      x: {
        ...logScale("mass in solar masses →", [accuracy.mass[0], accuracy.mass.at(-1) ?? 1], width / 50),
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
      color: { type: "log", domain: [palest, 1], interpolate: () => shade, clamp: true },
      marks: [
        Plot.barX(cells, {
          fy: "name",
          y: "z",
          x1: "low",
          x2: "high",
          fill: (d) => Math.max(d.worst / d.most, palest),
          insetRight: -0.3,
          title: (d) =>
            `${d.name}, z ${d.z}, ${scientific(d.low)} to ${scientific(d.high)} solar masses: ${format(d.worst)}`,
        }),
        Plot.text(all, {
          fy: "name",
          text: atMost,
          frameAnchor: "top-left",
          dy: -16,
          textAnchor: "start",
          fill: "currentColor",
        }),
      ],
    }),
    table: () =>
      table(
        "The worst error at each redshift",
        [
          { head: "Program", cell: ({ name }) => name },
          ...accuracy.z.map((z) => ({
            head: `z ${z}`,
            number: true,
            cell: (/** @type {typeof all[number]} */ { cells }) =>
              format(worst(cells.filter((cell) => cell.z === z).map(({ worst }) => worst))),
          })),
          { head: "all", number: true, cell: ({ most }) => format(most) },
        ],
        all,
      ),
  }).element;
}

/** Returns a colour between the two that the theme defines. @param {number} share */
const shade = (share) => `color-mix(in oklab, var(--heat-high) ${(100 * share).toFixed(1)}%, var(--heat-low))`;

const errorLegend = () =>
  h(
    "p.legend.steps",
    { "aria-hidden": "true" },
    "a hundredth of the worst",
    Array.from({ length: 17 }, (_, i) => h("span", { style: `background: ${shade(i / 16)}` })),
    "the worst",
  );

/** @type {View} */
export const accuracy = {
  id: "accuracy",
  title: "Accuracy",
  render(data) {
    const { accuracy } = data;
    if (!accuracy)
      return [errorScatter(data), h("p.not-run", "No map of the errors: impls/truth/truth.csv is missing.")];
    const shown = h("div");
    const show = (/** @type {Measure} */ measure) => refill(shown, errorMap(accuracy, measure));
    const pick = choice(
      "Measure",
      [
        { value: /** @type {Measure} */ ("conditioned"), text: "conditioned error" },
        { value: /** @type {Measure} */ ("relative"), text: "relative error" },
      ],
      show,
    );
    show("conditioned");
    return [
      h(
        "p.lead",
        "Answers are compared with certified values computed in ball arithmetic. A relative error of σ grows up to 1 + ν² times in the mass function; the conditioned error divides by this factor, and accuracy is promised in it.",
      ),
      errorScatter(data),
      h("div.controls", pick.element, errorLegend()),
      shown,
      accuracy.not_evaluated.map((impl) => h("p.not-run", `${impl} could not be evaluated on this machine.`)),
    ];
  },
};

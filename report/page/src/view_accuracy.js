// SPDX-License-Identifier: MIT
// view_accuracy.js: errors against the certified values: against time, and as a map over mass and redshift.
/** @import { Accuracy, Data, View } from "./data.js" */
import {
  clearText,
  decadesAround,
  figure,
  frameHeight,
  logScale,
  placeLabels,
  placeOnLog,
  Plot,
  timeScale,
} from "./chart.js";
import { defaultRows, pythonStart } from "./data.js";
import { choice, h, notRun, refill, table } from "./dom.js";
import { rounded, scientific, time } from "./numbers.js";

// ---- measures of error ----------------------------------------------------------------------------

const workshopName = "the workshop's Python";

/** @typedef {{ z: number, low: number, high: number, worst: number | null }} Cell a range of masses */

/**
 * Returns the conditioned error of every cell: |ln(got/truth)| / (1 + ν²).
 * @param {Accuracy} accuracy @param {(number | null)[]} logRatios
 */
export const conditioned = ({ nu }, logRatios) =>
  logRatios.map((value, i) => (value === null ? null : Math.abs(value) / (1 + nu[i] ** 2)));

/** Returns |got/truth - 1| of every cell. @param {(number | null)[]} logRatios */
const relative = (logRatios) => logRatios.map((value) => (value === null ? null : Math.abs(Math.expm1(value))));

/** @param {(number | null)[]} errors @returns {number | null} */
const worst = (errors) =>
  errors.reduce(
    (most, error) => (error === null ? most : Math.max(most ?? 0, error)),
    /** @type {number | null} */ (null),
  );

/**
 * Returns the worst error of each group of `together` neighbouring masses, one redshift after the other.
 * @param {Accuracy} accuracy @param {(number | null)[]} errors @param {number} together @returns {Cell[]}
 */
export function cellsOf({ z, mass }, errors, together) {
  return z.flatMap((redshift, row) =>
    Array.from({ length: Math.ceil(mass.length / together) }, (_, i) => {
      const first = i * together,
        last = Math.min(mass.length, first + together) - 1;
      return {
        z: redshift,
        low: mass[first],
        high: mass[Math.min(last + 1, mass.length - 1)],
        worst: worst(errors.slice(row * mass.length + first, row * mass.length + last + 1)),
      };
    }),
  );
}

/**
 * Returns the Pareto front, fastest first: the points than which no other is both faster and more accurate.
 * @template {{ seconds: number, error: number }} Point @param {Point[]} points
 */
export function paretoFront(points) {
  let best = Infinity;
  return [...points]
    .sort((a, b) => a.seconds - b.seconds || a.error - b.error)
    .filter(({ error }) => {
      const better = error < best;
      best = Math.min(best, error);
      return better;
    });
}

// ---- error against time ---------------------------------------------------------------------------

/** @typedef {{ name: string, seconds: number, error: number, promise: number | null }} Point */

const marginLeft = 52,
  marginRight = 24;

/** @param {Data} data @returns {Point[]} */
function pointsOf(data) {
  const { figures, headline, accuracy } = data;
  const rows = defaultRows(data, "cold");
  const points = figures.ladder.flatMap(({ name, accuracy: promise, conditioned_error }) => {
    const seconds = rows.find(({ impl }) => impl === name)?.seconds?.median;
    const here = accuracy?.log_ratio.find(({ impl }) => impl === name);
    const error = accuracy && here ? worst(conditioned(accuracy, here.values)) : conditioned_error;
    return seconds && error ? [{ name, seconds, error, promise }] : [];
  });
  const start = pythonStart(headline);
  const error = accuracy?.workshop && worst(conditioned(accuracy, accuracy.workshop));
  if (!start || !error) return points;
  const off = rounded(100 * (worst(relative(accuracy.workshop ?? [])) ?? 0), 2);
  return [...points, { name: `${workshopName},\nup to ${off} % off`, seconds: start, error, promise: null }];
}

/** @param {Data} data */
function errorScatter(data) {
  const points = pointsOf(data);
  if (!points.length) return notRun("Timings with accuracy", "./hmf bench");
  const front = paretoFront(points),
    promising = points.filter(({ promise }) => promise);
  const x = decadesAround(points.map(({ seconds }) => seconds));
  const y = decadesAround(points.flatMap(({ error, promise }) => [error, promise]));
  const heightFor = (/** @type {number} */ width) => Math.min(460, 320 + width / 8);
  return figure({
    title: "Error against time",
    caption:
      "Time of a cold call on the workload default, and the worst |ln(got/truth)| / (1 + ν²) over its certified grid. Lower left is better. The line joins the Pareto front: no other program is both faster and more accurate. A tick above a point is the promised accuracy.",
    label: points.map(({ name, seconds, error }) => `${name}: ${time(seconds)}, error ${scientific(error)}`).join("; "),
    options: (width) => ({
      height: heightFor(width),
      marginLeft,
      marginRight,
      x: timeScale("time per call (logarithmic) →", x, width / 90),
      y: logScale("↑ worst conditioned error", y, 9),
      marks: [
        Plot.line(front, {
          x: "seconds",
          y: "error",
          stroke: "var(--accent)",
          strokeOpacity: 0.5,
          curve: "step-after",
        }),
        Plot.ruleX(promising, {
          x: "seconds",
          y1: "error",
          y2: "promise",
          stroke: "var(--soft)",
          strokeDasharray: "2 2",
        }),
        Plot.text(promising, { x: "seconds", y: "promise", text: () => "–", fontSize: 20, fill: "var(--soft)" }),
        Plot.dot(points, {
          x: "seconds",
          y: "error",
          r: 5,
          fill: (d) => (front.includes(d) ? "var(--accent)" : "var(--paper)"),
          stroke: "var(--accent)",
          strokeWidth: 1.5,
          title: (d) =>
            `${d.name}: ${time(d.seconds)}, error ${scientific(d.error)}${d.promise ? `, promised ${scientific(d.promise, 1)}` : ""}`,
        }),
        labels(points, x, y, width, heightFor(width)),
      ],
    }),
    table: () =>
      table(
        "Error against time",
        [
          { head: "Program", cell: ({ name }) => name },
          { head: "Time per cold call", number: true, cell: ({ seconds }) => time(seconds) },
          { head: "Worst error", number: true, cell: ({ error }) => scientific(error) },
          { head: "Promised", number: true, cell: ({ promise }) => scientific(promise, 1) },
          { head: "On the Pareto front", cell: (point) => (front.includes(point) ? "yes" : "") },
        ],
        points,
      ),
  }).element;
}

/**
 * @param {Point[]} points @param {[number, number]} x @param {[number, number]} y
 * @param {number} width @param {number} height
 */
function labels(points, x, y, width, height) {
  const frame = { left: 0, right: width - marginLeft - marginRight, top: 0, bottom: frameHeight(height) };
  const across = (/** @type {number} */ value) => (frame.right * Math.log(value / x[0])) / Math.log(x[1] / x[0]),
    down = placeOnLog(y, height);
  const placed = points.map(({ seconds, error, promise, name }) => ({
    name,
    x: across(seconds),
    y: down(error),
    top: down(promise || error),
  }));
  const obstacles = placed.flatMap(({ x, y, top }) => [
    { left: x - 7, right: x + 7, top: y - 7, bottom: y + 7 },
    { left: x - 6, right: x + 6, top, bottom: y },
  ]);
  return placeLabels(placed, obstacles, frame).map(({ dx, dy, anchor: textAnchor }, i) =>
    clearText([points[i]], {
      x: "seconds",
      y: "error",
      text: "name",
      lineHeight: 1.2,
      dx,
      dy,
      textAnchor,
      strokeWidth: 3,
    }),
  );
}

// ---- the map of errors ----------------------------------------------------------------------------

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

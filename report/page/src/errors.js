// SPDX-License-Identifier: MIT
// errors.js: errors against the certified values, and their chart against time, one point per program.
/** @import { Accuracy, Data } from "./data.js" */
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
import { notRun, table } from "./dom.js";
import { rounded, scientific, time } from "./numbers.js";

// ---- measures of error ----------------------------------------------------------------------------

export const workshopName = "the workshop's Python";

/** @typedef {{ z: number, low: number, high: number, worst: number | null }} Cell a range of masses */

/**
 * Returns the conditioned error of every cell: |ln(got/truth)| / (1 + ν²).
 * @param {Accuracy} accuracy @param {(number | null)[]} logRatios
 */
export const conditioned = ({ nu }, logRatios) =>
  logRatios.map((value, i) => (value === null ? null : Math.abs(value) / (1 + nu[i] ** 2)));

/** Returns |got/truth - 1| of every cell. @param {(number | null)[]} logRatios */
export const relative = (logRatios) => logRatios.map((value) => (value === null ? null : Math.abs(Math.expm1(value))));

/** @param {(number | null)[]} errors @returns {number | null} */
export const worst = (errors) =>
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
export function errorScatter(data) {
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

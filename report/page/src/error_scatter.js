// error_scatter.js: error against time, one point a program.
import { decadesAround, figure, logScale, placeOnLog, Plot, timeScale } from "./chart.js";
import { notRun } from "./dom.js";
import { conditioned, paretoFront, relative, worst, workshopName } from "./error_grid.js";
import { placeLabels } from "./label_places.js";
import { rounded, scientific, time } from "./numbers.js";
import { table } from "./table.js";

/** @typedef {import("./story.js").Story} Story */
/** @typedef {{ name: string, seconds: number, error: number, promise: number | null }} Point */

const margins = { left: 52, right: 24, top: 24, bottom: 52 };
const heightFor = (/** @type {number} */ width) => Math.min(460, 320 + width / 8);

/** @param {Story} story @returns {Point[]} */
function pointsOf({ figures, headline, accuracy }) {
  const rows = figures.boards.find(({ workload, mode }) => workload === "default" && mode === "cold")?.rows ?? [];
  const points = figures.ladder.flatMap(({ name, accuracy: promise, conditioned_error }) => {
    const seconds = rows.find(({ impl }) => impl === name)?.seconds?.median;
    const here = accuracy?.log_ratio.find(({ impl }) => impl === name);
    const error = accuracy && here ? worst(conditioned(accuracy, here.values)) : conditioned_error;
    return seconds && error ? [{ name, seconds, error, promise }] : [];
  });
  const start = headline?.timings.find(({ what }) => what === "the Python start")?.median;
  const error = accuracy?.workshop && worst(conditioned(accuracy, accuracy.workshop));
  const off = accuracy?.workshop && worst(relative(accuracy.workshop));
  return start && error
    ? [
        ...points,
        { name: `${workshopName},\nup to ${rounded(100 * (off ?? 0), 2)} % off`, seconds: start, error, promise: null },
      ]
    : points;
}

/** @param {Story} story */
export function errorScatter(story) {
  const points = pointsOf(story);
  if (!points.length) return notRun("Timings with accuracy", "./hmf bench");
  const front = paretoFront(points);
  const x = decadesAround(points.map(({ seconds }) => seconds));
  const y = decadesAround(points.flatMap(({ error, promise }) => [error, promise]));
  return figure({
    title: "Error against time",
    caption:
      "A call on the job default, cold; the worst |ln(got/truth)| / (1 + ν²) over its certified grid. Down and left is better. The line joins those that nothing beats in both; a tick above a point is what it promises.",
    label: points.map(({ name, seconds, error }) => `${name}: ${time(seconds)}, error ${scientific(error)}`).join("; "),
    options: (width) => ({
      height: heightFor(width),
      marginLeft: margins.left,
      marginRight: margins.right,
      marginTop: margins.top,
      marginBottom: margins.bottom,
      x: timeScale("time of a call (logarithmic) →", x, width / 90),
      y: logScale("↑ worst conditioned error", y, 9),
      marks: [
        Plot.line(front, {
          x: "seconds",
          y: "error",
          stroke: "var(--accent)",
          strokeOpacity: 0.5,
          curve: "step-after",
        }),
        Plot.ruleX(
          points.filter(({ promise }) => promise),
          { x: "seconds", y1: "error", y2: "promise", stroke: "var(--soft)", strokeDasharray: "2 2" },
        ),
        Plot.text(
          points.filter(({ promise }) => promise),
          { x: "seconds", y: "promise", text: () => "–", fontSize: 20, fill: "var(--soft)" },
        ),
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
          { head: "A call, cold", number: true, cell: ({ seconds }) => time(seconds) },
          { head: "Worst error", number: true, cell: ({ error }) => scientific(error) },
          { head: "Promised", number: true, cell: ({ promise }) => scientific(promise, 1) },
          { head: "Unbeaten", cell: (point) => (front.includes(point) ? "yes" : "") },
        ],
        points,
      ),
  }).element;
}

/**
 * @param {Point[]} points
 * @param {[number, number]} x
 * @param {[number, number]} y
 * @param {number} width
 * @param {number} height
 */
function labels(points, x, y, width, height) {
  const frame = {
    left: 0,
    right: width - margins.left - margins.right,
    top: 0,
    bottom: height - margins.top - margins.bottom,
  };
  const across = placeOnLog(x, frame.right),
    down = placeOnLog(y, frame.bottom);
  const placed = points.map(({ seconds, error, promise, name }) => ({
    name,
    x: frame.right - across(seconds),
    y: down(error),
    top: promise ? down(promise) : down(error),
  }));
  const obstacles = placed.flatMap(({ x, y, top }) => [
    { left: x - 7, right: x + 7, top: y - 7, bottom: y + 7 },
    { left: x - 6, right: x + 6, top, bottom: y },
  ]);
  return placeLabels(placed, obstacles, frame).map(({ dx, dy, anchor }, i) =>
    Plot.text([points[i]], {
      x: "seconds",
      y: "error",
      text: "name",
      lineHeight: 1.2,
      dx,
      dy,
      textAnchor: anchor,
      fill: "currentColor",
      stroke: "var(--paper)",
      strokeWidth: 3,
    }),
  );
}

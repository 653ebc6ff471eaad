// view_accuracy.js: accuracy against time, and where over mass and redshift the errors are.
import { decadesAround, figure, logScale, placeOnLog, Plot, timeScale } from "./chart.js";
import { choice, h, notRun, refill } from "./dom.js";
import { cellsOf, conditioned, paretoFront, relative, worst } from "./error_grid.js";
import { placeLabels } from "./label_places.js";
import { rounded, scientific, time } from "./numbers.js";
import { table } from "./table.js";

/** @typedef {import("./story.js").Story} Story */
/** @typedef {import("./story.js").Accuracy} Accuracy */
/** @typedef {{ name: string, seconds: number, error: number, promise: number | null }} Point */

const margins = { left: 52, right: 24, top: 24, bottom: 52 };
const heightFor = (/** @type {number} */ width) => Math.min(460, 320 + width / 8);

const workshopName = "the workshop's Python";

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
  return start && error ? [...points, { name: `${workshopName},\nup to ${rounded(100 * (off ?? 0), 2)} % off`, seconds: start, error, promise: null }] : points;
}

/** @param {Story} story */
function scatter(story) {
  const points = pointsOf(story);
  if (!points.length) return notRun("Timings with accuracy", "./hmf bench");
  const front = paretoFront(points);
  const x = decadesAround(points.map(({ seconds }) => seconds));
  const y = decadesAround(points.flatMap(({ error, promise }) => [error, promise]));
  return figure({
    title: "Error against time",
    caption: "A call on the job default, cold; the worst |ln(got/truth)| / (1 + ν²) over its certified grid. Down and left is better. The line joins those that nothing beats in both; a tick above a point is what it promises.",
    label: points.map(({ name, seconds, error }) => `${name}: ${time(seconds)}, error ${scientific(error)}`).join("; "),
    options: (width) => ({
      height: heightFor(width), marginLeft: margins.left, marginRight: margins.right, marginTop: margins.top, marginBottom: margins.bottom,
      x: timeScale("time of a call (logarithmic) →", x, width / 90),
      y: logScale("↑ worst conditioned error", y, 9),
      marks: [
        Plot.line(front, { x: "seconds", y: "error", stroke: "var(--accent)", strokeOpacity: 0.5, curve: "step-after" }),
        Plot.ruleX(points.filter(({ promise }) => promise), { x: "seconds", y1: "error", y2: "promise", stroke: "var(--soft)", strokeDasharray: "2 2" }),
        Plot.text(points.filter(({ promise }) => promise), { x: "seconds", y: "promise", text: () => "–", fontSize: 20, fill: "var(--soft)" }),
        Plot.dot(points, { x: "seconds", y: "error", r: 5, fill: (d) => front.includes(d) ? "var(--accent)" : "var(--paper)", stroke: "var(--accent)", strokeWidth: 1.5, title: (d) => `${d.name}: ${time(d.seconds)}, error ${scientific(d.error)}${d.promise ? `, promised ${scientific(d.promise, 1)}` : ""}` }),
        labels(points, x, y, width, heightFor(width)),
      ],
    }),
    table: () => table("Error against time", [
      { head: "Program", cell: ({ name }) => name },
      { head: "A call, cold", number: true, cell: ({ seconds }) => time(seconds) },
      { head: "Worst error", number: true, cell: ({ error }) => scientific(error) },
      { head: "Promised", number: true, cell: ({ promise }) => scientific(promise, 1) },
      { head: "Unbeaten", cell: (point) => front.includes(point) ? "yes" : "" },
    ], points),
  }).element;
}

/** @param {Point[]} points @param {[number, number]} x @param {[number, number]} y @param {number} width @param {number} height */
function labels(points, x, y, width, height) {
  const frame = { left: 0, right: width - margins.left - margins.right, top: 0, bottom: height - margins.top - margins.bottom };
  const across = placeOnLog(x, frame.right), down = placeOnLog(y, frame.bottom);
  const placed = points.map(({ seconds, error, promise, name }) =>
    ({ name, x: frame.right - across(seconds), y: down(error), top: promise ? down(promise) : down(error) }));
  const obstacles = placed.flatMap(({ x, y, top }) => [
    { left: x - 7, right: x + 7, top: y - 7, bottom: y + 7 }, { left: x - 6, right: x + 6, top, bottom: y }]);
  return placeLabels(placed, obstacles, frame).map(({ dx, dy, anchor }, i) =>
    Plot.text([points[i]], { x: "seconds", y: "error", text: "name", lineHeight: 1.2, dx, dy, textAnchor: anchor, fill: "currentColor", stroke: "var(--paper)", strokeWidth: 3 }));
}

// ---- where the error is ---------------------------------------------------------------------------

/** @typedef {"conditioned" | "relative"} Measure */

const together = 4; // masses in a cell: 50 cells of the grid's 200
const palest = 1e-2; // of the worst

/** @param {Accuracy} accuracy @param {Measure} measure */
function strips(accuracy, measure) {
  const errorsOf = (/** @type {(number | null)[]} */ values) => measure === "relative" ? relative(values) : conditioned(accuracy, values);
  const all = [
    ...(accuracy.workshop ? [{ name: workshopName, values: accuracy.workshop }] : []),
    ...accuracy.log_ratio.map(({ impl, values }) => ({ name: impl, values })),
  ];
  return all.map(({ name, values }) => ({ name, errors: errorsOf(values), cells: cellsOf(accuracy, errorsOf(values), together) }));
}

/** @param {Accuracy} accuracy @param {Measure} measure */
function heatMap(accuracy, measure) {
  const all = strips(accuracy, measure);
  const cells = all.flatMap(({ name, cells }) => cells.filter(({ worst }) => worst !== null).map((cell) => ({ ...cell, name, most: worst(cells.map((one) => one.worst)) || 1 })));
  const say = (/** @type {number | null} */ error) => measure === "relative" && error !== null && error > 1e-4 ? `${rounded(100 * error, 2)} %` : scientific(error);
  return figure({
    title: "Where the error is",
    caption: `${measure === "relative" ? "|got/truth − 1|" : "|ln(got/truth)| / (1 + ν²)"} on the grid of the job default, the worst of ${together} neighbouring masses. Every program has its own scale, up to its worst. Blank: the number of haloes is below the smallest double.`,
    label: all.map(({ name, errors }) => `${name}: at most ${say(worst(errors))}`).join("; "),
    options: (width) => ({
      height: 50 + 86 * all.length, marginLeft: 40, marginTop: 30, marginBottom: 40,
      x: { ...logScale("mass in solar masses →", [accuracy.mass[0], /** @type {number} */ (accuracy.mass.at(-1))], width / 50), grid: false },
      y: { domain: accuracy.z, label: null, tickFormat: (/** @type {number} */ z) => width < 500 && z % 10 ? "" : `z ${z}`, tickSize: 0, padding: 0.08 },
      fy: { domain: all.map(({ name }) => name), label: null, axis: null, padding: 0.26 },
      color: { type: "log", domain: [palest, 1], interpolate: heat, clamp: true },
      marks: [
        Plot.barX(cells, { fy: "name", y: "z", x1: "low", x2: "high", fill: (d) => Math.max(d.worst / d.most, palest), insetRight: -0.3, title: (d) => `${d.name}, z ${d.z}, ${scientific(d.low)} to ${scientific(d.high)} solar masses: ${say(d.worst)}` }),
        Plot.text(all, { fy: "name", text: (d) => `${d.name}: at most ${say(worst(d.errors))}`, frameAnchor: "top-left", dy: -16, textAnchor: "start", fill: "currentColor" }),
      ],
    }),
    table: () => table("The worst error of each redshift", [
      { head: "Program", cell: ({ name }) => name },
      ...accuracy.z.map((z) => ({ head: `z ${z}`, number: true, cell: (/** @type {typeof all[number]} */ { cells }) => say(worst(cells.filter((cell) => cell.z === z).map(({ worst }) => worst))) })),
      { head: "all", number: true, cell: ({ errors }) => say(worst(errors)) },
    ], all),
  }).element;
}

/** One hue between two that CSS defines for light and dark. @param {number} share */
const shade = (share) => `color-mix(in oklab, var(--heat-high) ${(100 * share).toFixed(1)}%, var(--heat-low))`;
const heat = () => shade;

const legend = () => h("p.legend.steps", { "aria-hidden": "true" }, "a hundredth of the worst",
  Array.from({ length: 17 }, (_, i) => h("span", { style: `background: ${shade(i / 16)}` })), "the worst");

/** @type {import("./story.js").View} */
export const accuracy = {
  id: "accuracy",
  title: "Accuracy",
  render(story) {
    const { accuracy } = story;
    if (!accuracy) return [scatter(story), h("p.not-run", {}, "tests/truth.csv is not here: no map of the errors.")];
    const shown = h("div");
    const show = (/** @type {Measure} */ measure) => refill(shown, heatMap(accuracy, measure));
    const pick = choice("Measure", [
      { value: /** @type {Measure} */ ("conditioned"), text: "conditioned, as promised" },
      { value: /** @type {Measure} */ ("relative"), text: "relative to the truth" },
    ], show);
    show("conditioned");
    return [
      h("p.lead", {}, "Right is what agrees with certified values, computed in ball arithmetic. An error of σ weighs 1 + ν² times as much in the mass function, so that is what errors are divided by."),
      scatter(story),
      h("div.controls", {}, pick.element, legend()),
      shown,
      accuracy.not_evaluated.map((impl) => h("p.not-run", {}, `${impl} could not be evaluated here.`)),
    ];
  },
};

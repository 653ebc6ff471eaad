// view_lesson.js: the lesson's texts, and how good the predictions of who walked it were.
import { figure, logScale, decadesAround, Plot } from "./chart.js";
import { code, h, lazyDetails, notRun } from "./dom.js";
import { blocksOf, gainsOf } from "./lesson_text.js";
import { isNumber, rounded } from "./numbers.js";
import { table } from "./table.js";

/** @typedef {import("./story.js").Lesson} Lesson */
/** @typedef {import("./story.js").Station} Station */
/** @typedef {Lesson["log"][number]} Entry */

/** @param {string} text */
const rendered = (text) =>
  blocksOf(text).map(({ kind, lines }) =>
    kind === "commands" ? h("pre.commands", {}, code(lines.join("\n"))) : h("p", {}, lines.join("\n")),
  );

// ---- the log --------------------------------------------------------------------------------------

/** @param {number | string} value @param {string} unit */
const answer = (value, unit) => (typeof value === "number" ? `${rounded(value)} ${unit}` : value).trim();

/** @param {Entry} entry */
const range = ({ low, high }) => (isNumber(low) && isNumber(high) ? `${rounded(low)} to ${rounded(high)}` : "");

/** @param {Entry[]} log */
const logTable = (log) =>
  table(
    "Predicted and measured",
    [
      { head: "Station", cell: ({ station }) => station },
      { head: "What", cell: ({ what }) => what },
      { head: "Predicted", number: true, cell: ({ predicted, unit }) => answer(predicted, unit) },
      { head: "Measured", number: true, cell: ({ measured, unit }) => answer(measured, unit) },
      { head: "95 % interval", number: true, cell: range },
      { head: "Passed", cell: ({ passed }) => (passed ? "yes" : "not yet") },
    ],
    log,
  );

/** @param {Entry[]} log */
function gainChart(log) {
  const gains = gainsOf(log);
  if (!gains.length) return null;
  const domain = decadesAround(gains.flatMap(({ predicted, measured, low, high }) => [predicted, measured, low, high]));
  const y = (/** @type {typeof gains[number]} */ gain) => gain.station;
  return figure({
    title: "Gains, predicted and measured",
    caption: "A ring is what was predicted, a dot what was measured, with its 95 % interval. The last check of each.",
    label: gains
      .map(
        ({ station, predicted, measured }) =>
          `${station}: predicted ${rounded(predicted)}, measured ${rounded(measured)}`,
      )
      .join("; "),
    options: (width) => ({
      height: 60 + 34 * gains.length,
      marginLeft: 76,
      x: logScale("times as fast (logarithmic) →", domain, width / 80),
      y: { label: null, domain: gains.map(y), tickSize: 0 },
      marks: [
        Plot.ruleY(gains, { y, x1: "predicted", x2: "measured", stroke: "var(--soft)", strokeDasharray: "2 3" }),
        Plot.ruleY(
          gains.filter(({ low, high }) => isNumber(low) && isNumber(high)),
          { y, x1: "low", x2: "high", stroke: "var(--accent)", strokeWidth: 5, strokeOpacity: 0.35 },
        ),
        Plot.dot(gains, { y, x: "predicted", r: 5, stroke: "var(--soft)", strokeWidth: 2 }),
        Plot.dot(gains, {
          y,
          x: "measured",
          r: 4,
          fill: "var(--accent)",
          title: ({ predicted, measured }) => `predicted ${rounded(predicted)}, measured ${rounded(measured)}`,
        }),
      ],
    }),
    table: () => logTable(gains),
  }).element;
}

/** @param {Lesson | null} lesson */
const walked = (lesson) =>
  lesson
    ? lesson.log.length
      ? [gainChart(lesson.log), logTable(lesson.log)]
      : h("p.note", {}, `Begun in ${lesson.folder}, at the station ${lesson.station}; nothing was checked yet.`)
    : notRun("The lesson", "./hmf lesson start ../lesson");

// ---- the texts ------------------------------------------------------------------------------------

/** @param {Station} station */
const stationText = ({ title, text, hints, asides }) =>
  lazyDetails(h("strong", {}, title), () =>
    h(
      "div",
      {},
      rendered(text),
      asides.map((aside) => lazyDetails(`Beside the way: ${aside.title}`, () => h("div", {}, rendered(aside.text)))),
      hints.map((hint, i) => lazyDetails(`Hint ${i + 1} of ${hints.length}`, () => h("div", {}, rendered(hint)))),
    ),
  );

/** @type {import("./story.js").View} */
export const lesson = {
  id: "lesson",
  title: "Lesson",
  render: ({ lesson, stations }) => [
    h(
      "p.lead",
      {},
      "The whole cycle on your own machine, in some two hours: predict, measure, compare. ",
      code("./hmf lesson start ../lesson"),
      " begins it in a terminal; the texts are the same.",
    ),
    h("h3", {}, "Predicted and measured"),
    walked(lesson),
    h("h3", {}, "The stations"),
    stations.map(stationText),
  ],
};

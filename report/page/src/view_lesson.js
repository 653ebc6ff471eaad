// SPDX-License-Identifier: MIT
// view_lesson.js: the texts of the lesson, and the reader's predictions beside the measurements.
/** @import { Lesson, Station, View } from "./data.js" */
import { decadesAround, figure, logScale, Plot } from "./chart.js";
import { code, h, lazyDetails, notRun, table } from "./dom.js";
import { isNumber, range, rounded } from "./numbers.js";

// ---- predictions and measurements -----------------------------------------------------------------

/** @typedef {Lesson["log"][number]} Entry */

/** @param {number | string} value @param {string} unit */
const answer = (value, unit) => (typeof value === "number" ? `${rounded(value)} ${unit}` : value).trim();

/** @param {Entry[]} log */
const logTable = (log) =>
  table(
    "Predicted and measured",
    [
      { head: "Station", cell: ({ station }) => station },
      { head: "Quantity", cell: ({ what }) => what },
      { head: "Predicted", number: true, cell: ({ predicted, unit }) => answer(predicted, unit) },
      { head: "Measured", number: true, cell: ({ measured, unit }) => answer(measured, unit) },
      { head: "95 % interval", number: true, cell: range },
      { head: "Passed", cell: ({ passed }) => (passed ? "yes" : "not yet") },
    ],
    log,
  );

/**
 * Returns the last check of each station at which a speed-up was predicted and measured.
 * @template {{ station: string, unit: string, predicted: unknown, measured: unknown }} Check
 * @param {Check[]} log
 * @returns {(Check & { predicted: number, measured: number })[]}
 */
export function gainsOf(log) {
  const last = new Map(log.map((check) => [check.station, check]));
  return [...last.values()].flatMap((check) =>
    check.unit === "times" && typeof check.predicted === "number" && typeof check.measured === "number"
      ? [{ ...check, predicted: check.predicted, measured: check.measured }]
      : [],
  );
}

/** @param {Entry[]} log */
function gainChart(log) {
  const gains = gainsOf(log);
  if (!gains.length) return null;
  const domain = decadesAround(gains.flatMap(({ predicted, measured, low, high }) => [predicted, measured, low, high]));
  const y = (/** @type {typeof gains[number]} */ gain) => gain.station;
  const both = (/** @type {typeof gains[number]} */ { predicted, measured }) =>
    `predicted ${rounded(predicted)}, measured ${rounded(measured)}`;
  return figure({
    title: "Speed-up, predicted and measured",
    caption: "Ring: prediction. Dot: measurement with its 95 % interval. The last check of each station.",
    label: gains.map((gain) => `${gain.station}: ${both(gain)}`).join("; "),
    options: (width) => ({
      height: 60 + 34 * gains.length,
      marginLeft: 76,
      x: logScale("speed-up (logarithmic) →", domain, width / 80),
      y: { label: null, domain: gains.map(y), tickSize: 0 },
      marks: [
        Plot.ruleY(gains, { y, x1: "predicted", x2: "measured", stroke: "var(--soft)", strokeDasharray: "2 3" }),
        Plot.ruleY(
          gains.filter(({ low, high }) => isNumber(low) && isNumber(high)),
          { y, x1: "low", x2: "high", stroke: "var(--accent)", strokeWidth: 5, strokeOpacity: 0.35 },
        ),
        Plot.dot(gains, { y, x: "predicted", r: 5, stroke: "var(--soft)", strokeWidth: 2 }),
        Plot.dot(gains, { y, x: "measured", r: 4, fill: "var(--accent)", title: both }),
      ],
    }),
    table: () => logTable(gains),
  }).element;
}

/** @param {Lesson | null} lesson */
function progress(lesson) {
  if (!lesson) return notRun("The lesson", "./hmf lesson start ../lesson");
  if (lesson.log.length) return [gainChart(lesson.log), logTable(lesson.log)];
  return h("p.note", `Started in ${lesson.folder}, at the station ${lesson.station}; nothing has been checked yet.`);
}

// ---- the texts ------------------------------------------------------------------------------------

/**
 * Splits a text into blocks. Lines indented by four blanks are commands; an empty line ends a paragraph.
 * @param {string} text
 * @returns {{ kind: "paragraph" | "commands", lines: string[] }[]}
 */
export function blocksOf(text) {
  /** @type {{ kind: "paragraph" | "commands", lines: string[] }[]} */
  const blocks = [];
  let open = false;
  for (const line of text.split("\n")) {
    if (!line.trim()) {
      open = false;
      continue;
    }
    const kind = line.startsWith("    ") ? "commands" : "paragraph";
    if (!open || blocks[blocks.length - 1].kind !== kind) blocks.push({ kind, lines: [] });
    blocks[blocks.length - 1].lines.push(kind === "commands" ? line.slice(4) : line);
    open = true;
  }
  return blocks;
}

/** @param {string} text */
const rendered = (text) =>
  blocksOf(text).map(({ kind, lines }) =>
    kind === "commands" ? h("pre.commands", code(lines.join("\n"))) : h("p", lines.join("\n")),
  );

/** @param {Station} station */
const stationText = ({ title, text, hints, asides }) =>
  lazyDetails(h("strong", title), () =>
    h(
      "div",
      rendered(text),
      asides.map((aside) => lazyDetails(`Aside: ${aside.title}`, () => h("div", rendered(aside.text)))),
      hints.map((hint, i) => lazyDetails(`Hint ${i + 1} of ${hints.length}`, () => h("div", rendered(hint)))),
    ),
  );

/** @type {View} */
export const lesson = {
  id: "lesson",
  title: "Lesson",
  render: ({ lesson, stations }) => [
    h(
      "p.lead",
      "The whole cycle on your own machine, in about two hours: predict, measure, compare. ",
      code("./hmf lesson start ../lesson"),
      " starts it in a terminal, with the same texts.",
    ),
    h("h3", "Predicted and measured"),
    progress(lesson),
    h("h3", "The stations"),
    stations.map(stationText),
  ],
};

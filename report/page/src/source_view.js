// source_view.js: a source file with what each of its lines costs.
import { h } from "./dom.js";
import { count, isNumber, share } from "./numbers.js";

/** @typedef {import("./story.js").Profile} Profile */
/** @typedef {import("./story.js").ProfileLine} ProfileLine */
/** @typedef {{ line: number, text: string, cost: ProfileLine | undefined }} Row */

/**
 * All lines of the source where it is the one that was profiled, otherwise those that the profile has.
 * @param {string | undefined} source @param {ProfileLine[]} costs @returns {{ rows: Row[], whole: boolean }}
 */
export function listing(source, costs) {
  const texts = source?.replace(/\n$/, "").split("\n") ?? [];
  const whole = source !== undefined && costs.every(({ text }) => !text);
  if (!whole)
    return {
      whole,
      rows: [...costs]
        .sort((a, b) => a.line - b.line)
        .map((cost) => ({ line: cost.line, text: cost.text ?? texts[cost.line - 1] ?? "", cost })),
    };
  const byLine = new Map(costs.map((cost) => [cost.line, cost]));
  return { whole, rows: texts.map((text, i) => ({ line: i + 1, text, cost: byLine.get(i + 1) })) };
}

/**
 * Empty instead of "–": most lines cost nothing.
 * @param {number | null | undefined} part
 * @param {number | undefined} whole
 */
const some = (part, whole) => (isNumber(part) && part > 0 ? share(part, whole) : "");

/** @param {string} file @param {string | undefined} source @param {Profile} profile */
export function sourceWithCosts(file, source, { lines, counted, sampled }) {
  const { rows, whole } = listing(
    source,
    lines.filter((line) => line.file === file),
  );
  const largest = Math.max(1, ...rows.map(({ cost }) => cost?.instructions_self ?? 0));
  const body = rows.map(({ line, text, cost }) =>
    h(
      "tr",
      { style: `--part: ${(cost?.instructions_self ?? 0) / largest}` },
      h("td.line", {}, line),
      h("td.number", {}, cost?.hits ? count(cost.hits) : ""),
      h("td.number", {}, some(cost?.instructions_self, counted?.instructions)),
      h("td.number", {}, some(cost?.samples_self, sampled?.samples)),
      h("td.code", {}, text),
    ),
  );
  return [
    !whole &&
      h(
        "p.hint",
        {},
        source === undefined
          ? "The source of this file is not part of the project: only the lines in the profile."
          : "The source has changed since this profile: only the lines in the profile.",
      ),
    h(
      "div.scroll.source.tall",
      { tabindex: 0, role: "region", "aria-label": `${file} with costs` },
      h(
        "table.costs",
        {},
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ["line", "executed", "instructions", "samples", "source"].map((head) => h("th", { scope: "col" }, head)),
          ),
        ),
        h("tbody", {}, body),
      ),
    ),
  ];
}

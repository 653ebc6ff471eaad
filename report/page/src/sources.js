// SPDX-License-Identifier: MIT
// sources.js: source files as tables: the diff of two of them, and one with the cost of each line.
/** @import { Profile, ProfileLine } from "./data.js" */
import { diffLines, diffWordsWithSpace } from "diff";
import { h, scrollBox } from "./dom.js";
import { count, isNumber, share } from "./numbers.js";

// ---- the diff of two files ------------------------------------------------------------------------

/** @typedef {{ text: string, changed: boolean }} Piece */
/** @typedef {{ kind: "same" | "gone" | "new", before: number | null, after: number | null, pieces: Piece[] }} Line */
/** @typedef {{ kind: "skipped", lines: number }} Skipped */

const linesOf = (/** @type {string} */ text) => text.replace(/\n$/, "").split("\n");
const plain = (/** @type {string} */ text) => [{ text, changed: false }];

/**
 * Marks the words that differ between two lines, unless the lines have too little in common.
 * @param {string} before
 * @param {string} after
 */
function pair(before, after) {
  const parts = diffWordsWithSpace(before, after);
  const common = parts
    .filter((part) => !part.added && !part.removed)
    .reduce((sum, { value }) => sum + value.trim().length, 0);
  if (2 * common < Math.max(before.trim().length, after.trim().length)) return [plain(before), plain(after)];
  const side = (/** @type {"added" | "removed"} */ other, /** @type {"added" | "removed"} */ own) =>
    parts.filter((part) => !part[other]).map((part) => ({ text: part.value, changed: Boolean(part[own]) }));
  return [side("added", "removed"), side("removed", "added")];
}

/** @param {string} before @param {string} after @returns {Line[]} */
export function compare(before, after) {
  /** @type {Line[]} */
  const lines = [];
  let numberBefore = 1,
    numberAfter = 1;
  const changes = diffLines(before, after);
  changes.forEach((change, i) => {
    const texts = linesOf(change.value);
    if (change.added && changes[i - 1]?.removed) return; // listed with the lines that it replaces
    const replacing = change.removed && changes[i + 1]?.added ? linesOf(changes[i + 1].value) : [];
    const paired = replacing.length === texts.length ? texts.map((text, k) => pair(text, replacing[k])) : null;
    texts.forEach((text, k) => {
      if (change.added) lines.push({ kind: "new", before: null, after: numberAfter++, pieces: plain(text) });
      else if (change.removed)
        lines.push({ kind: "gone", before: numberBefore++, after: null, pieces: paired?.[k][0] ?? plain(text) });
      else lines.push({ kind: "same", before: numberBefore++, after: numberAfter++, pieces: plain(text) });
    });
    replacing.forEach((text, k) =>
      lines.push({ kind: "new", before: null, after: numberAfter++, pieces: paired?.[k][1] ?? plain(text) }),
    );
  });
  return lines;
}

/**
 * Keeps `around` lines before and after each change, and replaces longer stretches by their length.
 * @param {Line[]} lines
 * @returns {(Line | Skipped)[]}
 */
export function withContext(lines, around = 3) {
  const near = lines.map((_, i) =>
    lines.slice(Math.max(0, i - around), i + around + 1).some(({ kind }) => kind !== "same"),
  );
  /** @type {(Line | Skipped)[]} */
  const kept = [];
  for (let i = 0; i < lines.length; i++) {
    const next = near.indexOf(true, i),
      far = (next < 0 ? lines.length : next) - i;
    if (far <= 2) kept.push(lines[i]);
    else {
      kept.push({ kind: "skipped", lines: far });
      i += far - 1;
    }
  }
  return kept;
}

/** @param {Line[]} lines */
export const tally = (lines) => ({
  gone: lines.filter(({ kind }) => kind === "gone").length,
  added: lines.filter(({ kind }) => kind === "new").length,
  same: lines.filter(({ kind }) => kind === "same").length,
});

const signs = { same: " ", gone: "−", new: "+" };
const spoken = { same: "", gone: "removed: ", new: "added: " };

/** @param {Line} line */
const diffRow = ({ kind, before, after, pieces }) =>
  h(
    `tr.${kind}`,
    h("td.line", before),
    h("td.line", after),
    h("td.sign", { "aria-hidden": "true" }, signs[kind]),
    h(
      "td.code",
      h("span.unseen", spoken[kind]),
      pieces.map(({ text, changed }) => (changed ? h("mark", text) : text)),
    ),
  );

/** @param {string} label @param {Line[]} lines */
export function diffTable(label, lines) {
  const rows = withContext(lines).map((line) =>
    line.kind === "skipped" ? h("tr.skipped", h("td", { colspan: 4 }, `${line.lines} unchanged lines`)) : diffRow(line),
  );
  return scrollBox("div.scroll.source", label, h("table.diff", h("tbody", rows)));
}

// ---- one file with costs --------------------------------------------------------------------------

/** @typedef {{ line: number, text: string, cost: ProfileLine | undefined }} Row */

/**
 * Returns all lines of the source if it is the profiled one, otherwise those in the profile.
 * @param {string | undefined} source @param {ProfileLine[]} costs @returns {{ rows: Row[], whole: boolean }}
 */
export function listing(source, costs) {
  const texts = source === undefined ? [] : linesOf(source);
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
 * Formats a share, and leaves the many lines without any cost empty.
 * @param {number | null | undefined} part
 * @param {number | undefined} whole
 */
const cost = (part, whole) => (isNumber(part) && part > 0 ? share(part, whole) : "");

/** @param {string} file @param {string | undefined} source @param {Profile} profile */
export function sourceWithCosts(file, source, { lines, counted, sampled }) {
  const { rows, whole } = listing(
    source,
    lines.filter((line) => line.file === file),
  );
  const largest = Math.max(1, ...rows.map(({ cost }) => cost?.instructions_self ?? 0));
  const body = rows.map(({ line, text, cost: of }) =>
    h(
      "tr",
      { style: `--part: ${(of?.instructions_self ?? 0) / largest}` },
      h("td.line", line),
      h("td.number", of?.hits ? count(of.hits) : ""),
      h("td.number", cost(of?.instructions_self, counted?.instructions)),
      h("td.number", cost(of?.samples_self, sampled?.samples)),
      h("td.code", text),
    ),
  );
  const heads = ["line", "executed", "instructions", "samples", "source"];
  return [
    !whole &&
      h(
        "p.hint",
        source === undefined
          ? "This file is not part of the project. Only the lines in the profile are shown."
          : "The source has changed since this profile. Only the lines in the profile are shown.",
      ),
    scrollBox(
      "div.scroll.source.tall",
      `${file} with costs`,
      h(
        "table.costs",
        h(
          "thead",
          h(
            "tr",
            heads.map((head) => h("th", { scope: "col" }, head)),
          ),
        ),
        h("tbody", body),
      ),
    ),
  ];
}

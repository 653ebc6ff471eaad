// source_diff.js: what changed from one implementation to the next, without what is only called
// otherwise.
import { diffLines, diffWordsWithSpace } from "diff";

/**
 * A name stands alone or between underscores: naive_create, NAIVE_LIMIT, hmf_impl_naive.
 * @param {string} source @param {string} from @param {string} to
 */
export function renamed(source, from, to) {
  const alone = (/** @type {string} */ name) =>
    new RegExp(`(?<![A-Za-z0-9])${name.replace(/[^\w]/g, "\\$&")}(?![A-Za-z0-9])`, "g");
  return source.replace(alone(from), () => to).replace(alone(from.toUpperCase()), () => to.toUpperCase());
}

/** @typedef {{ text: string, changed: boolean }} Piece */
/** @typedef {{ kind: "same" | "gone" | "new", before: number | null, after: number | null, pieces: Piece[] }} Line */
/** @typedef {{ kind: "skipped", lines: number }} Skipped */

const linesOf = (/** @type {string} */ text) => text.replace(/\n$/, "").split("\n");
const plain = (/** @type {string} */ text) => [{ text, changed: false }];

/**
 * What two lines have in common is unmarked; two that have little are two lines.
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
    if (change.added && changes[i - 1]?.removed) return; // written with what it replaces
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
 * Leaves `around` lines at each change; what is shorter than its own notice is not left out.
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

// SPDX-License-Identifier: MIT
// stacks.js: stacks as a tree, and the tree as frames. Knows nothing of the document.

/**
 * @typedef {object} Frame
 * @property {string} name
 * @property {number[]} total  of each count, with all it calls
 * @property {number[]} self
 * @property {Map<string, Frame>} children
 * @property {Frame | null} parent
 * @property {number} depth
 */

/** @param {string} name @param {number} counts @param {Frame | null} parent @returns {Frame} */
const newFrame = (name, counts, parent) => ({
  name,
  total: Array(counts).fill(0),
  self: Array(counts).fill(0),
  children: new Map(),
  parent,
  depth: parent ? parent.depth + 1 : 0,
});

/** @param {number[]} sum @param {number[]} values */
const add = (sum, values) =>
  values.forEach((value, i) => {
    sum[i] += value;
  });

/** @param {Frame} root @param {string[]} names @param {number[]} values */
function addStack(root, names, values) {
  let frame = root;
  add(root.total, values);
  for (const name of names) {
    let child = frame.children.get(name);
    if (!child) frame.children.set(name, (child = newFrame(name, values.length, frame)));
    frame = child;
    add(frame.total, values);
  }
  add(frame.self, values);
}

/** Lines "root;caller;leaf COUNT ...". @param {string} folded @param {number} counts how many a line has */
export function readStacks(folded, counts) {
  const root = newFrame("all", counts, null);
  for (const line of folded.split("\n").filter(Boolean)) {
    const parts = line.split(" "),
      values = parts.splice(parts.length - counts).map(Number);
    addStack(root, parts.join(" ").split(";"), values);
  }
  return root;
}

/** Two profiles as one tree with two counts. @param {string} before @param {string} after */
export function joinStacks(before, after) {
  const lines = (/** @type {string} */ folded, /** @type {(count: string) => string} */ place) =>
    folded
      .split("\n")
      .filter(Boolean)
      .map((line) => line.replace(/ (\d+)$/, (_, count) => place(count)));
  return readStacks(
    [...lines(before, (count) => ` ${count} 0`), ...lines(after, (count) => ` 0 ${count}`)].join("\n"),
    2,
  );
}

/** @typedef {{ frame: Frame, left: number, width: number, above: boolean }} Placed in shares of the width */

/**
 * The frames to draw: the zoomed one as wide as the whole, its callers above it as wide, what it calls
 * in proportion; what is narrower than `narrowest` is left out.
 * @param {Frame} zoomed @param {number} by which count @param {number} narrowest @returns {Placed[]}
 */
export function layOut(zoomed, by, narrowest) {
  /** @type {Placed[]} */
  const placed = [];
  for (let frame = zoomed.parent; frame; frame = frame.parent)
    placed.unshift({ frame, left: 0, width: 1, above: true });
  const whole = zoomed.total[by];
  const descend = (/** @type {Frame} */ frame, /** @type {number} */ left, /** @type {number} */ width) => {
    if (width < narrowest) return;
    placed.push({ frame, left, width, above: false });
    for (const child of [...frame.children.values()].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const share = child.total[by] / whole;
      descend(child, left, share);
      left += share;
    }
  };
  if (whole > 0) descend(zoomed, 0, 1);
  return placed;
}

/**
 * What matches, a match within a match counted once.
 * @param {Frame} frame
 * @param {RegExp} pattern
 * @param {number} by
 * @returns {number}
 */
export function totalOfMatches(frame, pattern, by) {
  if (pattern.test(frame.name)) return frame.total[by];
  return [...frame.children.values()].reduce((sum, child) => sum + totalOfMatches(child, pattern, by), 0);
}

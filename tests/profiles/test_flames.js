// test_flames.js: the layout of the flame graphs' page, outside of a browser.
"use strict";
const assert = require("node:assert/strict");
const { readFileSync } = require("node:fs");
const { test } = require("node:test");
const vm = require("node:vm");

// All of the page's script up to the part that touches the document.
const page = readFileSync(process.env.HMF_FLAMES_PAGE, "utf8");
const script = page.slice(page.indexOf("<script>") + 8, page.indexOf("// ---- the page"));
const { readStacks, layOut, totalOfMatches, depthBelow, describe, changeColour } = vm.runInNewContext(
  `${script}; ({ readStacks, layOut, totalOfMatches, depthBelow, describe, changeColour })`);

const plain = readStacks("main 10\nmain;f 20\nmain;f;g 30\nmain;operator new 40\n", 1);
const find = (root, ...names) => names.reduce((node, name) => node.children.get(name), root);
const frames = (zoomed, by = 0, narrowest = 0) => {
  const drawn = [];
  layOut(zoomed, by, narrowest, (node, left, width, above) => drawn.push([node.name, left, width, above]));
  return drawn;
};
const rounded = (drawn) => drawn.map(([name, left, width, above]) => [name, +left.toFixed(9), +width.toFixed(9), above]);

test("stacks add up", () => {
  assert.equal(plain.total[0], 100);
  assert.equal(find(plain, "main").self[0], 10);
  assert.equal(find(plain, "main", "f").total[0], 50);
  assert.equal(find(plain, "main", "operator new").total[0], 40);
});

test("frames are as wide as their share, and within their caller", () => {
  assert.deepEqual(rounded(frames(plain)), [
    ["all", 0, 1, false], ["main", 0, 1, false], ["f", 0, 0.5, false], ["g", 0, 0.3, false],
    ["operator new", 0.5, 0.4, false]]);
});

test("zoomed, a frame is the whole and its callers are above it", () => {
  assert.deepEqual(rounded(frames(find(plain, "main", "f"))), [
    ["main", 0, 1, true], ["all", 0, 1, true], ["f", 0, 1, false], ["g", 0, 0.6, false]]);
});

test("what is too narrow to be seen is left out, with what is above it", () => {
  assert.deepEqual(frames(plain, 0, 0.45).map(([name]) => name), ["all", "main", "f"]);
});

test("a match in a match counts once", () => {
  assert.equal(totalOfMatches(plain, /f|g/, 0), 50);
  assert.equal(totalOfMatches(plain, /g|new/, 0), 70);
  assert.equal(totalOfMatches(plain, /nothing/, 0), 0);
});

test("a difference has both widths, and says what changed", () => {
  const both = readStacks("f 60 0\nf;g 40 30\nf;h 0 90\n", 2);
  assert.deepEqual([...both.total], [100, 120]);
  assert.deepEqual(frames(both, 0).map(([name, , width]) => [name, width]),
    [["all", 1], ["f", 1], ["g", 0.4], ["h", 0]]);
  assert.equal(depthBelow(both, 0), 2);
  assert.match(describe(find(both, "f"), both, "instructions"), /^f: 100 → 120 instructions, \+20 \(20\.00 %\)/);
  assert.match(describe(find(both, "f", "h"), both, "instructions"), /\+90 \(new\)/);
  const hue = (counts) => Number(/hsl\((\d+)/.exec(changeColour(counts))[1]);
  assert.ok(hue([1, 2]) < 60 && hue([2, 1]) > 180);
  assert.equal(changeColour([5, 5]), "hsl(0 0% 85%)");
});

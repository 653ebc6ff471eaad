// SPDX-License-Identifier: MIT
// test_flame_graph.mjs: the stacks, layout and words of flame_graph.js, outside a browser.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const source = readFileSync(process.env.HMF_FLAME_GRAPH, "utf8"); // the folder has no package.json
const { readStacks, joinStacks, layOut, totalOfMatches, describe, changeClass } = await import(
  `data:text/javascript,${encodeURIComponent(source)}`
);

const plain = readStacks("main 10\nmain;f 20\nmain;f;g 30\nmain;operator new 40\n", 1);
const find = (root, ...names) => names.reduce((frame, name) => frame.children.get(name), root);
const placed = (zoomed, by = 0, narrowest = 0) =>
  layOut(zoomed, by, narrowest).map(({ frame, left, width, above }) => [
    frame.name, +left.toFixed(9), +width.toFixed(9), above]);

test("stacks add up", () => {
  assert.equal(plain.total[0], 100);
  assert.equal(find(plain, "main").self[0], 10);
  assert.equal(find(plain, "main", "f").total[0], 50);
  assert.equal(find(plain, "main", "operator new").total[0], 40);
});

test("a frame is as wide as its share and below its caller", () => {
  assert.deepEqual(placed(plain), [
    ["all", 0, 1, false], ["main", 0, 1, false], ["f", 0, 0.5, false], ["g", 0, 0.3, false],
    ["operator new", 0.5, 0.4, false]]);
  assert.equal(find(plain, "main", "f").depth, 2);
});

test("a zoomed frame and its callers fill the width", () => {
  assert.deepEqual(placed(find(plain, "main", "f")), [
    ["all", 0, 1, true], ["main", 0, 1, true], ["f", 0, 1, false], ["g", 0, 0.6, false]]);
});

test("narrow frames are left out with their callees", () => {
  assert.deepEqual(placed(plain, 0, 0.45).map(([name]) => name), ["all", "main", "f"]);
});

test("a match below a match counts once", () => {
  assert.equal(totalOfMatches(plain, /f|g/, 0), 50);
  assert.equal(totalOfMatches(plain, /g|new/, 0), 70);
  assert.equal(totalOfMatches(plain, /nothing/, 0), 0);
});

test("a difference has two counts, a change in words and a colour", () => {
  const both = joinStacks("f 60\nf;g 40\n", "f;g 30\nf;h 90\n");
  assert.deepEqual(both.total, [100, 120]);
  assert.deepEqual(placed(both).map(([name, , width]) => [name, width]), [["all", 1], ["f", 1], ["g", 0.4], ["h", 0]]);
  assert.match(describe(find(both, "f"), both, "instructions"), /^f: 100 → 120 instructions \(\+20\.0 %\)/);
  assert.match(describe(find(both, "f", "g"), both, "instructions"), /\(−25\.0 %\)/);
  assert.match(describe(find(both, "f", "h"), both, "instructions"), /\(new\)/);
  assert.match(describe(find(plain, "main", "f"), plain, "samples"), /50 samples, 50\.0 %; of its own 20\.0 %/);
  assert.deepEqual([[5, 5], [4, 5], [0, 5], [5, 4], [5, 0]].map(changeClass), ["even", "more1", "more4", "less1", "less4"]);
});

// SPDX-License-Identifier: MIT
// test_page_parts.mjs: the computations of the page, in node without a browser, and its types.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { hostile, libraries, part, prepare, root } from "./page_fixture.mjs";

prepare();
const numbers = await part("src/numbers.js");
const sources = await part("src/sources.js");
const errorsOf = await part("src/view_accuracy.js");
const { contextsOf, doubts, valuesOf } = await part("src/data.js");
const { changesOf } = await part("src/profile_charts.js");
const { placeLabels } = await part("src/chart.js");
const { blocksOf, gainsOf } = await part("src/view_lesson.js");
const { assemble, embedded } = await part("make/assemble.js");
const { parseResult, parseTests, Refused } = await part("make/read.js");
const { certifiedGrid } = await part("make/accuracy.js");
const { pruneStacks, shortFile } = await part("make/profiles.js");
const { readStations } = await part("make/collect.js");
const schemas = await part("make/schemas.js");

test("the types fit", () => {
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(libraries, "node_modules/typescript/lib/tsc.js"), "-p", join(libraries, "page")],
    { encoding: "utf8" },
  );
  assert.equal(status, 0, stdout);
});

// ---- numbers ---------------------------------------------------------------------------------------

for (const [format, value, expected] of [
  ["time", 4.54e-7, "454 ns"],
  ["time", 9.994e-4, "999 µs"],
  ["time", 9.996e-4, "1.00 ms"],
  ["time", 2.38, "2.38 s"],
  ["time", null, "–"],
  ["timeRange", { median: 4.8e-2, low: 4.7e-2, high: 4.91e-2 }, "47.0 to 49.1 ms"],
  ["times", 5240513, "5,240,000×"],
  ["scientific", 7.754e-2, "7.8 × 10⁻²"],
  ["scientific", NaN, "–"],
  ["change", 0.9957, "−0.43 %"],
  ["size", 1051248, "1.00 MiB"],
])
  test(`${format} of ${JSON.stringify(value)}`, () => assert.equal(numbers[format](value), expected));

test("a share of nothing is not a number", () => assert.equal(numbers.share(1, 0), "–"));

test("a speed-up below 1 is a slow-down, and a tie if its interval contains 1", () => {
  const { words, ratio, tie } = numbers.fasterOrSlower({ median: 0.5, low: 0.4, high: 0.8, coverage: 0.95 });
  assert.deepEqual([words, ratio.median, ratio.low, ratio.high, tie], ["Slower", 2, 1.25, 2.5, false]);
  assert.equal(numbers.fasterOrSlower({ median: 1.1, low: 0.9, high: 1.2, coverage: 0.95 }).tie, true);
  assert.equal(numbers.fasterOrSlower(null).ratio, null);
});

// ---- profiles --------------------------------------------------------------------------------------

test("small stacks are added to their callers, and the total stays", () => {
  assert.equal(pruneStacks("a 1\na;b 98\na;b;c 1\na;d;e 1\n", 0.02), "a 2\na;b 99");
  assert.equal(pruneStacks("a;b 10 0\na;c 0 1", 0.2), "a;b 10 0\na 0 1");
});

test("functions of two profiles are matched by name, and equal names added up", () => {
  const profile = (functions) => ({
    functions: Object.entries(functions).map(([name, instructions_self]) => ({ name: name.trim(), instructions_self })),
  });
  assert.deepEqual(changesOf(profile({ sigma: 8, "sigma ": 1, qags: 5 }), profile({ sigma: 3 })), [
    { name: "sigma", before: 9, after: 3 },
    { name: "qags", before: 5, after: null },
  ]);
});

test("files of this project keep their folder, others only their name", () => {
  assert.equal(shortFile("/home/somebody/hmfbench/impls/window.c"), "impls/window.c");
  assert.equal(shortFile("/hmfbench/impls/demonstrations/impl_boxed.c"), "impls/demonstrations/impl_boxed.c");
  assert.equal(shortFile("./math/../sysdeps/s_log1p.c"), "s_log1p.c");
  assert.equal(shortFile(""), "");
});

// ---- sources ---------------------------------------------------------------------------------------

test("a diff lists lines and marks words", () => {
  const lines = sources.compare("a\nb = 1 + f(x);\nc\n", "a\nb = 2 + f(x);\nc\nd\n");
  assert.deepEqual(
    lines.map(({ kind, before, after }) => `${kind} ${before} ${after}`),
    ["same 1 1", "gone 2 null", "new null 2", "same 3 3", "new null 4"],
  );
  const marked = lines[2].pieces.filter(({ changed }) => changed).map(({ text }) => text);
  assert.deepEqual(marked, ["2"]);
  assert.deepEqual(sources.tally(lines), { gone: 1, added: 2, same: 2 });
});

test("a diff leaves out unchanged stretches", () => {
  const text = Array.from({ length: 20 }, (_, i) => `line ${i}\n`).join("");
  const kept = sources.withContext(sources.compare(text, `${text}new\n`), 3);
  assert.deepEqual(kept[0], { kind: "skipped", lines: 17 });
  assert.equal(kept.length, 5);
});

test("a listing shows the whole source only if it is the profiled one", () => {
  const costs = [{ file: "f", line: 2, text: undefined, instructions_self: 1, samples_self: 0 }];
  assert.equal(sources.listing("a\nb\n", costs).rows.length, 2);
  assert.equal(sources.listing("a\nb\n", [{ ...costs[0], text: "an older line" }]).whole, false);
  const unknown = sources.listing(undefined, [{ ...costs[0], text: "x" }]);
  assert.deepEqual(
    unknown.rows.map(({ text }) => text),
    ["x"],
  );
});

// ---- accuracy --------------------------------------------------------------------------------------

test("errors, the worst of neighbours, and the Pareto front", () => {
  const accuracy = { z: [0, 5], mass: [1, 10, 100], nu: [0, 0, 0, 3, 3, 3], truth: [] };
  const errors = errorsOf.conditioned(accuracy, [-1e-3, 0, 2e-3, 1e-2, null, 2e-2]);
  assert.deepEqual(errors, [1e-3, 0, 2e-3, 1e-3, null, 2e-3]);
  const cells = errorsOf.cellsOf(accuracy, errors, 2);
  assert.deepEqual(
    cells.map(({ worst }) => worst),
    [1e-3, 2e-3, 1e-3, 2e-3],
  );
  const fast = { seconds: 1, error: 5 },
    accurate = { seconds: 3, error: 1 };
  assert.deepEqual(errorsOf.paretoFront([accurate, fast, { seconds: 2, error: 6 }]), [fast, accurate]);
});

test("the certified grid is that of the workload default", () => {
  const cosmology = "0.3089,0.6911,67.74,0.72,1,1.69";
  const rows = ["0", "5", "10", "20", "30"].flatMap((z) =>
    ["10", "2", "7"]
      .filter((m) => m !== "7" || z === "0")
      .map((m) => `${cosmology},${z},${m},${Number(z) + Number(m)},1`),
  );
  const csv = ["# a comment", "header", ...rows, "0.3,0.7,70,0.8,1,1.69,0,2,9,9"].join("\n");
  const { mass, truth } = certifiedGrid(csv, "truth.csv");
  assert.deepEqual(mass, ["2", "10"]);
  assert.deepEqual(truth, [2, 10, 7, 15, 12, 20, 22, 30, 32, 40]);
  assert.throws(() => certifiedGrid("header", "truth.csv"), /^Error: truth\.csv: the grid .* is missing/);
});

test("labels of points hide neither each other nor a point", () => {
  const points = [
    { x: 50, y: 50, name: "first" },
    { x: 70, y: 50, name: "second" },
    { x: 395, y: 50, name: "at the edge" },
  ];
  const obstacles = points.map(({ x, y }) => ({ left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 }));
  const placed = placeLabels(points, obstacles, { left: 0, right: 400, top: 0, bottom: 100 });
  assert.deepEqual(
    placed.map(({ anchor }) => anchor),
    ["end", "start", "end"],
  );
});

// ---- result files ----------------------------------------------------------------------------------

test("results that should not be compared are reported", () => {
  const origins = [
    { name: "a", context: { git_commit: "1", cpu: "x", git_dirty: "no" } },
    { name: "b", context: { git_commit: "2", cpu: "unknown", git_dirty: "yes" } },
  ];
  assert.deepEqual(doubts(origins), [
    "These results come from 2 different commits.",
    "Some come from a source tree with uncommitted changes: b.",
  ]);
  assert.deepEqual([...valuesOf(origins, "cpu")], [["x", ["a"]]]);
  assert.deepEqual(contextsOf({ figures: { context: null }, profiles: [], differences: [] }), []);
  const made = (name) => ({ folder: name, context: { name } });
  const all = { figures: made("timings"), profiles: [made("profile-a")], differences: [made("diff-a")] };
  for (const name of ["headline", "work", "gate", "judge", "lesson"]) all[name] = made(name);
  assert.equal(contextsOf(all).filter(({ name, context }) => context.name === name).length, 8);
});

test("no text in the results ends a script", () => {
  const texts = Object.values(hostile);
  const page = assemble("<p>@POLICY@</p>@STYLE@|@DATA@|@SCRIPT@", { script: "run('$&')", style: "a{}" }, texts);
  assert.ok(!page.includes("<script") && !page.includes("</script"));
  assert.ok(page.endsWith("|run('$&')"));
  assert.deepEqual(JSON.parse(embedded(texts)), texts);
});

for (const [source, schema, pattern] of [
  ["{", "work", /^f\.json: .*; \.\/hmf bench --work writes it again$/],
  ['{"hmfbench_schema": 2}', "work", /^f\.json: hmfbench_schema: /],
  ["[1]", "gate", /^f\.json: the whole file: /],
])
  test(`a malformed result is refused with file, place and command: ${source}`, () =>
    assert.throws(
      () => parseResult(source, "f.json", schemas[schema], "./hmf bench --work"),
      (error) => error instanceof Refused && pattern.test(error.message),
    ));

test("failed and skipped tests have reasons", () => {
  const cases =
    '<testcase name="a&lt;b"><failure/></testcase>' +
    '<testcase name="s"><skipped/><system-out>SKIPPED: no tool</system-out></testcase>';
  const junit = `<testsuite tests="2" failures="1" skipped="1" time="3" timestamp="now">${cases}</testsuite>`;
  assert.deepEqual(parseTests(junit, "t.xml", "asan").not_passed, [
    { name: "a<b", outcome: "failed", reason: "" },
    { name: "s", outcome: "skipped", reason: "no tool" },
  ]);
  assert.throws(() => parseTests("<html></html>", "t.xml", "release"), /t\.xml: not a JUnit file/);
});

// ---- the lesson ------------------------------------------------------------------------------------

test("a text of the lesson is split into paragraphs and commands", () => {
  assert.deepEqual(blocksOf("\none\ntwo\n\n    ./hmf list\n      more\nthree\n\n\nfour"), [
    { kind: "paragraph", lines: ["one", "two"] },
    { kind: "commands", lines: ["./hmf list", "  more"] },
    { kind: "paragraph", lines: ["three"] },
    { kind: "paragraph", lines: ["four"] },
  ]);
});

test("speed-ups are the last check of each station that has one", () => {
  const check = (station, unit, predicted, measured) => ({ station, unit, predicted, measured });
  const last = check("hoist", "times", 3, 6);
  const earlier = [check("hoist", "times", 2, 1), check("profile", "%", 1, 2), check("gate", "", "left", "right")];
  assert.deepEqual(gainsOf([...earlier, last]), [last]);
});

test("every station has a task, three hints, and a title with its number", () => {
  const stations = readStations(root);
  assert.equal(stations.length, 9);
  stations.forEach(({ title, text, hints }, i) => {
    assert.match(title, new RegExp(`^${i + 1}\\. `));
    assert.ok(text.length > 200);
    assert.equal(hints.length, 3);
  });
  assert.deepEqual(readStations("/nonexistent"), []);
});

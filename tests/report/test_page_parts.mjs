// test_page_parts.mjs: the parts of the page that know nothing of a browser, and its types.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { hostile } from "./page_fixture.mjs";
import { libraries, prepare, root } from "./page_build.mjs";

prepare();
const part = (path) => import(pathToFileURL(join(libraries, "page", path)));
const numbers = await part("src/numbers.js");
const stacks = await part("src/stacks.js");
const diff = await part("src/source_diff.js");
const grid = await part("src/error_grid.js");
const { contextsOf, doubts, valuesOf } = await part("src/contexts.js");
const { listing } = await part("src/source_view.js");
const { changesOf } = await part("src/profile_change.js");
const { pruneStacks } = await part("make/stacks.js");
const { assemble, embedded } = await part("make/html.js");
const { parseResult, Refused } = await part("make/read.js");
const { parseTests } = await part("make/tests.js");
const { certifiedGrid } = await part("make/accuracy.js");
const { shortFile } = await part("make/profiles.js");
const schemas = await part("make/schemas.js");

test("types fit", () => {
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(libraries, "node_modules/typescript/lib/tsc.js"), "-p", join(libraries, "page")],
    { encoding: "utf8" },
  );
  assert.equal(status, 0, stdout);
});

test("numbers as people read them", () => {
  assert.equal(numbers.time(4.54e-7), "454 ns");
  assert.equal(numbers.time(9.996e-4), "1.00 ms");
  assert.equal(numbers.time(2.38), "2.38 s");
  assert.equal(numbers.time(null), "–");
  assert.equal(numbers.timeRange({ median: 4.8e-2, low: 4.7e-2, high: 4.91e-2 }), "47.0 to 49.1 ms");
  assert.equal(numbers.times(5240513), "5,240,000×");
  assert.equal(numbers.scientific(7.754e-2), "7.8 × 10⁻²");
  assert.equal(numbers.scientific(NaN), "–");
  assert.equal(numbers.change(0.9957), "−0.43 %");
  assert.equal(numbers.share(1, 0), "–");
  assert.equal(numbers.size(1051248), "1.00 MiB");
});

test("stacks become a tree, and the tree frames", () => {
  const tree = stacks.readStacks("main 10\nmain;f 20\nmain;f;g 30\nmain;operator new 40\n", 1);
  const main = tree.children.get("main");
  assert.deepEqual(tree.total, [100]);
  assert.deepEqual(main.self, [10]);
  const placed = stacks
    .layOut(tree, 0, 0)
    .map(({ frame, left, width }) => [frame.name, +left.toFixed(9), +width.toFixed(9)]);
  assert.deepEqual(placed, [
    ["all", 0, 1],
    ["main", 0, 1],
    ["f", 0, 0.5],
    ["g", 0, 0.3],
    ["operator new", 0.5, 0.4],
  ]);
  assert.deepEqual(
    stacks.layOut(main.children.get("f"), 0, 0).map(({ frame, above }) => [frame.name, above]),
    [
      ["all", true],
      ["main", true],
      ["f", false],
      ["g", false],
    ],
  );
  assert.equal(stacks.totalOfMatches(tree, /f|g/, 0), 50);
});

test("two profiles become one tree with two counts", () => {
  const tree = stacks.joinStacks("main;a 5\nmain;b 7", "main;b 3\nmain;c 1");
  const children = tree.children.get("main").children;
  assert.deepEqual(tree.total, [12, 4]);
  assert.deepEqual(
    ["a", "b", "c"].map((name) => children.get(name).total),
    [
      [5, 0],
      [7, 3],
      [0, 1],
    ],
  );
});

test("small stacks go to their callers, and the sum stays", () => {
  const pruned = pruneStacks("a 1\na;b 98\na;b;c 1\na;d;e 1\n", 0.02);
  assert.equal(pruned, "a 2\na;b 99");
  assert.equal(pruneStacks("a;b 10 0\na;c 0 1", 0.2), "a;b 10 0\na 0 1");
});

test("a diff without renames", () => {
  const before = "static int naive_create(void);\nenum { NAIVE_LIMIT = 50 };\nhmf_impl_naive naively\n";
  assert.equal(
    diff.renamed(before, "naive", "memoised"),
    "static int memoised_create(void);\nenum { MEMOISED_LIMIT = 50 };\nhmf_impl_memoised naively\n",
  );
  const lines = diff.compare("a\nb = 1 + f(x);\nc\n", "a\nb = 2 + f(x);\nc\nd\n");
  assert.deepEqual(
    lines.map(({ kind, before, after }) => [kind, before, after]),
    [
      ["same", 1, 1],
      ["gone", 2, null],
      ["new", null, 2],
      ["same", 3, 3],
      ["new", null, 4],
    ],
  );
  assert.deepEqual(
    lines[2].pieces.filter(({ changed }) => changed).map(({ text }) => text),
    ["2"],
  );
  assert.deepEqual(diff.tally(lines), { gone: 1, added: 2, same: 2 });
});

test("what did not change is left out of a diff", () => {
  const text = Array.from({ length: 20 }, (_, i) => `line ${i}\n`).join("");
  const kept = diff.withContext(diff.compare(text, `${text}new\n`), 3);
  assert.deepEqual(kept[0], { kind: "skipped", lines: 17 });
  assert.equal(kept.length, 5);
});

test("errors, worst of neighbours, Pareto front", () => {
  const accuracy = { z: [0, 5], mass: [1, 10, 100], nu: [0, 0, 0, 3, 3, 3], truth: [] };
  const errors = grid.conditioned(accuracy, [-1e-3, 0, 2e-3, 1e-2, null, 2e-2]);
  assert.deepEqual(errors, [1e-3, 0, 2e-3, 1e-3, null, 2e-3]);
  assert.deepEqual(
    grid.cellsOf(accuracy, errors, 2).map(({ worst }) => worst),
    [1e-3, 2e-3, 1e-3, 2e-3],
  );
  const front = grid.paretoFront([
    { seconds: 3, error: 1 },
    { seconds: 1, error: 5 },
    { seconds: 2, error: 6 },
  ]);
  assert.deepEqual(
    front.map(({ seconds }) => seconds),
    [1, 3],
  );
});

test("the certified grid is the one of the job default", () => {
  const cosmology = "0.3089,0.6911,67.74,0.72,1,1.69";
  const rows = ["0", "5", "10", "20", "30"].flatMap((z) =>
    ["10", "2", "7"]
      .filter((m) => m !== "7" || z === "0")
      .map((m) => `${cosmology},${z},${m},${Number(z) + Number(m)},1`),
  );
  const certified = certifiedGrid(
    ["# a comment", "header", ...rows, "0.3,0.7,70,0.8,1,1.69,0,2,9,9"].join("\n"),
    "truth.csv",
  );
  assert.deepEqual(certified.mass, ["2", "10"]);
  assert.deepEqual(certified.truth, [2, 10, 7, 15, 12, 20, 22, 30, 32, 40]);
});

test("lines stand beside their source only where it is the one profiled", () => {
  const costs = [{ file: "f", line: 2, text: undefined, instructions_self: 1, samples_self: 0 }];
  assert.equal(listing("a\nb\n", costs).rows.length, 2);
  assert.equal(listing("a\nb\n", [{ ...costs[0], text: "was otherwise" }]).whole, false);
  assert.deepEqual(
    listing(undefined, [{ ...costs[0], text: "x" }]).rows.map(({ text }) => text),
    ["x"],
  );
});

test("functions before and after meet under the name after", () => {
  const side = (implementation, functions) => ({
    implementation,
    functions: functions.map(([name, instructions_self]) => ({ name, instructions_self })),
  });
  assert.deepEqual(
    changesOf(
      side("naive", [
        ["naive_sigma", 9],
        ["qags", 5],
      ]),
      side("memoised", [["memoised_sigma", 3]]),
    ),
    [
      { name: "memoised_sigma", before: 9, after: 3 },
      { name: "qags", before: 5, after: null },
    ],
  );
});

test("what should not be compared is said", () => {
  const origin = (name, context) => ({ name, context });
  const origins = [
    origin("a", { git_commit: "1", cpu: "x", git_dirty: "no" }),
    origin("b", { git_commit: "2", cpu: "unknown", git_dirty: "yes" }),
  ];
  assert.deepEqual(doubts(origins), [
    "These results are of 2 different commits.",
    "Some are of a source with uncommitted changes: b.",
  ]);
  assert.deepEqual([...valuesOf(origins, "cpu")], [["x", ["a"]]]);
  assert.deepEqual(contextsOf({ figures: { context: null }, profiles: [], differences: [] }), []);
  const made = (name) => ({ folder: name, context: { name } });
  const all = { figures: made("timings"), profiles: [made("profile-a")], differences: [made("diff-a")] };
  for (const name of ["headline", "work", "gate", "judge", "lesson"]) all[name] = made(name);
  assert.equal(contextsOf(all).filter(({ name, context }) => context.name === name).length, 8);
});

test("no text in the results ends a script", () => {
  const page = assemble(
    "<p>@POLICY@</p>@STYLE@|@STORY@|@SCRIPT@",
    { script: "run('$&')", style: "a{}" },
    Object.values(hostile),
  );
  assert.ok(!page.includes("<script") && !page.includes("</script"));
  assert.ok(page.endsWith("|run('$&')"));
  assert.deepEqual(JSON.parse(embedded(Object.values(hostile))), Object.values(hostile));
});

test("results that are not understood are refused, with file, place and command", () => {
  const refused = (source, schema, pattern) =>
    assert.throws(
      () => parseResult(source, "f.json", schema, "./hmf bench --work"),
      (error) => error instanceof Refused && pattern.test(error.message),
    );
  refused("{", schemas.work, /^f\.json: .*; \.\/hmf bench --work makes it anew$/);
  refused('{"hmfbench_schema": 2}', schemas.work, /^f\.json: hmfbench_schema: /);
  refused("[1]", schemas.gate, /^f\.json: the whole: /);
  assert.throws(() => parseTests("<html></html>", "t.xml", "release"), /t\.xml: is no JUnit file/);
});

test("tests that failed or were skipped, with reasons", () => {
  const suite = (cases) =>
    `<testsuite tests="2" failures="1" skipped="1" time="3" timestamp="now">${cases}</testsuite>`;
  const parsed = parseTests(
    suite(
      `<testcase name="a&lt;b"><failure/></testcase><testcase name="s"><skipped/><system-out>SKIPPED: no tool</system-out></testcase>`,
    ),
    "t.xml",
    "asan",
  );
  assert.deepEqual(parsed.remarkable, [
    { name: "a<b", outcome: "failed", reason: "" },
    { name: "s", outcome: "skipped", reason: "no tool" },
  ]);
});

test("files of this project keep their folder, others only their name", () => {
  assert.equal(shortFile("/home/somebody/hmfbench/impls/window.c"), "impls/window.c");
  assert.equal(shortFile("./math/../sysdeps/s_log1p.c"), "s_log1p.c");
  assert.equal(shortFile(""), "");
});

test("names of points hide neither each other nor a point", async () => {
  const { placeLabels } = await part("src/label_places.js");
  const points = [
    { x: 50, y: 50, name: "first" },
    { x: 70, y: 50, name: "second" },
    { x: 395, y: 50, name: "at the edge" },
  ];
  const obstacles = points.map(({ x, y }) => ({ left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 }));
  const [first, second, edge] = placeLabels(points, obstacles, { left: 0, right: 400, top: 0, bottom: 100 });
  assert.deepEqual([first.anchor, second.anchor, edge.anchor], ["end", "start", "end"]);
});

test("a gain below 1 is a loss, and one whose interval has 1 in it a tie", async () => {
  const { fasterOrSlower } = await part("src/gains.js");
  const { words, ratio, tie } = fasterOrSlower({ median: 0.5, low: 0.4, high: 0.8, coverage: 0.95 });
  assert.deepEqual([words, ratio.median, ratio.low, ratio.high, tie], ["Slower", 2, 1.25, 2.5, false]);
  assert.equal(fasterOrSlower({ median: 1.1, low: 0.9, high: 1.2, coverage: 0.95 }).tie, true);
  assert.equal(fasterOrSlower(null).ratio, null);
});

test("the lesson's texts: paragraphs and commands apart, nothing lost", async () => {
  const { blocksOf } = await part("src/lesson_text.js");
  assert.deepEqual(blocksOf("\none\ntwo\n\n    ./hmf list\n      more\nthree\n\n\nfour"), [
    { kind: "paragraph", lines: ["one", "two"] },
    { kind: "commands", lines: ["./hmf list", "  more"] },
    { kind: "paragraph", lines: ["three"] },
    { kind: "paragraph", lines: ["four"] },
  ]);
});

test("gains are the last check of each station that has one", async () => {
  const { gainsOf } = await part("src/lesson_text.js");
  const entry = (station, unit, predicted, measured) => ({ station, unit, predicted, measured });
  assert.deepEqual(
    gainsOf([
      entry("hoist", "times", 2, 1),
      entry("profile", "%", 1, 2),
      entry("gate", "", "left", "right"),
      entry("hoist", "times", 3, 6),
    ]),
    [entry("hoist", "times", 3, 6)],
  );
});

test("every station has a task, three hints, and a title with its number", async () => {
  const { readStations } = await part("make/lesson.js");
  const stations = readStations(root);
  assert.equal(stations.length, 9);
  stations.forEach(({ title, text, hints }, i) => {
    assert.match(title, new RegExp(`^${i + 1}\\. `));
    assert.ok(text.length > 200);
    assert.equal(hints.length, 3);
  });
  assert.deepEqual(readStations("/nonexistent"), []);
});

// SPDX-License-Identifier: MIT
// page_fixture.mjs: prepares the page's scripts and libraries, and writes a complete set of invented results,
// in which all text tries to be more than text.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

// ---- the page's scripts and libraries -------------------------------------------------------------

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const libraries = join(root, "build/page");

export function skip(reason) {
  console.log(`SKIPPED: ${reason}`);
  process.exit(77);
}

/** Prepares the scripts and libraries; skips the test where that is impossible. */
export function prepare() {
  const { status, stderr } = spawnSync(join(root, "report/page/page.sh"), [root, "--prepare"], { encoding: "utf8" });
  if (status === 69) skip(stderr.trim().split("\n").pop());
  if (status !== 0) throw new Error(stderr);
}

/** Imports a module of the page, after prepare(). */
export const part = (path) => import(pathToFileURL(join(libraries, "page", path)));

// ---- texts and samples ----------------------------------------------------------------------------

export const hostile = {
  markup: "<script>window.hacked = 1</script>",
  end: "</script><script>window.hacked = 2</script>",
  image: "<img src=x onerror=window.hacked=3>",
  quotes: `"double" 'single' \`back\` &amp; \\u003c`,
  nan: "NaN",
  prototype: "__proto__",
  long: "very_long_name_".repeat(300),
};

const context = {
  hmfbench_schema: "1",
  git_commit: "0123456789abcdef",
  git_dirty: "no",
  cpu: hostile.markup,
  cores: "2",
  compiler: hostile.quotes,
  kernel: hostile.long,
  governor: "unknown",
};

let drawn = 0;
const nextText = () => Object.values(hostile)[drawn++ % Object.keys(hostile).length];

/** Returns a value that fits a zod schema: every text hostile, every number 1. */
function sample(schema, replaced = {}) {
  const { type, element, valueType, items, innerType, values, options } = schema.def;
  const makers = {
    object: () => Object.fromEntries(Object.entries(schema.shape).map(([key, inner]) => [key, sample(inner)])),
    array: () => [sample(element), sample(element)],
    record: () => Object.fromEntries([[nextText(), sample(valueType)]]),
    tuple: () => items.map((item) => sample(item)),
    nullable: () => sample(innerType),
    optional: () => sample(innerType),
    default: () => sample(innerType),
    union: () => sample(options[0]),
    literal: () => values[0],
    number: () => 1,
    boolean: () => true,
    string: nextText,
    unknown: nextText,
  };
  const value = makers[type]();
  if (value?.context) value.context = context;
  return type === "object" ? { ...value, ...replaced } : value;
}

/** Returns one sample of an array's elements for each replacement. */
const samples = (array, replacements) => replacements.map((replaced) => sample(array.def.element, replaced));

// ---- timings --------------------------------------------------------------------------------------

function runs(name, seconds, more = {}) {
  return Array.from({ length: 9 }, (_, i) => ({
    name,
    run_name: name,
    run_type: "iteration",
    repetitions: 9,
    repetition_index: i,
    threads: 1,
    iterations: 1,
    real_time: seconds * 1e9 * (1 + 0.01 * i),
    cpu_time: 1,
    time_unit: "ns",
    accuracy: 0.2,
    conditioned_error: 1e-3,
    ...more,
  }));
}

const exact = { accuracy: 5e-14, conditioned_error: 1e-14 };
const bench = {
  context: { ...context, date: hostile.end, not_run: hostile.image },
  benchmarks: ["cold", "warm", "replay"].flatMap((mode) => [
    ...runs(`naive/default/${mode}`, 0.05),
    ...runs(`memoised/default/${mode}`, 0.0075),
    ...runs(`universal/default/${mode}`, 4.5e-7, exact),
    ...runs(`openmp/default/${mode}`, 4.51e-7, exact),
    ...runs(`${hostile.image}/default/${mode}`, 0.02),
    { ...runs(`broken/default/${mode}`, 1)[0], error_occurred: true, error_message: hostile.end },
  ]),
};

const timing = (median, named) => ({
  impl: null,
  workload: null,
  mode: null,
  what: null,
  median,
  interval_95: [median, median],
  ...named,
});
const headline = ({ shape }) => ({
  context: { ...context, git_dirty: "yes" },
  ladder: samples(shape.ladder, [{ impl: "naive" }, { impl: "universal", times_python_start: 50 }, {}]),
  timings: [
    ...[
      ["naive", 0.05],
      ["universal", 4.5e-7],
    ].flatMap(([impl, median]) => [
      timing(median, { impl, workload: "default", mode: "cold" }),
      timing(0.9 * median, { impl, workload: "default", mode: "warm" }),
      timing(1e-7, { impl, what: "create and destroy" }),
    ]),
    timing(2.5, { what: "the Python start" }),
    timing(2.3e-4, { what: "speed of light" }),
    timing(1.8e-4, { impl: "universal", workload: "survey", mode: "warm" }),
  ],
});

const cost = (median) => ({ median, interval_95: [0.9 * median, 1.1 * median] });
const work = () => ({
  sizes: [1, 100, 1e4, 1e6].map((nmass) => ({
    nz: 1,
    nmass,
    seconds_a_cell: Object.fromEntries([
      ["naive", cost(5e-5)],
      ["universal", cost(5e-8 / Math.sqrt(nmass))],
      ["openmp", cost(4e-8 / Math.sqrt(nmass))],
      [hostile.end, cost(1e-6)],
      ["__proto__", cost(1e-6)],
    ]),
  })),
});

// ---- profiles -------------------------------------------------------------------------------------

const names = ["sigma", ...Object.values(hostile)];
const folded = (counts) => names.map((name, i) => `main;${name} ${counts(i)}\n`).join("");

const profile = (schema, implementation) =>
  sample(schema, {
    implementation,
    workload: "default",
    mode: "cold",
    counted: sample(schema.shape.counted.def.innerType, { instructions: 8000 }),
    sampled: sample(schema.shape.sampled.def.innerType, { samples: 100 }),
    release: { ratio: 1.25, differs: true },
    functions: samples(
      schema.shape.functions,
      names.map((name, i) => ({
        name,
        file: i ? hostile.markup : "/somewhere/impls/window.c",
        object: hostile.quotes,
        instructions_self: 1000 - i,
        instructions_inclusive: 1000,
      })),
    ),
    lines: samples(schema.shape.lines.def.innerType, [
      { file: "/somewhere/impls/window.c", line: 17, text: hostile.end, instructions_inclusive: 1 },
      { instructions_inclusive: 1 },
    ]),
  });

// ---- tests, gate, judge, lesson -------------------------------------------------------------------

const gate = ({ shape }) => ({
  exit_status: 2,
  tally: { slower: 1, same: 1 },
  comparisons: samples(shape.comparisons, [
    { name: hostile.markup, outcome: "slower" },
    { name: "universal/default/cold", outcome: "same" },
  ]),
});

const share = (count, of) => ({ count, of, low: 0.1, high: 0.9 });
const gateRates = ({ shape }) => ({
  rates: samples(
    shape.rates,
    ["same", "dose-2", hostile.markup].map((truth, i) => ({
      truth,
      slower: share(9 * i, 18),
      medians_slower: share(0, 0),
    })),
  ),
});

const judge = ({ shape }) => ({
  protections: samples(shape.protections, [{ offered: false }]),
  entries: samples(shape.entries, [
    { verdict: "correct" },
    { verdict: "correct", class: { any: null, default: "table" } },
    { worst: { any: null, default: null } },
  ]),
});

const lesson = ({ shape }) => ({
  log: samples(shape.log, [
    { station: "profile", unit: "%" },
    { station: "hoist", unit: "times", predicted: 2, measured: 6.5, low: 6.3, high: 6.8 },
    { unit: "times", predicted: 50, measured: 0.9, low: 0.8, high: 1.1 },
    { predicted: hostile.markup, measured: hostile.end, low: null, high: null },
  ]),
});

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
const junit = `<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="(empty)" tests="3" failures="1" disabled="0" skipped="1" hostname="" time="2" timestamp="2026-01-01T00:00:00">
<testcase name="good" classname="good" time="1" status="run"><system-out>fine</system-out></testcase>
<testcase name="${escaped(hostile.markup)}" classname="x" time="1" status="fail"><failure message=""/><system-out>no</system-out></testcase>
<testcase name="unit.skipped" classname="x" time="0" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/><system-out>SKIPPED: ${escaped(hostile.image)}
</system-out></testcase>
</testsuite>
`;

/** Writes the results into an empty folder, after prepare(). */
export async function writeResults(folder) {
  const schemas = await part("make/schemas.js");
  const write = (name, value) =>
    writeFileSync(join(folder, name), typeof value === "string" ? value : JSON.stringify(value));
  const writeSample = (name, schema, replaced) => write(name, sample(schema, replaced(schema)));
  write("bench.json", bench);
  write("test-release.xml", junit);
  writeSample("headline.json", schemas.headline, headline);
  writeSample("work.json", schemas.work, work);
  writeSample("gate.json", schemas.gate, gate);
  writeSample("gate-rates.json", schemas.gateRates, gateRates);
  writeSample("lesson.json", schemas.lesson, lesson);
  writeSample("judge.json", schemas.judge, judge);
  for (const impl of ["naive", "memoised"]) {
    mkdirSync(join(folder, `profile-${impl}`));
    write(`profile-${impl}/profile.json`, profile(schemas.profile, impl));
    for (const kind of ["counted", "sampled"])
      write(
        `profile-${impl}/${kind}.folded`,
        folded((i) => 1000 - i),
      );
  }
  mkdirSync(join(folder, "diff-naive-memoised"));
  write("diff-naive-memoised/difference.json", sample(schemas.difference));
  write(
    "diff-naive-memoised/difference.folded",
    folded(() => "10 5"),
  );
}

// page_fixture.mjs: a whole folder of results, invented, with names that want to be more than text.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

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
  hmfbench_version: "0",
  git_commit: "0123456789abcdef",
  git_dirty: "no",
  cpu: hostile.markup,
  cores: "2",
  compiler: hostile.quotes,
  kernel: hostile.long,
  seed: "1",
  governor: "unknown",
};

const begin = (kind) => ({ hmfbench_schema: 1, kind, context });

// ---- bench, headline, work ------------------------------------------------------------------------

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

const bench = {
  context: { ...context, date: hostile.end, not_run: hostile.image },
  benchmarks: ["cold", "warm", "replay"].flatMap((mode) => [
    ...runs(`naive/default/${mode}`, 0.05),
    ...runs(`memoised/default/${mode}`, 0.0075),
    ...runs(`universal/default/${mode}`, 4.5e-7, { accuracy: 5e-14, conditioned_error: 1e-14 }),
    ...runs(`openmp/default/${mode}`, 4.51e-7, { accuracy: 5e-14, conditioned_error: 1e-14 }),
    ...runs(`${hostile.image}/default/${mode}`, 0.02),
    { ...runs(`broken/default/${mode}`, 1)[0], error_occurred: true, error_message: hostile.end },
  ]),
};

const timing = (impl, workload, mode, what, median) => ({
  impl,
  clone: "portable",
  workload,
  mode,
  what,
  median,
  interval_95: [0.99 * median, 1.01 * median],
  seconds: [median],
});

const headline = {
  ...begin("headline"),
  context: { ...context, git_dirty: "yes" },
  ladder: ["naive", "universal", hostile.markup].map((impl) => ({
    impl,
    builds_on: null,
    clone: null,
    conditioned_error: 1e-3,
    accuracy: 0.2,
    state_bytes: 4096,
    pays_after: null,
    times_python_start: 50,
    times_naive: 1,
  })),
  timings: [
    ...["naive", "universal"].flatMap((impl) => [
      timing(impl, "default", "cold", null, impl === "naive" ? 0.05 : 4.5e-7),
      timing(impl, "default", "warm", null, impl === "naive" ? 0.05 : 4e-7),
      timing(impl, null, null, "create and destroy", 1e-7),
    ]),
    timing(null, null, null, "the Python start", 2.5),
    timing(null, null, null, "speed of light", 2.3e-4),
    timing("universal", "survey", "warm", null, 1.8e-4),
  ],
};

const cost = (median) => ({ median, interval_95: [0.9 * median, 1.1 * median] });
const work = {
  ...begin("work"),
  mode: "warm",
  clones: {},
  sizes: [1, 100, 1e4, 1e6].map((cells) => ({
    nz: 1,
    nmass: cells,
    seconds_a_cell:
      JSON.parse(`{"naive": ${JSON.stringify(cost(5e-5))}, "universal": ${JSON.stringify(cost(5e-8 / Math.sqrt(cells)))},
      "openmp": ${JSON.stringify(cost(4e-8 / Math.sqrt(cells)))}, ${JSON.stringify(hostile.end)}: ${JSON.stringify(cost(1e-6))},
      "__proto__": ${JSON.stringify(cost(1e-6))}}`),
  })),
};

// ---- profiles -------------------------------------------------------------------------------------

const names = (impl) => [`${impl}_sigma`, ...Object.values(hostile)];

function profile(impl) {
  const functions = names(impl).map((name, i) => ({
    name,
    file: i ? hostile.markup : "/somewhere/impls/window.c",
    line: 11,
    object: "",
    calls: 10,
    primitive_calls: 10,
    instructions_inclusive: 1000,
    samples_self: 10,
    samples_inclusive: 20,
    instructions_self: 1000 - i,
    data_accesses: 0,
    first_cache_misses: 1,
    last_cache_misses: 0,
    branches: 0,
    mispredicted: 3,
  }));
  return {
    ...begin("profile"),
    implementation: impl,
    workload: "default",
    mode: "cold",
    counted: { tool: "callgrind", version: hostile.quotes, clone: null, instructions: 8000, calls_profiled: 1 },
    release: { preset: "release", instructions: 6400, ratio: 1.25, differs: true },
    sampled: { tool: "gperftools", clone: null, samples: 100, rate_hz: 250, seconds: 1 },
    functions,
    lines: [
      {
        file: "/somewhere/impls/window.c",
        line: 17,
        text: hostile.end,
        hits: 5,
        instructions_self: 500,
        samples_self: 5,
      },
      { file: hostile.image, line: 1, text: hostile.markup, hits: null, instructions_self: 500, samples_self: 5 },
    ],
    allocations: [],
  };
}

const stacks = (impl) =>
  names(impl)
    .map((name, i) => `main;${name} ${1000 - i}`)
    .join("\n") + "\n";

// ---- tests and gate -------------------------------------------------------------------------------

const ratio = { centre: 1.02, low: 1.01, high: 1.03 };
const gate = {
  ...begin("gate"),
  gate_schema: 1,
  status: "regression",
  exit_status: 2,
  base: hostile.end,
  new: hostile.markup,
  metric: "wall time",
  clone: null,
  seconds: 50,
  rule: { margin: 0.01, instruction_margin: 0.005, level: 0.01 },
  notes: [hostile.image],
  tally: { slower: 1, same: 1 },
  comparisons: [hostile.markup, "universal/default/cold"].map((name, i) => ({
    name,
    margin: 0.01,
    outcome: i ? "same" : "slower",
    reason: hostile.quotes,
    instructions: { base: 100, new: 101 },
    rounds: [{ draws: 24, verdict: "slower", reason: "", ratio, control: ratio, base_seconds: 1e-6, samples: {} }],
    blame: {
      function: hostile.end,
      file: hostile.markup,
      line: 1,
      text: hostile.image,
      function_gain: 5,
      line_gain: 5,
    },
  })),
};

const share = (count, of) => ({ count, of, low: 0.1, high: 0.9 });
const gateRates = {
  ...begin("gate_self_check"),
  machine: hostile.image,
  rates: ["same", "dose-2", hostile.markup].map((truth, i) => ({
    truth,
    runs: 2,
    whole_runs: 1,
    runs_with_alarm: share(0, 2),
    runs_inconclusive: share(0, 2),
    slower: share(9 * i, 18),
    inconclusive: share(1, 18),
    faster: share(0, 18),
    compare_py_slower: share(9, 18),
    medians_slower: share(0, 0),
  })),
};

const cell = { z: 30, mass: 1e15, nu: 80, got: 1e-9, want: 2e-9, error: 0.7 };
const interval = (median) => ({ median, low: 0.9 * median, high: 1.1 * median });
const judge = {
  ...begin("judge"),
  compiled_by: hostile.quotes,
  reference: "universal",
  protections: [{ name: hostile.markup, offered: false, why: hostile.image }],
  entries: [
    { name: "mine", verdict: "correct", class: { any: "full", default: "full" } },
    { name: "baked", verdict: "correct", class: { any: null, default: "table" } },
    { name: hostile.markup, verdict: hostile.image, reason: hostile.end, class: { any: null, default: null } },
  ].map((entry) => ({ reason: "", threaded: false, worst: { any: cell, default: null }, hint: hostile.end, ...entry })),
  boards: ["any", "default"].map((league) => ({
    league,
    mode: "cold",
    class: "full",
    threaded: false,
    rows: [
      { entry: "mine", rank: 1, tied: true, grid: "large", beyond_light: true },
      { entry: hostile.markup, rank: 1, tied: true, grid: "default", beyond_light: false },
    ].map((row) => ({ seconds: interval(1e-5), ratio: { median: null, low: null, high: null }, ...row })),
  })),
};

const checked = (station, what, unit, predicted, measured, range) => ({
  station,
  what,
  unit,
  predicted,
  measured,
  low: range?.[0] ?? null,
  high: range?.[1] ?? null,
  passed: true,
  ratios: null,
});
const lesson = {
  ...begin("lesson"),
  folder: hostile.markup,
  station: "judge",
  log: [
    checked("profile", hostile.markup, "%", 30, 71.2),
    checked("hoist", hostile.end, "times", 2, 6.5, [6.3, 6.8]),
    checked(hostile.image, hostile.quotes, "times", 50, 0.9, [0.8, 1.1]),
    checked("gate", hostile.image, "", hostile.markup, hostile.end),
  ],
};

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
const junit = `<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="(empty)" tests="3" failures="1" disabled="0" skipped="1" hostname="" time="2" timestamp="2026-01-01T00:00:00">
<testcase name="good" classname="good" time="1" status="run"><system-out>fine</system-out></testcase>
<testcase name="${escaped(hostile.markup)}" classname="x" time="1" status="fail"><failure message=""/><system-out>no</system-out></testcase>
<testcase name="unit.skipped" classname="x" time="0" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/><system-out>SKIPPED: ${escaped(hostile.image)}
</system-out></testcase>
</testsuite>
`;

/** @param {string} folder an empty one */
export function writeResults(folder) {
  const write = (name, value) =>
    writeFileSync(join(folder, name), typeof value === "string" ? value : JSON.stringify(value));
  write("bench.json", bench);
  write("headline.json", headline);
  write("work.json", work);
  write("gate.json", gate);
  write("gate-rates.json", gateRates);
  write("lesson.json", lesson);
  write("judge.json", judge);
  write("test-release.xml", junit);
  for (const impl of ["naive", "memoised"]) {
    mkdirSync(join(folder, `profile-${impl}`));
    write(`profile-${impl}/profile.json`, profile(impl));
    write(`profile-${impl}/counted.folded`, stacks(impl));
    write(`profile-${impl}/sampled.folded`, stacks(impl));
  }
  mkdirSync(join(folder, "diff-naive-memoised"));
  const side = (implementation) => ({ implementation, workload: "default", mode: "cold", instructions: 100 });
  write("diff-naive-memoised/difference.json", {
    ...begin("profile_difference"),
    before: side(hostile.markup),
    after: side("memoised"),
  });
  write(
    "diff-naive-memoised/difference.folded",
    names("memoised")
      .map((name) => `main;${name} 10 5`)
      .join("\n"),
  );
}

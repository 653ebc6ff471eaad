// SPDX-License-Identifier: MIT
// schemas.js: the required keys of each kind of result file. Other keys are ignored.
import { z } from "zod";

const interval95 = z.tuple([z.number(), z.number()]);
const text = z.string();
const number = z.number();
const maybe = number.nullable();
const context = z.record(text, z.unknown());

/** @template {z.ZodRawShape} Shape @param {Shape} shape */
const rows = (shape) => z.array(z.object(shape));

/**
 * @template {string} Kind @template {z.ZodRawShape} Shape
 * @param {Kind} kind @param {Shape} shape
 */
const result = (kind, shape) =>
  z.object({ hmfbench_schema: z.literal(1), kind: z.literal(kind), context }).extend(shape);

const interval = z.object({ median: maybe, low: maybe, high: maybe, coverage: maybe });

export const list = z.object({
  hmfbench_schema: z.literal(1),
  kind: z.literal("list"),
  implementations: rows({
    name: text,
    summary: text,
    builds_on: text.nullable(),
    lesson: text,
    accuracy: number,
    clone: text.nullable(),
    flags: z.array(text),
    available: z.boolean(),
  }),
});

export const figures = result("report", {
  confidence: number,
  context: context.nullable(),
  ladder: rows({
    name: text,
    summary: text,
    builds_on: text.nullable(),
    lesson: text,
    accuracy: number,
    conditioned_error: maybe,
  }),
  slowest: text.nullable(),
  next_step: text,
  boards: rows({
    workload: text,
    mode: text,
    rows: rows({
      impl: text,
      error: text.nullable(),
      rank: maybe,
      seconds: interval.nullable(),
      repetitions: number,
      conditioned_error: maybe,
      accuracy: maybe,
      leader: interval.nullable(),
      base: interval.nullable(),
      predecessor: interval.nullable(),
    }),
  }),
});

export const headline = result("headline", {
  ladder: rows({
    impl: text,
    clone: text.nullable(),
    conditioned_error: maybe,
    accuracy: number,
    state_bytes: maybe,
    pays_after: maybe,
    times_python_start: maybe,
  }),
  timings: rows({
    impl: text.nullable(),
    workload: text.nullable(),
    mode: text.nullable(),
    what: text.nullable(),
    median: number,
    interval_95: interval95,
  }),
});

export const work = result("work", {
  mode: text,
  sizes: rows({
    nz: number,
    nmass: number,
    seconds_a_cell: z.record(text, z.object({ median: number, interval_95: interval95 })),
  }),
});

// Keys that older profiles lack count as not measured.
const counts = {
  instructions_self: maybe.default(0),
  samples_self: maybe.default(0),
  first_cache_misses: maybe.optional(),
  last_cache_misses: maybe.optional(),
  mispredicted: maybe.optional(),
};

export const profile = result("profile", {
  implementation: text,
  workload: text,
  mode: text,
  counted: z
    .object({
      tool: text,
      version: text,
      clone: text.nullable().optional(),
      instructions: number,
      calls_profiled: number,
    })
    .nullable(),
  not_counted: text.nullable().optional(),
  release: z.object({ ratio: number, differs: z.boolean() }).nullable().optional(),
  sampled: z
    .object({ tool: text, clone: text.nullable().optional(), samples: number, rate_hz: number, seconds: number })
    .nullable(),
  not_sampled: text.nullable().optional(),
  functions: rows({
    name: text,
    file: text,
    line: number,
    calls: maybe,
    instructions_inclusive: maybe.default(0),
    samples_inclusive: maybe.default(0),
    ...counts,
  }),
  lines: rows({ file: text, line: number, text: text, hits: maybe.optional(), ...counts }).default([]),
});

const side = z.object({
  implementation: text.nullable(),
  workload: text.nullable(),
  mode: text.nullable(),
  instructions: number,
});

export const difference = result("profile_difference", { before: side, after: side });

const ratio = z.object({ centre: maybe, low: maybe, high: maybe });

export const gate = result("gate", {
  gate_schema: z.literal(1),
  status: text,
  exit_status: number,
  base: text,
  new: text,
  metric: text,
  clone: text.nullable(),
  seconds: maybe,
  rule: z.object({ margin: maybe, instruction_margin: maybe, level: maybe }),
  notes: z.array(text),
  tally: z.record(text, number),
  comparisons: rows({
    name: text,
    margin: maybe,
    outcome: text,
    reason: text,
    instructions: z.object({ base: number, new: number }).nullable(),
    rounds: rows({ draws: number, verdict: text, reason: text, ratio, control: ratio, base_seconds: maybe }),
    blame: z
      .object({ function: text, file: text, line: number, text: text, function_gain: number, line_gain: number })
      .nullable(),
  }),
});

const share = z.object({ count: number, of: number, low: number, high: number });

export const gateRates = result("gate_self_check", {
  machine: text,
  rates: rows({
    truth: text,
    runs: number,
    whole_runs: number,
    runs_with_alarm: share,
    runs_inconclusive: share,
    slower: share,
    inconclusive: share,
    faster: share,
    compare_py_slower: share,
    medians_slower: share,
    seconds_of_a_whole_run: number.optional(),
    verified: z.object({ mean_ratio: number, min_ratio: number, max_ratio: number }).optional(),
  }),
});

const worst = z.object({ z: number, mass: number, nu: maybe, got: maybe, want: maybe, error: maybe }).nullable();
const measured = z.object({ median: maybe, low: maybe, high: maybe });

export const judge = result("judge", {
  compiled_by: text,
  reference: text,
  protections: rows({ name: text, offered: z.boolean(), why: text }),
  entries: rows({
    name: text,
    verdict: text,
    reason: text,
    class: z.object({ any: text.nullable(), default: text.nullable() }),
    threaded: z.boolean(),
    worst: z.object({ any: worst, default: worst }),
    hint: text,
  }),
  boards: rows({
    league: text,
    mode: text,
    class: text,
    threaded: z.boolean(),
    rows: rows({
      entry: text,
      rank: number,
      tied: z.boolean(),
      grid: text,
      seconds: measured,
      ratio: measured,
      beyond_light: z.boolean(),
    }),
  }),
});

const answer = z.union([number, text]);

export const lesson = result("lesson", {
  folder: text,
  station: text,
  log: rows({
    station: text,
    what: text,
    unit: text,
    predicted: answer,
    measured: answer,
    low: maybe,
    high: maybe,
    passed: z.boolean(),
  }),
});

// SPDX-License-Identifier: MIT
// schemas.js: the required keys of each kind of result file. Other keys are ignored.
import { z } from "zod";

const interval95 = z.tuple([z.number(), z.number()]);
const text = z.string();
const number = z.number();
const maybe = number.nullable();
const context = z.record(text, z.unknown());
const schema1 = z.literal(1);

const interval = z.object({ median: maybe, low: maybe, high: maybe, coverage: maybe });

export const list = z.object({
  hmfbench_schema: schema1,
  kind: z.literal("list"),
  implementations: z.array(
    z.object({
      name: text,
      summary: text,
      builds_on: text.nullable(),
      lesson: text,
      accuracy: number,
      clone: text.nullable(),
      flags: z.array(text),
      available: z.boolean(),
    }),
  ),
});

export const figures = z.object({
  hmfbench_schema: schema1,
  kind: z.literal("report"),
  confidence: number,
  context: context.nullable(),
  ladder: z.array(
    z.object({
      name: text,
      summary: text,
      builds_on: text.nullable(),
      lesson: text,
      accuracy: number,
      conditioned_error: maybe,
    }),
  ),
  slowest: text.nullable(),
  next_step: text,
  boards: z.array(
    z.object({
      workload: text,
      mode: text,
      rows: z.array(
        z.object({
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
      ),
    }),
  ),
});

export const headline = z.object({
  hmfbench_schema: schema1,
  kind: z.literal("headline"),
  context,
  ladder: z.array(
    z.object({
      impl: text,
      clone: text.nullable(),
      conditioned_error: maybe,
      accuracy: number,
      state_bytes: maybe,
      pays_after: maybe,
      times_python_start: maybe,
    }),
  ),
  timings: z.array(
    z.object({
      impl: text.nullable(),
      workload: text.nullable(),
      mode: text.nullable(),
      what: text.nullable(),
      median: number,
      interval_95: interval95,
    }),
  ),
});

export const work = z.object({
  hmfbench_schema: schema1,
  kind: z.literal("work"),
  mode: text,
  context,
  sizes: z.array(
    z.object({
      nz: number,
      nmass: number,
      seconds_a_cell: z.record(text, z.object({ median: number, interval_95: interval95 })),
    }),
  ),
});

// Keys that older profiles lack count as not measured.
const counts = {
  instructions_self: maybe.default(0),
  samples_self: maybe.default(0),
  first_cache_misses: maybe.optional(),
  last_cache_misses: maybe.optional(),
  mispredicted: maybe.optional(),
};

export const profile = z.object({
  hmfbench_schema: schema1,
  kind: z.literal("profile"),
  context,
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
  functions: z.array(
    z.object({
      name: text,
      file: text,
      line: number,
      calls: maybe,
      instructions_inclusive: maybe.default(0),
      samples_inclusive: maybe.default(0),
      ...counts,
    }),
  ),
  lines: z.array(z.object({ file: text, line: number, text: text, hits: maybe.optional(), ...counts })).default([]),
});

const side = z.object({
  implementation: text.nullable(),
  workload: text.nullable(),
  mode: text.nullable(),
  instructions: number,
});

export const difference = z.object({
  hmfbench_schema: schema1,
  kind: z.literal("profile_difference"),
  context,
  before: side,
  after: side,
});

const ratio = z.object({ centre: maybe, low: maybe, high: maybe });

export const gate = z.object({
  hmfbench_schema: schema1,
  kind: z.literal("gate"),
  gate_schema: z.literal(1),
  context,
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
  comparisons: z.array(
    z.object({
      name: text,
      margin: maybe,
      outcome: text,
      reason: text,
      instructions: z.object({ base: number, new: number }).nullable(),
      rounds: z.array(
        z.object({ draws: number, verdict: text, reason: text, ratio, control: ratio, base_seconds: maybe }),
      ),
      blame: z
        .object({ function: text, file: text, line: number, text: text, function_gain: number, line_gain: number })
        .nullable(),
    }),
  ),
});

const share = z.object({ count: number, of: number, low: number, high: number });

export const gateRates = z.object({
  hmfbench_schema: schema1,
  kind: z.literal("gate_self_check"),
  context,
  machine: text,
  rates: z.array(
    z.object({
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
  ),
});

const worst = z.object({ z: number, mass: number, nu: maybe, got: maybe, want: maybe, error: maybe }).nullable();
const measured = z.object({ median: maybe, low: maybe, high: maybe });

export const judge = z.object({
  hmfbench_schema: schema1,
  kind: z.literal("judge"),
  context,
  compiled_by: text,
  reference: text,
  protections: z.array(z.object({ name: text, offered: z.boolean(), why: text })),
  entries: z.array(
    z.object({
      name: text,
      verdict: text,
      reason: text,
      class: z.object({ any: text.nullable(), default: text.nullable() }),
      threaded: z.boolean(),
      worst: z.object({ any: worst, default: worst }),
      hint: text,
    }),
  ),
  boards: z.array(
    z.object({
      league: text,
      mode: text,
      class: text,
      threaded: z.boolean(),
      rows: z.array(
        z.object({
          entry: text,
          rank: number,
          tied: z.boolean(),
          grid: text,
          seconds: measured,
          ratio: measured,
          beyond_light: z.boolean(),
        }),
      ),
    }),
  ),
});

const answer = z.union([number, text]);

export const lesson = z.object({
  hmfbench_schema: schema1,
  kind: z.literal("lesson"),
  context,
  folder: text,
  station: text,
  log: z.array(
    z.object({
      station: text,
      what: text,
      unit: text,
      predicted: answer,
      measured: answer,
      low: maybe,
      high: maybe,
      passed: z.boolean(),
    }),
  ),
});

// SPDX-License-Identifier: MIT
// view_gate.js: the last tests, the gate's last verdict, and the gate's measured error rates.
/** @import { Data, Gate, GateRates, View } from "./data.js" */
import { endLabels, figure, frameHeight, Plot } from "./chart.js";
import { tallyOf } from "./data.js";
import { code, h, notRun, table } from "./dom.js";
import { change, count, isNumber, share, shortened, time } from "./numbers.js";

// ---- tests ----------------------------------------------------------------------------------------

/** @param {Data} data */
function tests({ tests }) {
  if (!tests.length) return notRun("The tests", "./hmf test");
  const notPassed = tests.flatMap(({ build, not_passed }) => not_passed.map((test) => ({ build, ...test })));
  return [
    table(
      "Tests",
      [
        { head: "Build", cell: ({ build }) => build },
        { head: "Passed", number: true, cell: ({ tests, failures, skipped }) => count(tests - failures - skipped) },
        { head: "Failed", number: true, cell: ({ failures }) => (failures ? h("strong.bad", count(failures)) : "0") },
        { head: "Skipped", number: true, cell: ({ skipped }) => count(skipped) },
        { head: "Duration", number: true, cell: ({ seconds }) => time(seconds) },
        { head: "Started", whole: true, cell: ({ time }) => time.replace("T", " ") },
      ],
      tests,
    ),
    notPassed.length > 0 &&
      table(
        "Failed and skipped tests",
        [
          { head: "Test", cell: ({ name }) => code(name) },
          { head: "Build", cell: ({ build }) => build },
          { head: "Outcome", cell: ({ outcome }) => outcome },
          { head: "Reason", cell: ({ reason }) => reason },
        ],
        notPassed,
      ),
  ];
}

// ---- the verdict ----------------------------------------------------------------------------------

/** @typedef {Gate["comparisons"][number]} Comparison */

const badOutcomes = ["slower", "more instructions", "wrong answer", "vanished", "changed answers", "lower promise"];

const lastRound = (/** @type {Comparison} */ { rounds }) => rounds[rounds.length - 1];

/** @param {Comparison[]} comparisons */
const verdictTable = (comparisons) =>
  table(
    "Comparisons",
    [
      { head: "Comparison", cell: ({ name }) => name },
      { head: "Outcome", cell: ({ outcome, reason }) => (reason ? `${outcome}: ${reason}` : outcome) },
      { head: "Change of time", number: true, cell: (one) => change(lastRound(one)?.ratio.centre) },
      {
        head: "Interval",
        number: true,
        cell: (one) =>
          lastRound(one) ? `${change(lastRound(one).ratio.low)} to ${change(lastRound(one).ratio.high)}` : "",
      },
      { head: "Control", number: true, cell: (one) => change(lastRound(one)?.control.centre) },
      {
        head: "Draws",
        number: true,
        cell: ({ rounds }) => (rounds.length ? rounds.map(({ draws }) => draws).join(" + ") : "–"),
      },
      {
        head: "Instructions",
        number: true,
        cell: ({ instructions }) => (instructions ? change(instructions.new / instructions.base) : "–"),
      },
    ],
    comparisons,
    ({ outcome }) => (badOutcomes.includes(outcome) ? "bad" : undefined),
  );

/** @param {Gate} gate */
function verdictChart(gate) {
  const rows = gate.comparisons.flatMap((one) => {
    const ratio = lastRound(one)?.ratio;
    return ratio && isNumber(ratio.centre) && isNumber(ratio.low) && isNumber(ratio.high)
      ? [
          {
            name: one.name,
            outcome: one.outcome,
            margin: 100 * (one.margin ?? 0),
            centre: 100 * (ratio.centre - 1),
            low: 100 * (ratio.low - 1),
            high: 100 * (ratio.high - 1),
          },
        ]
      : [];
  });
  if (!rows.length) return null;
  const left = Math.min(...rows.map(({ low, margin }) => Math.min(low, -margin)));
  const right = Math.max(...rows.map(({ high, margin }) => Math.max(high, margin)));
  return figure({
    title: "Change of time",
    caption:
      "The band is the margin. An interval that ends inside the band on the right excludes a slow-down beyond the margin. One entirely to the right of 0 is suspect.",
    label: rows.map(({ name, outcome, centre }) => `${name} ${outcome} ${centre.toFixed(2)} %`).join("; "),
    options: (width) => ({
      height: 60 + 17 * rows.length,
      marginLeft: 10 + 6.7 * Math.min(28, Math.max(...rows.map(({ name }) => name.length))),
      marginTop: 8,
      x: { label: "new against base, percent →", domain: [1.05 * left, 1.05 * right], grid: true, ticks: width / 90 },
      y: {
        label: null,
        domain: rows.map(({ name }) => name),
        tickSize: 0,
        tickFormat: (/** @type {string} */ name) => shortened(name),
      },
      marks: [
        Plot.barX(rows, {
          y: "name",
          x1: (d) => -d.margin,
          x2: "margin",
          fill: "var(--accent)",
          fillOpacity: 0.12,
          inset: -1,
        }),
        Plot.ruleX([0], { stroke: "currentColor" }),
        Plot.ruleY(rows, { y: "name", x1: "low", x2: "high", stroke: "var(--accent)", strokeWidth: 1.5 }),
        Plot.dot(rows, {
          y: "name",
          x: "centre",
          r: 3,
          fill: (d) => (d.outcome === "slower" ? "var(--bad)" : "var(--accent)"),
          title: (d) => `${d.name}: ${d.outcome}, ${d.centre.toFixed(2)} %`,
        }),
      ],
    }),
    table: () => verdictTable(gate.comparisons),
  }).element;
}

/** @param {Gate} gate */
function gateVerdict(gate) {
  const blamed = gate.comparisons.filter(({ blame }) => blame);
  return [
    h(
      "p",
      h("strong", { class: gate.exit_status === 0 ? "good" : "bad" }, gate.status),
      `: ${tallyOf(gate)}. `,
      code(gate.new),
      " against ",
      code(gate.base),
      `, ${gate.metric}${gate.clone ? `, ${gate.clone}` : ""}, in ${time(gate.seconds)}.`,
    ),
    gate.notes.map((note) => h("p.note", note)),
    verdictChart(gate) ?? verdictTable(gate.comparisons),
    blamed.length > 0 &&
      table(
        "Functions and lines with the largest increase",
        [
          { head: "Comparison", cell: ({ name }) => name },
          { head: "Function", cell: ({ blame }) => blame && code(blame.function) },
          { head: "Line", cell: ({ blame }) => blame && `${blame.file}:${blame.line}` },
          { head: "", cell: ({ blame }) => blame && code(blame.text) },
          { head: "Instructions", number: true, cell: ({ blame }) => `+${count(blame?.function_gain)}` },
        ],
        blamed,
      ),
  ];
}

// ---- the rates of the self-check ------------------------------------------------------------------

/** @typedef {GateRates["rates"][number]} RateRow */

const methods = /** @type {const} */ ([
  { key: "slower", name: "the gate" },
  { key: "compare_py_slower", name: "compare.py" },
  { key: "medians_slower", name: "medians" },
]);

/**
 * Returns the real slow-down in percent: 0 for identical code, null for a busy machine.
 * @param {string} truth
 */
const doseOf = (truth) => (truth === "same" ? 0 : /^dose-(\d+(?:\.\d+)?)$/.test(truth) ? Number(truth.slice(5)) : null);

/** @param {RateRow["slower"]} rate */
const rateText = (rate) =>
  rate.of ? `${rate.count} of ${rate.of} (${(100 * rate.low).toFixed(1)} to ${(100 * rate.high).toFixed(1)} %)` : "–";

/** @param {GateRates} rates */
const rateTable = (rates) =>
  table(
    "How often identical and slower code was called slower",
    [
      {
        head: "New build",
        cell: ({ truth }) => truth.replace(/^dose-(.*)$/, "$1 % slower").replace(/^(busy-)?same$/, "$1identical"),
      },
      ...methods.map(({ key, name }) => ({
        head: `${name}: slower`,
        number: true,
        cell: (/** @type {RateRow} */ row) => rateText(row[key]),
      })),
      { head: "the gate: inconclusive", number: true, cell: (row) => rateText(row.inconclusive) },
      {
        head: "runs with a false alarm",
        number: true,
        cell: ({ truth, runs_with_alarm }) => (truth.includes("dose") ? "–" : rateText(runs_with_alarm)),
      },
    ],
    rates.rates,
  );

/** @param {GateRates} rates */
function rateChart(rates) {
  const points = rates.rates.flatMap((row) => {
    const dose = doseOf(row.truth);
    if (dose === null) return [];
    return methods.flatMap(({ key, name }, i) => {
      const { count, of, low, high } = row[key];
      return of
        ? [
            {
              name,
              dose,
              at: dose + 0.08 * (i - 1),
              share: (100 * count) / of,
              low: 100 * low,
              high: 100 * high,
              text: rateText(row[key]),
            },
          ]
        : [];
    });
  });
  const lines = methods.map(({ name }) =>
    points.filter((point) => point.name === name).sort((a, b) => a.dose - b.dose),
  );
  const height = 320;
  const isGate = (/** @type {{ name: string }} */ { name }) => name === methods[0].name;
  const colour = (/** @type {{ name: string }} */ point) => (isGate(point) ? "var(--accent)" : "var(--soft)");
  const last = Math.max(1, ...points.map(({ dose }) => dose));
  return figure({
    title: "False alarms and detection",
    caption:
      "Share of comparisons called slower, with 95 % intervals, against the real slow-down of the new build. At 0 each of them is a false alarm. For comparison, on the same builds with as much machine time: Google Benchmark's compare.py, and a comparison of medians.",
    label: rates.rates.map((row) => `${row.truth}: the gate called ${rateText(row.slower)} slower`).join("; "),
    options: (width) => ({
      height,
      marginLeft: 44,
      marginRight: 84,
      x: {
        label: "real slow-down, percent →",
        domain: [-0.15, last + 0.15],
        ticks: Math.min(last, width / 60),
        grid: false,
      },
      y: { label: "↑ called slower, percent", domain: [0, 100], ticks: 5, grid: true },
      marks: [
        Plot.ruleX(points, { x: "at", y1: "low", y2: "high", stroke: colour, strokeWidth: (d) => (isGate(d) ? 2 : 1) }),
        lines.map((line, i) =>
          Plot.line(line, {
            x: "at",
            y: "share",
            stroke: colour(methods[i]),
            strokeWidth: i ? 1 : 2,
            strokeDasharray: i === 2 ? "4 3" : undefined,
          }),
        ),
        Plot.dot(points, {
          x: "at",
          y: "share",
          r: (d) => (isGate(d) ? 4 : 2.5),
          fill: colour,
          title: (d) => `${d.name} at ${d.dose} %: ${d.text}`,
        }),
        endLabels(
          lines
            .flatMap((line) => line.slice(-1))
            .map((end) => ({ x: last + 0.1, y: end.share, name: end.name, fill: colour(end) })),
          (y) => frameHeight(height) * (1 - y / 100),
        ),
      ],
    }),
    table: () => rateTable(rates),
  }).element;
}

/** @param {RateRow} row */
function alarmText({ truth, runs_with_alarm: { count, of, low, high } }) {
  const code = truth === "same" ? "on identical code" : `on identical code, ${truth.replace("-same", "")} machine,`;
  return `${code} ${count} of ${of} runs gave a false alarm (95 % interval ${share(low, 1)} to ${share(high, 1)})`;
}

/** @param {GateRates} rates */
const gateRates = (rates) => [
  h(
    "p",
    `On ${rates.machine}: `,
    rates.rates
      .filter(({ runs, truth }) => runs > 0 && !truth.includes("dose"))
      .map(alarmText)
      .join("; "),
    ".",
  ),
  rateChart(rates),
];

/** @type {View} */
export const gate = {
  id: "gate",
  title: "Tests and gate",
  render: (data) => [
    h("p.lead", "A change must keep the answers correct, and must not make them slower."),
    h("h3", "Are the answers correct?"),
    tests(data),
    h("h3", "Is it slower than before?"),
    data.gate ? gateVerdict(data.gate) : notRun("The gate", "./hmf gate --json build/results/gate.json"),
    h("h3", "How often is the gate wrong?"),
    data.gate_rates
      ? gateRates(data.gate_rates)
      : notRun("The gate's self-check", "./hmf gate --self-check --json build/results/gate-rates.json"),
  ],
};

// view_gate.js: still right, and not slower: the last tests, the last verdict, and how often it is wrong.
import { endLabels, figure, Plot } from "./chart.js";
import { code, h, notRun } from "./dom.js";
import { change, count, isNumber, share, shortened, time } from "./numbers.js";
import { table } from "./table.js";

/** @typedef {import("./story.js").Story} Story */
/** @typedef {import("./story.js").Gate} Gate */
/** @typedef {import("./story.js").GateRates} GateRates */
/** @typedef {Gate["comparisons"][number]} Comparison */

// ---- tests ----------------------------------------------------------------------------------------

/** @param {Story} story */
function tests({ tests }) {
  if (!tests.length) return notRun("The tests", "./hmf test");
  const remarkable = tests.flatMap(({ build, remarkable }) => remarkable.map((test) => ({ build, ...test })));
  return [
    table("Tests", [
      { head: "Build", cell: ({ build }) => build },
      { head: "Passed", number: true, cell: ({ tests, failures, skipped }) => count(tests - failures - skipped) },
      { head: "Failed", number: true, cell: ({ failures }) => failures ? h("strong.bad", {}, count(failures)) : "0" },
      { head: "Skipped", number: true, cell: ({ skipped }) => count(skipped) },
      { head: "Took", number: true, cell: ({ seconds }) => time(seconds) },
      { head: "When", whole: true, cell: ({ time }) => time.replace("T", " ") },
    ], tests),
    remarkable.length > 0 && table("Failed and skipped tests", [
      { head: "Test", cell: ({ name }) => code(name) },
      { head: "Build", cell: ({ build }) => build },
      { head: "Outcome", cell: ({ outcome }) => outcome },
      { head: "Reason", cell: ({ reason }) => reason },
    ], remarkable),
  ];
}

// ---- the last verdict -----------------------------------------------------------------------------

const lastRound = (/** @type {Comparison} */ { rounds }) => rounds[rounds.length - 1];

/** @param {Comparison[]} comparisons */
const verdictTable = (comparisons) => table("Comparisons", [
  { head: "Comparison", cell: ({ name }) => name },
  { head: "Outcome", cell: ({ outcome, reason }) => reason ? `${outcome}: ${reason}` : outcome },
  { head: "Time, new to base", number: true, cell: (one) => change(lastRound(one)?.ratio.centre) },
  { head: "Sure interval", number: true, cell: (one) => lastRound(one) ? `${change(lastRound(one).ratio.low)} to ${change(lastRound(one).ratio.high)}` : "" },
  { head: "Control", number: true, cell: (one) => change(lastRound(one)?.control.centre) },
  { head: "Draws", number: true, cell: ({ rounds }) => rounds.length ? rounds.map(({ draws }) => draws).join(" + ") : "–" },
  { head: "Instructions", number: true, cell: ({ instructions }) => instructions ? change(instructions.new / instructions.base) : "–" },
], comparisons, ({ outcome }) => ["slower", "more instructions", "wrong answer", "vanished"].includes(outcome) ? "bad" : undefined);

/** @param {Gate} gate */
function verdictChart(gate) {
  const rows = gate.comparisons.flatMap((one) => {
    const ratio = lastRound(one)?.ratio;
    return ratio && isNumber(ratio.centre) && isNumber(ratio.low) && isNumber(ratio.high)
      ? [{ name: one.name, outcome: one.outcome, margin: 100 * (one.margin ?? 0), centre: 100 * (ratio.centre - 1), low: 100 * (ratio.low - 1), high: 100 * (ratio.high - 1) }] : [];
  });
  if (!rows.length) return null;
  const left = Math.min(...rows.map(({ low, margin }) => Math.min(low, -margin)));
  const right = Math.max(...rows.map(({ high, margin }) => Math.max(high, margin)));
  return figure({
    title: "Change of time, with sure intervals",
    caption: "The band is the margin: where an interval ends within it on the right, a slow-down of more is excluded. One that is wholly to the right of 0 is suspect.",
    label: rows.map(({ name, outcome, centre }) => `${name} ${outcome} ${centre.toFixed(2)} %`).join("; "),
    options: (width) => ({
      height: 60 + 17 * rows.length, marginLeft: 10 + 6.7 * Math.min(28, Math.max(...rows.map(({ name }) => name.length))), marginTop: 8,
      x: { label: "new against base, per cent →", domain: [1.05 * left, 1.05 * right], grid: true, ticks: width / 90 },
      y: { label: null, domain: rows.map(({ name }) => name), tickSize: 0, tickFormat: (/** @type {string} */ name) => shortened(name) },
      marks: [
        Plot.barX(rows, { y: "name", x1: (d) => -d.margin, x2: "margin", fill: "var(--accent)", fillOpacity: 0.12, inset: -1 }),
        Plot.ruleX([0], { stroke: "currentColor" }),
        Plot.ruleY(rows, { y: "name", x1: "low", x2: "high", stroke: "var(--accent)", strokeWidth: 1.5 }),
        Plot.dot(rows, { y: "name", x: "centre", r: 3, fill: (d) => d.outcome === "slower" ? "var(--bad)" : "var(--accent)", title: (d) => `${d.name}: ${d.outcome}, ${d.centre.toFixed(2)} %` }),
      ],
    }),
    table: () => verdictTable(gate.comparisons),
  }).element;
}

/** @param {Gate} gate */
function verdict(gate) {
  const outcomes = Object.entries(gate.tally).filter(([, number]) => number > 0);
  const blamed = gate.comparisons.filter(({ blame }) => blame);
  return [
    h("p", {}, h("strong", { class: gate.exit_status === 0 ? "good" : "bad" }, gate.status),
      `: ${outcomes.map(([outcome, number]) => `${number} ${outcome}`).join(", ") || "nothing to compare"}. `,
      code(gate.new), " against ", code(gate.base), `, ${gate.metric}${gate.clone ? `, ${gate.clone}` : ""}, in ${time(gate.seconds)}.`),
    gate.notes.map((note) => h("p.note", {}, note)),
    verdictChart(gate) ?? verdictTable(gate.comparisons),
    blamed.length > 0 && table("What gained most", [
      { head: "Comparison", cell: ({ name }) => name },
      { head: "Function", cell: ({ blame }) => blame && code(blame.function) },
      { head: "Line", cell: ({ blame }) => blame && `${blame.file}:${blame.line}` },
      { head: "", cell: ({ blame }) => blame && code(blame.text) },
      { head: "Instructions", number: true, cell: ({ blame }) => `+${count(blame?.function_gain)}` },
    ], blamed),
  ];
}

// ---- how often it is wrong ------------------------------------------------------------------------

/** @typedef {GateRates["rates"][number]} RateRow */

const judges = /** @type {const} */ ([
  { key: "slower", name: "the gate" }, { key: "compare_py_slower", name: "compare.py" }, { key: "medians_slower", name: "medians" },
]);

/** The dose in per cent: 0 for identical code; null: measured on a busy machine. @param {string} truth */
export const doseOf = (truth) => truth === "same" ? 0 : /^dose-(\d+(?:\.\d+)?)$/.test(truth) ? Number(truth.slice(5)) : null;

/** @param {RateRow["slower"]} rate */
const rateText = (rate) => rate.of ? `${rate.count} of ${rate.of} (${(100 * rate.low).toFixed(1)} to ${(100 * rate.high).toFixed(1)} %)` : "–";

/** @param {GateRates} rates */
const rateTable = (rates) => table("How often identical and slower code was called slower", [
  { head: "Truth", cell: ({ truth }) => truth.replace(/^dose-(.*)$/, "$1 % slower").replace(/^(busy-)?same$/, "$1identical") },
  ...judges.map(({ key, name }) => ({ head: `${name}: slower`, number: true, cell: (/** @type {RateRow} */ row) => rateText(row[key]) })),
  { head: "the gate: inconclusive", number: true, cell: (row) => rateText(row.inconclusive) },
  { head: "runs with a false alarm", number: true, cell: ({ truth, runs_with_alarm }) => truth.includes("dose") ? "–" : rateText(runs_with_alarm) },
], rates.rates);

/** @param {GateRates} rates */
function rateChart(rates) {
  const points = rates.rates.flatMap((row) => {
    const dose = doseOf(row.truth);
    return dose === null ? [] : judges.flatMap(({ key, name }, i) => row[key].of ? [{
      name, dose, at: dose + 0.08 * (i - 1), share: (100 * row[key].count) / row[key].of, low: 100 * row[key].low, high: 100 * row[key].high, text: rateText(row[key]),
    }] : []);
  });
  const ends = judges.flatMap(({ name }) => points.filter((point) => point.name === name).sort((a, b) => a.dose - b.dose).slice(-1));
  const height = 320, inner = height - 24 - 52;
  const style = (/** @type {string} */ name) => name === judges[0].name ? "var(--accent)" : "var(--soft)";
  const last = Math.max(1, ...points.map(({ dose }) => dose));
  return figure({
    title: "False alarms and detection",
    caption: "How many comparisons were called slower, with 95 % intervals, by how much slower the new build really was. At 0 every one is a false alarm. On the same builds, for as much machine time: Google Benchmark's compare.py, and a comparison of medians before and after.",
    label: rates.rates.map((row) => `${row.truth}: the gate called ${rateText(row.slower)} slower`).join("; "),
    options: (width) => ({
      height, marginLeft: 44, marginRight: 84,
      x: { label: "really slower by, per cent →", domain: [-0.15, last + 0.15], ticks: Math.min(last, width / 60), grid: false },
      y: { label: "↑ called slower, per cent", domain: [0, 100], ticks: 5, grid: true },
      marks: [
        Plot.ruleX(points, { x: "at", y1: "low", y2: "high", stroke: (d) => style(d.name), strokeWidth: (d) => d.name === judges[0].name ? 2 : 1 }),
        judges.map(({ name }, i) => Plot.line(points.filter((point) => point.name === name), { x: "at", y: "share", stroke: style(name), strokeWidth: i ? 1 : 2, strokeDasharray: i === 2 ? "4 3" : undefined })),
        Plot.dot(points, { x: "at", y: "share", r: (d) => d.name === judges[0].name ? 4 : 2.5, fill: (d) => style(d.name), title: (d) => `${d.name} at ${d.dose} %: ${d.text}` }),
        endLabels(ends.map(({ name, share }) => ({ x: last + 0.1, y: share, name, fill: style(name) })), (y) => inner * (1 - y / 100)),
      ],
    }),
    table: () => rateTable(rates),
  }).element;
}

/** @param {GateRates} rates */
const selfCheck = (rates) => [
  h("p", {}, `On ${rates.machine}: `, rates.rates.filter(({ runs, truth }) => runs > 0 && !truth.includes("dose"))
    .map(({ truth, runs_with_alarm }) => `${truth === "same" ? "on identical code" : `on identical code, ${truth.replace("-same", "")} machine,`} ${runs_with_alarm.count} of ${runs_with_alarm.of} whole runs gave a false alarm (95 % interval ${share(runs_with_alarm.low, 1)} to ${share(runs_with_alarm.high, 1)})`).join("; "), "."),
  rateChart(rates),
];

/** @type {import("./story.js").View} */
export const gate = {
  id: "gate",
  title: "Tests and gate",
  render: (story) => [
    h("p.lead", {}, "Right first, then not slower than before."),
    h("h3", {}, "Still right?"), tests(story),
    h("h3", {}, "Slower than before?"),
    story.gate ? verdict(story.gate) : notRun("The gate", "./hmf gate --json build/results/gate.json"),
    h("h3", {}, "How often is the gate wrong?"),
    story.gate_rates ? selfCheck(story.gate_rates)
      : notRun("The gate's self-check", "./hmf gate --self-check --json build/results/gate-rates.json"),
  ],
};

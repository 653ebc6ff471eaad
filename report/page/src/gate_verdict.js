// gate_verdict.js: what the gate said last, comparison by comparison.
import { figure, Plot } from "./chart.js";
import { code, h } from "./dom.js";
import { change, count, isNumber, shortened, time } from "./numbers.js";
import { table } from "./table.js";

/** @typedef {import("./story.js").Gate} Gate */
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
      { head: "Time, new to base", number: true, cell: (one) => change(lastRound(one)?.ratio.centre) },
      {
        head: "Sure interval",
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
    title: "Change of time, with sure intervals",
    caption:
      "The band is the margin: where an interval ends within it on the right, a slow-down of more is excluded. One that is wholly to the right of 0 is suspect.",
    label: rows.map(({ name, outcome, centre }) => `${name} ${outcome} ${centre.toFixed(2)} %`).join("; "),
    options: (width) => ({
      height: 60 + 17 * rows.length,
      marginLeft: 10 + 6.7 * Math.min(28, Math.max(...rows.map(({ name }) => name.length))),
      marginTop: 8,
      x: { label: "new against base, per cent →", domain: [1.05 * left, 1.05 * right], grid: true, ticks: width / 90 },
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
export function gateVerdict(gate) {
  const outcomes = Object.entries(gate.tally).filter(([, number]) => number > 0);
  const blamed = gate.comparisons.filter(({ blame }) => blame);
  return [
    h(
      "p",
      {},
      h("strong", { class: gate.exit_status === 0 ? "good" : "bad" }, gate.status),
      `: ${outcomes.map(([outcome, number]) => `${number} ${outcome}`).join(", ") || "nothing to compare"}. `,
      code(gate.new),
      " against ",
      code(gate.base),
      `, ${gate.metric}${gate.clone ? `, ${gate.clone}` : ""}, in ${time(gate.seconds)}.`,
    ),
    gate.notes.map((note) => h("p.note", {}, note)),
    verdictChart(gate) ?? verdictTable(gate.comparisons),
    blamed.length > 0 &&
      table(
        "What gained most",
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

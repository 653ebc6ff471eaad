// gate_rates.js: how often the gate is wrong, as its self-check found.
import { endLabels, figure, Plot } from "./chart.js";
import { h } from "./dom.js";
import { share } from "./numbers.js";
import { table } from "./table.js";

/** @typedef {import("./story.js").GateRates} GateRates */
/** @typedef {GateRates["rates"][number]} RateRow */

const judges = /** @type {const} */ ([
  { key: "slower", name: "the gate" },
  { key: "compare_py_slower", name: "compare.py" },
  { key: "medians_slower", name: "medians" },
]);

/** The dose in per cent: 0 for identical code; null: measured on a busy machine. @param {string} truth */
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
        head: "Truth",
        cell: ({ truth }) => truth.replace(/^dose-(.*)$/, "$1 % slower").replace(/^(busy-)?same$/, "$1identical"),
      },
      ...judges.map(({ key, name }) => ({
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
    return dose === null
      ? []
      : judges.flatMap(({ key, name }, i) =>
          row[key].of
            ? [
                {
                  name,
                  dose,
                  at: dose + 0.08 * (i - 1),
                  share: (100 * row[key].count) / row[key].of,
                  low: 100 * row[key].low,
                  high: 100 * row[key].high,
                  text: rateText(row[key]),
                },
              ]
            : [],
        );
  });
  const ends = judges.flatMap(({ name }) =>
    points
      .filter((point) => point.name === name)
      .sort((a, b) => a.dose - b.dose)
      .slice(-1),
  );
  const height = 320,
    inner = height - 24 - 52;
  const style = (/** @type {string} */ name) => (name === judges[0].name ? "var(--accent)" : "var(--soft)");
  const last = Math.max(1, ...points.map(({ dose }) => dose));
  return figure({
    title: "False alarms and detection",
    caption:
      "How many comparisons were called slower, with 95 % intervals, by how much slower the new build really was. At 0 every one is a false alarm. On the same builds, for as much machine time: Google Benchmark's compare.py, and a comparison of medians before and after.",
    label: rates.rates.map((row) => `${row.truth}: the gate called ${rateText(row.slower)} slower`).join("; "),
    options: (width) => ({
      height,
      marginLeft: 44,
      marginRight: 84,
      x: {
        label: "really slower by, per cent →",
        domain: [-0.15, last + 0.15],
        ticks: Math.min(last, width / 60),
        grid: false,
      },
      y: { label: "↑ called slower, per cent", domain: [0, 100], ticks: 5, grid: true },
      marks: [
        Plot.ruleX(points, {
          x: "at",
          y1: "low",
          y2: "high",
          stroke: (d) => style(d.name),
          strokeWidth: (d) => (d.name === judges[0].name ? 2 : 1),
        }),
        judges.map(({ name }, i) =>
          Plot.line(
            points.filter((point) => point.name === name),
            {
              x: "at",
              y: "share",
              stroke: style(name),
              strokeWidth: i ? 1 : 2,
              strokeDasharray: i === 2 ? "4 3" : undefined,
            },
          ),
        ),
        Plot.dot(points, {
          x: "at",
          y: "share",
          r: (d) => (d.name === judges[0].name ? 4 : 2.5),
          fill: (d) => style(d.name),
          title: (d) => `${d.name} at ${d.dose} %: ${d.text}`,
        }),
        endLabels(
          ends.map(({ name, share }) => ({ x: last + 0.1, y: share, name, fill: style(name) })),
          (y) => inner * (1 - y / 100),
        ),
      ],
    }),
    table: () => rateTable(rates),
  }).element;
}

/** @param {GateRates} rates */
export const gateRates = (rates) => [
  h(
    "p",
    {},
    `On ${rates.machine}: `,
    rates.rates
      .filter(({ runs, truth }) => runs > 0 && !truth.includes("dose"))
      .map(
        ({ truth, runs_with_alarm }) =>
          `${truth === "same" ? "on identical code" : `on identical code, ${truth.replace("-same", "")} machine,`} ${runs_with_alarm.count} of ${runs_with_alarm.of} whole runs gave a false alarm (95 % interval ${share(runs_with_alarm.low, 1)} to ${share(runs_with_alarm.high, 1)})`,
      )
      .join("; "),
    ".",
  ),
  rateChart(rates),
];

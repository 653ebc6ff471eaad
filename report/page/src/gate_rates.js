// SPDX-License-Identifier: MIT
// gate_rates.js: the gate's rates of false alarms and of detection, as measured by its self-check.
/** @import { GateRates } from "./data.js" */
import { endLabels, figure, frameHeight, Plot } from "./chart.js";
import { h, table } from "./dom.js";
import { share } from "./numbers.js";

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
export const gateRates = (rates) => [
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

// SPDX-License-Identifier: MIT
// view_scaling.js: cost against work, threads, break-even of set-up, distance to the speed of light.
/** @import { Data, Headline, View, Work } from "./data.js" */
import {
  decadesAround,
  endLabels,
  figure,
  frameHeight,
  logScale,
  placeOnLog,
  Plot,
  referenceLine,
  timeScale,
} from "./chart.js";
import { timingOf } from "./data.js";
import { h, notRun, table } from "./dom.js";
import { capitalised, count, isNumber, range, rounded, size, time, times } from "./numbers.js";

const surveyCells = 1e6; // the workload survey: 100 redshifts, 10,000 masses
const height = 420;

/** @param {Headline | null} headline */
const lightOf = (headline) => timingOf(headline, { what: "speed of light" });

// ---- cost against work ----------------------------------------------------------------------------

/** @param {Work} work */
const lineOf = (work, /** @type {string} */ impl) =>
  work.sizes.flatMap(({ nz, nmass, seconds_a_cell }) => {
    const cost = seconds_a_cell[impl];
    return cost
      ? [{ impl, cells: nz * nmass, seconds: cost.median, low: cost.interval_95[0], high: cost.interval_95[1] }]
      : [];
  });

/** @param {Work} work @param {string[]} ladder */
function implsOf(work, ladder) {
  const measured = new Set(work.sizes.flatMap(({ seconds_a_cell }) => Object.keys(seconds_a_cell)));
  return [...ladder.filter((name) => measured.has(name)), ...[...measured].filter((name) => !ladder.includes(name))];
}

/** @param {Data} data */
function costOfWork({ work, headline, figures }) {
  if (!work) return notRun("Cost against work", "./hmf bench --work");
  const ladder = figures.ladder.map(({ name }) => name);
  const lines = implsOf(work, ladder).map((impl) => lineOf(work, impl));
  const light = lightOf(headline);
  const points = lines.flat();
  const y = decadesAround([...points.map(({ seconds }) => seconds), light && light / surveyCells]);
  const x = decadesAround(points.map(({ cells }) => cells));
  const ends = lines.map((line) => line[line.length - 1]);
  const cost = (/** @type {typeof points[number]} */ { impl, seconds, cells }) =>
    `${impl}, ${count(cells)} cells: ${time(seconds)} per cell`;
  return figure({
    title: "Cost per cell against the size of the grid",
    caption: `${capitalised(work.mode)} calls. The fixed cost of a call matters less on larger grids. A line ends where a call would take too long; bars are 95 % intervals.`,
    label: ends.map(cost).join("; "),
    options: (width) => ({
      height,
      marginLeft: 60,
      marginRight: 84,
      x: logScale("cells of the grid →", x, width / 60),
      y: timeScale("↑ time per cell", y, 9),
      marks: [
        light ? referenceLine(light / surveyCells, "speed of light", x[0], -8) : [],
        Plot.ruleX(points, { x: "cells", y1: "low", y2: "high", stroke: "var(--accent)" }),
        Plot.line(points, { x: "cells", y: "seconds", z: "impl", stroke: "var(--accent)", strokeWidth: 1.5 }),
        Plot.dot(points, { x: "cells", y: "seconds", r: 2, fill: "var(--accent)", title: cost }),
        endLabels(
          ends.map(({ impl, cells, seconds }) => ({ x: cells, y: seconds, name: impl })),
          placeOnLog(y, height),
        ),
      ],
    }),
    table: () =>
      table(
        "Time per cell",
        [
          { head: "Grid", cell: ({ nz, nmass }) => `${nz} × ${count(nmass)}` },
          { head: "Cells", number: true, cell: ({ nz, nmass }) => count(nz * nmass) },
          ...lines.map((line) => ({
            head: line[0].impl,
            number: true,
            cell: (/** @type {Work["sizes"][number]} */ row) => time(row.seconds_a_cell[line[0].impl]?.median),
          })),
        ],
        work.sizes,
      ),
  }).element;
}

// ---- threads and processes ------------------------------------------------------------------------

/** Compares each threaded implementation with the one that it builds on. @param {Data} data */
const threadedPairs = ({ work, implementations }) =>
  implementations
    .filter(({ flags }) => flags.includes("threaded"))
    .flatMap(({ name, builds_on }) =>
      (work?.sizes ?? []).flatMap(({ nz, nmass, seconds_a_cell }) => {
        const one = builds_on && seconds_a_cell[builds_on],
          many = seconds_a_cell[name];
        return one && many
          ? [
              {
                name,
                builds_on,
                cells: nz * nmass,
                gain: one.median / many.median,
                low: one.interval_95[0] / many.interval_95[1],
                high: one.interval_95[1] / many.interval_95[0],
              },
            ]
          : [];
      }),
    );

/** @param {Data} data */
function threads(data) {
  const pairs = threadedPairs(data);
  if (!pairs.length) return notRun("The speed-up of threads", "./hmf bench --work");
  const cores = Number(data.figures.context?.cores) || 0;
  const x = decadesAround(pairs.map(({ cells }) => cells));
  const top = 1.08 * Math.max(cores, ...pairs.map(({ high }) => high));
  const list = (/** @type {(string | null)[]} */ names) => [...new Set(names)].join(" and ");
  const names = list(pairs.map(({ name }) => name)),
    bases = list(pairs.map(({ builds_on }) => builds_on));
  const ends = pairs.filter(({ name }, i) => pairs[i + 1]?.name !== name);
  const height = 240;
  const gain = (/** @type {typeof pairs[number]} */ { name, cells, gain }) =>
    `${name}, ${count(cells)} cells: ${times(gain)}`;
  return figure({
    title: "The speed-up of threads and processes",
    caption: `Speed-up of ${names} over ${bases} from dividing the grid among threads or processes. Below 1, the division costs more than it saves. A bar spans the ratios of the ends of both 95 % intervals.`,
    label: pairs.map(gain).join("; "),
    options: (width) => ({
      height,
      marginLeft: 44,
      marginRight: 64,
      x: logScale("cells of the grid →", x, width / 60),
      y: { label: "↑ speed-up", domain: [0, top], ticks: 5, grid: true },
      marks: [
        Plot.ruleY([1], { stroke: "currentColor" }),
        cores ? referenceLine(cores, `${cores} cores`, x[0], 10) : [],
        Plot.ruleX(pairs, { x: "cells", y1: "low", y2: "high", stroke: "var(--accent)" }),
        Plot.line(pairs, { x: "cells", y: "gain", z: "name", stroke: "var(--accent)", strokeWidth: 1.5 }),
        Plot.dot(pairs, { x: "cells", y: "gain", r: 2.5, fill: "var(--accent)", title: gain }),
        endLabels(
          ends.map(({ name, cells, gain }) => ({ x: cells, y: gain, name })),
          (gain) => frameHeight(height) * (1 - gain / top),
        ),
      ],
    }),
    table: () =>
      table(
        "The speed-up of threads and processes",
        [
          { head: "Program", cell: ({ name }) => name },
          { head: "Cells", number: true, cell: ({ cells }) => count(cells) },
          { head: "Speed-up", number: true, cell: ({ gain }) => rounded(gain) },
          { head: "Bar", number: true, cell: range },
        ],
        pairs,
      ),
  }).element;
}

// ---- set-up against use ---------------------------------------------------------------------------

/** @param {Headline} headline @param {string[]} ladder */
const setUps = (headline, ladder) =>
  ladder.flatMap((impl) => {
    const setUp = timingOf(headline, { impl, what: "create and destroy" });
    const use = timingOf(headline, { impl, workload: "default", mode: "warm" });
    const rung = headline.ladder.find((row) => row.impl === impl);
    return isNumber(setUp) && isNumber(use)
      ? [{ impl, setUp, use, pays: rung?.pays_after, bytes: rung?.state_bytes }]
      : [];
  });

/** @param {Data} data */
function breakEven({ headline, figures }) {
  if (!headline) return notRun("Set-up against use", "./hmf bench --headline");
  const ladder = figures.ladder.map(({ name }) => name);
  const rows = setUps(headline, ladder);
  const uses = Array.from({ length: 26 }, (_, i) => 10 ** (i / 5));
  const points = rows.flatMap(({ impl, setUp, use }) => uses.map((n) => ({ impl, n, seconds: setUp + n * use })));
  const y = decadesAround(points.map(({ seconds }) => seconds));
  return figure({
    title: "Set-up against use",
    caption:
      "Time to set up one cosmology and evaluate the workload default on it a number of times. Where a table's line crosses another, the table has paid for itself.",
    label: rows.map(({ impl, setUp, use }) => `${impl}: set-up ${time(setUp)}, ${time(use)} per use`).join("; "),
    options: (width) => ({
      height,
      marginLeft: 60,
      marginRight: 84,
      x: logScale("evaluations with one cosmology →", [1, 1e5], width / 60),
      y: timeScale("↑ total time", y, 9),
      marks: [
        Plot.line(points, { x: "n", y: "seconds", z: "impl", stroke: "var(--accent)", strokeWidth: 1.5 }),
        endLabels(
          rows.map(({ impl, setUp, use }) => ({ x: 1e5, y: setUp + 1e5 * use, name: impl })),
          placeOnLog(y, height),
        ),
      ],
    }),
    table: () =>
      table(
        "Set-up against use",
        [
          { head: "Implementation", cell: ({ impl }) => impl },
          { head: "Set-up", number: true, cell: ({ setUp }) => time(setUp) },
          { head: "Time per use", number: true, cell: ({ use }) => time(use) },
          {
            head: "Break-even",
            number: true,
            cell: ({ pays }) => (isNumber(pays) ? `${count(Math.max(1, Math.ceil(pays)))} uses` : "–"),
          },
          { head: "State", number: true, cell: ({ bytes }) => size(bytes) },
        ],
        rows,
      ),
  }).element;
}

// ---- the speed of light ---------------------------------------------------------------------------

/** @param {Data} data */
function speedOfLight({ headline }) {
  const light = lightOf(headline);
  if (!headline || !light) return notRun("The distance to the speed of light", "./hmf bench --headline");
  const rows = headline.timings
    .filter(({ workload, mode }) => workload === "survey" && mode === "warm")
    .map(({ impl, median }) => ({ name: impl ?? "", seconds: median }));
  return [
    h("h3", "Distance to the speed of light"),
    h(
      "p",
      "The speed of light is the hardware's limit: one vector exp2 and one store, on one thread, for each of the million cells of the workload survey. No implementation of this kind does less. Values below 1 come from extra threads or from variation of the memory bandwidth.",
    ),
    table(
      "Distance to the speed of light",
      [
        { head: "Program", cell: ({ name }) => name },
        { head: "Survey, warm", number: true, cell: ({ seconds }) => time(seconds) },
        { head: "Time per cell", number: true, cell: ({ seconds }) => time(seconds / surveyCells) },
        { head: "Relative to the speed of light", number: true, cell: ({ seconds }) => rounded(seconds / light) },
      ],
      [{ name: "speed of light", seconds: light }, ...rows],
    ),
  ];
}

/** @type {View} */
export const scaling = {
  id: "scaling",
  title: "Scaling",
  render: (data) => [
    h(
      "p.lead",
      "How the cost grows with the work, when threads and tables pay, and how far each implementation is from the hardware's limit.",
    ),
    costOfWork(data),
    threads(data),
    breakEven(data),
    speedOfLight(data),
  ],
};

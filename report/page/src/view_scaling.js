// view_scaling.js: cost against work, threads, break-even of tables, distance to the speed of light.
import { decadesAround, endLabels, figure, logScale, placeOnLog, Plot, timeScale } from "./chart.js";
import { h, notRun } from "./dom.js";
import { count, rounded, time, times } from "./numbers.js";
import { breakEven } from "./set_up.js";
import { table } from "./table.js";

/** @typedef {import("./story.js").Story} Story */
/** @typedef {import("./story.js").Headline} Headline */
/** @typedef {NonNullable<Story["work"]>} Work */

const surveyCells = 1e6; // the workload survey: 100 redshifts, 10,000 masses

/** @param {Headline | null} headline @param {string} what */
const special = (headline, what) => headline?.timings.find((timing) => timing.what === what)?.median;

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

/** @param {Story} story */
function costOfWork({ work, headline, figures }) {
  if (!work) return notRun("Cost against work", "./hmf bench --work");
  const lines = implsOf(
    work,
    figures.ladder.map(({ name }) => name),
  ).map((impl) => lineOf(work, impl));
  const light = special(headline, "speed of light");
  const points = lines.flat();
  const y = decadesAround([...points.map(({ seconds }) => seconds), light && light / surveyCells]);
  const x = decadesAround(points.map(({ cells }) => cells));
  const ends = lines.map((line) => /** @type {typeof points[number]} */ (line.at(-1)));
  const height = 420,
    inner = height - 24 - 52;
  return figure({
    title: "Cost of a cell against the size of the grid",
    caption: `${work.mode[0].toUpperCase()}${work.mode.slice(1)}. What a call costs whatever its size weighs less the larger the grid is. A line ends where a call would take too long; bars are 95 % intervals.`,
    label: ends
      .map(({ impl, seconds, cells }) => `${impl}: ${time(seconds)} a cell at ${count(cells)} cells`)
      .join("; "),
    options: (width) => ({
      height,
      marginLeft: 60,
      marginRight: 84,
      x: logScale("cells of the grid →", x, width / 60),
      y: timeScale("↑ time of a cell", y, 9),
      marks: [
        light
          ? [
              Plot.ruleY([light / surveyCells], { stroke: "var(--soft)", strokeDasharray: "4 3" }),
              Plot.text(["speed of light"], {
                x: x[0],
                y: light / surveyCells,
                dy: -8,
                dx: 4,
                textAnchor: "start",
                fill: "var(--soft)",
              }),
            ]
          : [],
        Plot.ruleX(points, { x: "cells", y1: "low", y2: "high", stroke: "var(--accent)" }),
        Plot.line(points, { x: "cells", y: "seconds", z: "impl", stroke: "var(--accent)", strokeWidth: 1.5 }),
        Plot.dot(points, {
          x: "cells",
          y: "seconds",
          r: 2,
          fill: "var(--accent)",
          title: (d) => `${d.impl}, ${count(d.cells)} cells: ${time(d.seconds)} a cell`,
        }),
        endLabels(
          ends.map(({ impl, cells, seconds }) => ({ x: cells, y: seconds, name: impl })),
          placeOnLog(y, inner),
        ),
      ],
    }),
    table: () =>
      table(
        "Time of a cell",
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

/** What threads and processes bring: the rung without them over the rung with. @param {Story} story */
function threads({ work, figures, implementations }) {
  const threaded = implementations.filter(({ flags }) => flags.includes("threaded"));
  const pairs = threaded.flatMap(
    ({ name, builds_on }) =>
      work?.sizes.flatMap(({ nz, nmass, seconds_a_cell }) => {
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
      }) ?? [],
  );
  if (!pairs.length) return notRun("What threads bring", "./hmf bench --work");
  const cores = Number(figures.context?.cores) || undefined;
  const x = decadesAround(pairs.map(({ cells }) => cells));
  const top = Math.max(cores ?? 0, ...pairs.map(({ high }) => high));
  const list = (/** @type {(string | null)[]} */ names) => [...new Set(names)].join(" and ");
  const names = list(pairs.map(({ name }) => name)),
    bases = list(pairs.map(({ builds_on }) => builds_on));
  const ends = pairs.filter(({ name }, i) => pairs[i + 1]?.name !== name);
  const height = 240,
    inner = height - 24 - 52;
  return figure({
    title: "What threads bring",
    caption: `The speed of ${names}, which divide the grid among threads or processes, in multiples of that of ${bases}. Above 1 they pay. The bars divide the ends of the two 95 % intervals.`,
    label: pairs.map(({ name, cells, gain }) => `${name}, ${count(cells)} cells: ${times(gain)}`).join("; "),
    options: (width) => ({
      height,
      marginLeft: 44,
      marginRight: 64,
      x: logScale("cells of the grid →", x, width / 60),
      y: { label: "↑ times faster", domain: [0, 1.08 * top], ticks: 5, grid: true },
      marks: [
        Plot.ruleY([1], { stroke: "currentColor" }),
        cores
          ? [
              Plot.ruleY([cores], { stroke: "var(--soft)", strokeDasharray: "4 3" }),
              Plot.text([`${cores} cores`], {
                x: x[0],
                y: cores,
                dy: 10,
                dx: 4,
                textAnchor: "start",
                fill: "var(--soft)",
              }),
            ]
          : [],
        Plot.ruleX(pairs, { x: "cells", y1: "low", y2: "high", stroke: "var(--accent)" }),
        Plot.line(pairs, { x: "cells", y: "gain", z: "name", stroke: "var(--accent)", strokeWidth: 1.5 }),
        Plot.dot(pairs, {
          x: "cells",
          y: "gain",
          r: 2.5,
          fill: "var(--accent)",
          title: (d) => `${d.name}, ${count(d.cells)} cells: ${times(d.gain)}`,
        }),
        endLabels(
          ends.map(({ name, cells, gain }) => ({ x: cells, y: gain, name })),
          (gain) => inner * (1 - gain / (1.08 * top)),
        ),
      ],
    }),
    table: () =>
      table(
        "What threads bring",
        [
          { head: "Program", cell: ({ name }) => name },
          { head: "Cells", number: true, cell: ({ cells }) => count(cells) },
          { head: "Times faster", number: true, cell: ({ gain }) => rounded(gain) },
          { head: "Bar", number: true, cell: ({ low, high }) => `${rounded(low)} to ${rounded(high)}` },
        ],
        pairs,
      ),
  }).element;
}

/** @param {Story} story */
function speedOfLight({ headline }) {
  const light = special(headline, "speed of light");
  if (!headline || !light) return notRun("The distance to the speed of light", "./hmf bench --headline");
  const rows = headline.timings
    .filter(({ workload, mode }) => workload === "survey" && mode === "warm")
    .map(({ impl, median }) => ({ name: impl ?? "", seconds: median }));
  return [
    h("h3", {}, "Distance to the speed of light"),
    h(
      "p",
      {},
      "One vector exp2 and one store for each of the million cells of the workload survey is the least that any implementation of this kind does, on one thread. What is below 1 uses more threads, or shows how much the speed of the memory varies.",
    ),
    table(
      "Distance to the speed of light",
      [
        { head: "Program", cell: ({ name }) => name },
        { head: "Survey, warm", number: true, cell: ({ seconds }) => time(seconds) },
        { head: "A cell", number: true, cell: ({ seconds }) => time(seconds / surveyCells) },
        { head: "Times the speed of light's time", number: true, cell: ({ seconds }) => rounded(seconds / light) },
      ],
      [{ name: "speed of light", seconds: light }, ...rows],
    ),
  ];
}

/** @type {import("./story.js").View} */
export const scaling = {
  id: "scaling",
  title: "Scaling",
  render: (story) => [
    h("p.lead", {}, "How the cost grows with the work, when threads and tables pay, and how far it is to the floor."),
    costOfWork(story),
    threads(story),
    breakEven(story),
    speedOfLight(story),
  ],
};

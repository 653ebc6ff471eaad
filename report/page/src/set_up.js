// set_up.js: what setting up costs, and after how many uses it has paid.
import { decadesAround, endLabels, figure, logScale, placeOnLog, Plot, timeScale } from "./chart.js";
import { notRun } from "./dom.js";
import { count, isNumber, size, time } from "./numbers.js";
import { table } from "./table.js";

/** @typedef {import("./story.js").Story} Story */
/** @typedef {import("./story.js").Headline} Headline */

/** @param {Headline} headline @param {string[]} ladder */
const setUps = (headline, ladder) =>
  ladder.flatMap((impl) => {
    const median = (/** @type {(timing: Headline["timings"][number]) => boolean} */ is) =>
      headline.timings.find((timing) => timing.impl === impl && is(timing))?.median;
    const make = median(({ what }) => what === "create and destroy");
    const use = median(({ workload, mode }) => workload === "default" && mode === "warm");
    const rung = headline.ladder.find((row) => row.impl === impl);
    return isNumber(make) && isNumber(use)
      ? [{ impl, make, use, pays: rung?.pays_after, bytes: rung?.state_bytes }]
      : [];
  });

/** @param {Story} story */
export function breakEven({ headline, figures }) {
  if (!headline) return notRun("Set-up against use", "./hmf bench --headline");
  const rows = setUps(
    headline,
    figures.ladder.map(({ name }) => name),
  );
  const uses = Array.from({ length: 26 }, (_, i) => 10 ** (i / 5));
  const points = rows.flatMap(({ impl, make, use }) => uses.map((n) => ({ impl, n, seconds: make + n * use })));
  const y = decadesAround(points.map(({ seconds }) => seconds));
  const height = 420,
    inner = height - 24 - 52;
  return figure({
    title: "Set-up against use",
    caption:
      "The time of setting up one cosmology and evaluating the job default on it, so many times. Where a table's line crosses another, the table has paid for itself.",
    label: rows.map(({ impl, make, use }) => `${impl}: ${time(make)} to set up, ${time(use)} a use`).join("; "),
    options: (width) => ({
      height,
      marginLeft: 60,
      marginRight: 84,
      x: logScale("evaluations on one cosmology →", [1, 1e5], width / 60),
      y: timeScale("↑ time in all", y, 9),
      marks: [
        Plot.line(points, { x: "n", y: "seconds", z: "impl", stroke: "var(--accent)", strokeWidth: 1.5 }),
        endLabels(
          rows.map(({ impl, make, use }) => ({ x: 1e5, y: make + 1e5 * use, name: impl })),
          placeOnLog(y, inner),
        ),
      ],
    }),
    table: () => setUpTable(rows),
  }).element;
}

/** @param {ReturnType<typeof setUps>} rows */
const setUpTable = (rows) =>
  table(
    "Set-up against use",
    [
      { head: "Implementation", cell: ({ impl }) => impl },
      { head: "Set up", number: true, cell: ({ make }) => time(make) },
      { head: "A use", number: true, cell: ({ use }) => time(use) },
      {
        head: "Pays after",
        number: true,
        cell: ({ pays }) => (isNumber(pays) ? `${pays < 1 ? "1" : count(Math.ceil(pays))} uses` : "–"),
      },
      { head: "State", number: true, cell: ({ bytes }) => size(bytes) },
    ],
    rows,
  );

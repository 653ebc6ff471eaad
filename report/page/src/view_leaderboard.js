// view_leaderboard.js: who is fastest, for each workload: cold, warm and replayed, ties as ties.
import { decadesAround, figure, Plot, timeScale } from "./chart.js";
import { choice, h, notRun, refill } from "./dom.js";
import { count, shortened, time, timeRange, times, timesRange } from "./numbers.js";
import { table } from "./table.js";

/** @typedef {import("./story.js").Board} Board */
/** @typedef {import("./story.js").BoardRow} BoardRow */

/** @type {Record<string, string>} */
const meanings = {
  cold: "The first answer for a cosmology not seen before.",
  warm: "The next answer, same cosmology, other redshifts and masses.",
  replay: "The same question again.",
};
const order = ["cold", "warm", "replay"];

/** "2=" where more than one has this rank. @param {BoardRow} row @param {Board} board */
const rankText = (row, board) =>
  row.rank === null ? "–" : `${row.rank}${board.rows.filter(({ rank }) => rank === row.rank).length > 1 ? "=" : ""}`;

/** @param {Board} board */
const boardTable = (board) =>
  table(
    `${board.workload}, ${board.mode}`,
    [
      { head: "Implementation", cell: (row) => row.impl },
      { head: "Rank", number: true, cell: (row) => rankText(row, board) },
      { head: "A call", number: true, cell: (row) => row.error ?? time(row.seconds?.median) },
      { head: "95 % interval", number: true, cell: (row) => timeRange(row.seconds) },
      { head: "Behind the first", number: true, cell: (row) => times(row.leader?.median) },
      { head: "95 % interval", number: true, cell: (row) => timesRange(row.leader) },
      { head: "Repetitions", number: true, cell: (row) => count(row.repetitions) },
    ],
    board.rows,
  );

/** @param {Board} board */
function boardChart(board) {
  const rows = board.rows.filter(({ seconds }) => seconds);
  const domain = decadesAround(rows.flatMap(({ seconds }) => [seconds?.low, seconds?.high]));
  const y = (/** @type {BoardRow} */ row) => row.impl;
  const median = (/** @type {BoardRow} */ row) => row.seconds?.median;
  return figure({
    title: `${board.mode[0].toUpperCase()}${board.mode.slice(1)}`,
    caption: meanings[board.mode],
    label: `Time of a call on ${board.workload}, ${board.mode}: ${rows.map((row) => `${rankText(row, board)} ${row.impl} ${time(row.seconds?.median)}`).join(", ")}`,
    options: (width) => ({
      height: 60 + 30 * rows.length,
      marginLeft: 112,
      marginTop: 6,
      marginRight: 74,
      x: timeScale("time of a call (logarithmic) →", domain, width / 80),
      y: {
        label: null,
        domain: rows.map(y),
        tickFormat: (/** @type {string} */ impl) => {
          const row = rows.find((one) => one.impl === impl);
          return row ? `${rankText(row, board)}  ${shortened(impl, 12)}` : impl;
        },
        tickSize: 0,
      },
      marks: [
        Plot.ruleY(rows, {
          y,
          x1: (row) => row.seconds?.low,
          x2: (row) => row.seconds?.high,
          stroke: "var(--accent)",
          strokeWidth: 5,
          strokeOpacity: 0.35,
          insetLeft: -2,
          insetRight: -2,
        }),
        Plot.dot(rows, {
          y,
          x: median,
          r: 4,
          fill: "var(--accent)",
          title: (row) => `${row.impl}: ${time(row.seconds.median)} (${timeRange(row.seconds)})`,
        }),
        Plot.text(rows, {
          y,
          x: (row) => row.seconds.high,
          text: (row) => time(row.seconds.median),
          dx: 10,
          textAnchor: "start",
          fill: "currentColor",
          stroke: "var(--paper)",
          strokeWidth: 4,
        }),
      ],
    }),
    table: () => boardTable(board),
  }).element;
}

/** @param {Board[]} boards @param {string[]} implementations */
function boardsOf(boards, implementations) {
  const missing = implementations.filter(
    (impl) => !boards.some(({ rows }) => rows.some((row) => row.impl === impl && row.seconds)),
  );
  const failed = boards.flatMap((board) =>
    board.rows.filter(({ error }) => error).map((row) => `${row.impl}, ${board.mode}: ${row.error}`),
  );
  return [
    boards.sort((a, b) => order.indexOf(a.mode) - order.indexOf(b.mode)).map(boardChart),
    missing.map((impl) => notRun(impl, `./hmf bench ${impl}`)),
    failed.map((text) => h("p.notice", {}, `Failed: ${text}`)),
  ];
}

/** @param {import("./story.js").Headline | null} headline */
function pythonStart(headline) {
  if (!headline) return notRun("The Python start, for comparison", "./hmf bench --headline");
  const start = headline.timings.find(({ what }) => what === "the Python start");
  const rows = [
    ...(start ? [{ name: "the Python start", seconds: start.median, interval: start.interval_95 }] : []),
    ...headline.timings
      .filter(({ workload, mode }) => workload === "default" && mode === "cold")
      .map(({ impl, median, interval_95 }) => ({ name: impl ?? "", seconds: median, interval: interval_95 })),
  ];
  return [
    h("h3", {}, "Against the Python start"),
    h(
      "p",
      {},
      "The job default, cold, all in one run: what a workshop starts with, in Python with SciPy, and every implementation.",
    ),
    table(
      "Against the Python start",
      [
        { head: "Program", cell: (row) => row.name },
        { head: "A call", number: true, cell: (row) => time(row.seconds) },
        {
          head: "95 % interval",
          number: true,
          cell: (row) => timeRange({ median: row.seconds, low: row.interval[0], high: row.interval[1] }),
        },
        {
          head: "Faster than the Python start",
          number: true,
          cell: (row) => (start ? times(start.median / row.seconds) : "–"),
        },
      ],
      rows,
    ),
  ];
}

/** @type {import("./story.js").View} */
export const leaderboard = {
  id: "leaderboard",
  title: "Leaderboard",
  render({ figures, headline }) {
    const workloads = [...new Set(figures.boards.map(({ workload }) => workload))];
    const shown = h("div");
    const implementations = figures.ladder.map(({ name }) => name);
    const show = (/** @type {string} */ workload) =>
      refill(
        shown,
        boardsOf(
          figures.boards.filter((board) => board.workload === workload),
          implementations,
        ),
      );
    const pick = choice(
      "Workload",
      workloads.map((value) => ({ value, text: value })),
      show,
    );
    if (workloads.includes("default")) pick.select.value = "default";
    if (workloads.length) show(pick.select.value);
    const left = figures.context?.not_run;
    return [
      h(
        "p.lead",
        {},
        "Optimizer Prime. Who cannot be told apart shares a rank: a rank is one more than the number of those that are surely faster (95 % interval of the ratio).",
      ),
      workloads.length ? [h("div.controls", {}, pick.element), shown] : notRun("The timings", "./hmf bench"),
      left ? notRun(String(left), "./hmf bench --all") : null,
      pythonStart(headline),
    ];
  },
};

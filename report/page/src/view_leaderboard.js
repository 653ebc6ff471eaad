// SPDX-License-Identifier: MIT
// view_leaderboard.js: the ranks of the implementations on each workload, cold, warm and replayed.
/** @import { Board, BoardRow, Headline, View } from "./data.js" */
import { clearText, decadesAround, figure, Plot, timeScale } from "./chart.js";
import { pythonStart } from "./data.js";
import { choice, h, notRun, refill, table } from "./dom.js";
import { capitalised, count, range, shortened, time, timeRange, times } from "./numbers.js";

/** @type {Record<string, string>} */
const meanings = {
  cold: "The first call with a new cosmology.",
  warm: "A further call with the same cosmology, other redshifts and masses.",
  replay: "The same call again.",
};
const order = Object.keys(meanings);

/** Returns the rank, "2=" if it is shared. @param {BoardRow} row @param {Board} board */
const rankText = (row, board) =>
  row.rank === null ? "–" : `${row.rank}${board.rows.filter(({ rank }) => rank === row.rank).length > 1 ? "=" : ""}`;

/** @param {Board} board */
const boardTable = (board) =>
  table(
    `${board.workload}, ${board.mode}`,
    [
      { head: "Implementation", cell: (row) => row.impl },
      { head: "Rank", number: true, cell: (row) => rankText(row, board) },
      { head: "Time per call", number: true, cell: (row) => row.error ?? time(row.seconds?.median) },
      { head: "95 % interval", number: true, cell: (row) => timeRange(row.seconds) },
      { head: "Relative to the first", number: true, cell: (row) => times(row.leader?.median) },
      { head: "95 % interval", number: true, cell: (row) => range(row.leader) },
      { head: "Repetitions", number: true, cell: (row) => count(row.repetitions) },
    ],
    board.rows,
  );

/** @param {Board} board */
function boardChart(board) {
  const rows = board.rows.filter(({ seconds }) => seconds);
  const domain = decadesAround(rows.flatMap(({ seconds }) => [seconds?.low, seconds?.high]));
  const y = (/** @type {BoardRow} */ row) => row.impl;
  const named = (/** @type {BoardRow} */ row) => `${rankText(row, board)} ${row.impl} ${time(row.seconds?.median)}`;
  return figure({
    title: capitalised(board.mode),
    caption: meanings[board.mode],
    label: `Time per call on ${board.workload}, ${board.mode}: ${rows.map(named).join(", ")}`,
    options: (width) => ({
      height: 60 + 30 * rows.length,
      marginLeft: 112,
      marginTop: 6,
      marginRight: 74,
      x: timeScale("time per call (logarithmic) →", domain, width / 80),
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
          x1: (row) => row.seconds.low,
          x2: (row) => row.seconds.high,
          stroke: "var(--accent)",
          strokeWidth: 5,
          strokeOpacity: 0.35,
          insetLeft: -2,
          insetRight: -2,
        }),
        Plot.dot(rows, {
          y,
          x: (row) => row.seconds.median,
          r: 4,
          fill: "var(--accent)",
          title: (row) => `${row.impl}: ${time(row.seconds.median)} (${timeRange(row.seconds)})`,
        }),
        clearText(rows, {
          y,
          x: (row) => row.seconds.high,
          text: (row) => time(row.seconds.median),
          dx: 10,
          textAnchor: "start",
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
    failed.map((text) => h("p.notice", `Failed: ${text}`)),
  ];
}

/** @param {Headline | null} headline */
function againstPython(headline) {
  if (!headline) return notRun("The comparison with Python", "./hmf bench --headline");
  const start = pythonStart(headline);
  const rows = headline.timings
    .filter(({ what, workload, mode }) => what === "the Python start" || (workload === "default" && mode === "cold"))
    .sort((a, b) => Number(a.impl !== null) - Number(b.impl !== null))
    .map(({ impl, what, median, interval_95: [low, high] }) => ({
      name: impl ?? what,
      seconds: { median, low, high },
    }));
  return [
    h("h3", "Against the Python start"),
    h(
      "p",
      "The workload default, cold, in one interleaved run: the starting point of a workshop, in Python with SciPy, and every implementation.",
    ),
    table(
      "Against the Python start",
      [
        { head: "Program", cell: (row) => row.name },
        { head: "Time per call", number: true, cell: (row) => time(row.seconds.median) },
        { head: "95 % interval", number: true, cell: (row) => timeRange(row.seconds) },
        {
          head: "Speed-up over the Python start",
          number: true,
          cell: (row) => times(start && start / row.seconds.median),
        },
      ],
      rows,
    ),
  ];
}

/** @type {View} */
export const leaderboard = {
  id: "leaderboard",
  title: "Leaderboard",
  render({ figures, headline }) {
    const workloads = [...new Set(figures.boards.map(({ workload }) => workload))];
    const implementations = figures.ladder.map(({ name }) => name);
    const shown = h("div");
    const show = (/** @type {string} */ workload) => {
      const boards = figures.boards.filter((board) => board.workload === workload);
      refill(shown, boardsOf(boards, implementations));
    };
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
        "Implementations that do not differ significantly share a rank: one plus the number of implementations that are significantly faster (95 % interval of the ratio).",
      ),
      workloads.length ? [h("div.controls", pick.element), shown] : notRun("The timings", "./hmf bench"),
      left ? notRun(String(left), "./hmf bench --all") : null,
      againstPython(headline),
    ];
  },
};

// view_judge.js: the competition: who is correct, who is how fast, ties as ties.
import { code, h, notRun } from "./dom.js";
import { scientific, time, timeRange, times, timesRange } from "./numbers.js";
import { table } from "./table.js";

/** @typedef {import("./story.js").Judge} Judge */
/** @typedef {Judge["boards"][number]} Board */
/** @typedef {Judge["entries"][number]} Entry */

/** @param {Board} board */
const boardTitle = ({ league, mode, class: accuracy, threaded }) =>
  `${league === "any" ? "Any cosmology" : "The default cosmology"}, ${mode}, class ${accuracy}, ${threaded ? "threaded" : "serial"}`;

/** @param {Board} board @param {string} reference */
const boardTable = (board, reference) =>
  table(
    boardTitle(board),
    [
      { head: "Rank", number: true, cell: ({ rank, tied }) => `${rank}${tied ? "=" : ""}` },
      { head: "Entry", cell: ({ entry }) => code(entry) },
      { head: "A call", number: true, cell: ({ seconds }) => time(seconds.median) },
      { head: "95 % interval", number: true, cell: ({ seconds }) => timeRange(seconds) },
      { head: `Time to ${reference}'s`, number: true, cell: ({ ratio }) => times(ratio.median) },
      { head: "95 % interval", number: true, cell: ({ ratio }) => timesRange(ratio) },
      {
        head: "Decided on",
        cell: ({ grid, beyond_light }) =>
          `the ${grid} grid${beyond_light ? "; beyond the speed of light: look at it" : ""}`,
      },
    ],
    board.rows,
  );

/** @param {Entry} entry */
const verdictOf = ({ verdict, class: accuracy }) => {
  if (verdict !== "correct") return h("strong.bad", {}, verdict);
  return accuracy.any ? `correct: ${accuracy.any}` : `correct for the default cosmology: ${accuracy.default}`;
};

/** @param {Entry[]} entries */
const entriesTable = (entries) =>
  table(
    "Entries",
    [
      { head: "Entry", cell: ({ name }) => code(name) },
      { head: "Verdict", cell: verdictOf },
      { head: "Worst error", number: true, cell: ({ worst }) => scientific((worst.any ?? worst.default)?.error) },
      { head: "Why, or what next", cell: ({ reason, hint }) => reason || hint },
    ],
    entries,
  );

/** @param {Judge} judge */
function missingWalls({ protections }) {
  const missing = protections.filter(({ offered }) => !offered);
  if (!missing.length) return false;
  return h("p.notice", {}, `Judged without: ${missing.map(({ name, why }) => `${name} (${why})`).join(", ")}.`);
}

/** @param {Judge} judge */
const boards = (judge) => [
  h("h3", {}, "Who is fastest?"),
  h(
    "p",
    {},
    "The league of any cosmology counts, full accuracy counts most. Equal ranks: nobody is surely ahead by more than 1 %. What handing over a call takes has been taken away.",
  ),
  judge.boards.map((board) => [h("h4", {}, boardTitle(board)), boardTable(board, judge.reference)]),
  h("p", {}, "Compiled by ", code(judge.compiled_by), "."),
];

/** @type {import("./story.js").View} */
export const judge = {
  id: "judge",
  title: "Judge",
  render: ({ judge }) => [
    h("p.lead", {}, "No rules, except that it must be called with the same arguments and get the right result."),
    judge
      ? [
          missingWalls(judge),
          judge.boards.length > 0 && boards(judge),
          h("h3", {}, "Who is right?"),
          entriesTable(judge.entries),
        ]
      : notRun("The judge", "./hmf judge --board FOLDER"),
  ],
};

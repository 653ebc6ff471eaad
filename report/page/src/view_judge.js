// SPDX-License-Identifier: MIT
// view_judge.js: the competition: the leaderboard of the entries, and the verdict on each.
/** @import { Judge, View } from "./data.js" */
import { code, h, notRun, table } from "./dom.js";
import { range, scientific, time, timeRange, times } from "./numbers.js";

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
      { head: "Time per call", number: true, cell: ({ seconds }) => time(seconds.median) },
      { head: "95 % interval", number: true, cell: ({ seconds }) => timeRange(seconds) },
      { head: `Time relative to ${reference}`, number: true, cell: ({ ratio }) => times(ratio.median) },
      { head: "95 % interval", number: true, cell: ({ ratio }) => range(ratio) },
      {
        head: "Ranked on",
        cell: ({ grid, beyond_light }) =>
          `the ${grid} grid${beyond_light ? "; suspicious: faster than one exp2 and one store per cell" : ""}`,
      },
    ],
    board.rows,
  );

/** @param {Entry} entry */
const verdictOf = ({ verdict, class: accuracy }) => {
  if (verdict !== "correct") return h("strong.bad", verdict);
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
      { head: "Reason or hint", cell: ({ reason, hint }) => reason || hint },
    ],
    entries,
  );

/** @param {Judge} judge */
function missingProtections({ protections }) {
  const missing = protections.filter(({ offered }) => !offered);
  if (!missing.length) return null;
  return h("p.notice", `The sandbox lacked: ${missing.map(({ name, why }) => `${name} (${why})`).join(", ")}.`);
}

/** @param {Judge} judge */
const boards = (judge) => [
  h("h3", "Which entry is fastest?"),
  h(
    "p",
    "Entries for any cosmology rank above entries for the default one, and full accuracy above lower classes. Entries share a rank unless one is significantly ahead by more than 1 %. The overhead of calling into the sandbox has been subtracted.",
  ),
  judge.boards.map((board) => [h("h4", boardTitle(board)), boardTable(board, judge.reference)]),
  h("p", "Compiled by ", code(judge.compiled_by), "."),
];

/** @type {View} */
export const judge = {
  id: "judge",
  title: "Judge",
  render: ({ judge }) => [
    h("p.lead", "An entry takes the same arguments and returns the right answer. There are no other rules."),
    judge
      ? [
          missingProtections(judge),
          judge.boards.length > 0 && boards(judge),
          h("h3", "Which entries are correct?"),
          entriesTable(judge.entries),
        ]
      : notRun("The judge", "./hmf judge --board FOLDER"),
  ],
};

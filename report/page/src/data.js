// SPDX-License-Identifier: MIT
// data.js: the page's data as make/collect.js writes it: types, look-ups, and the origin of the results.

/** @typedef {import("../make/collect.js").Data} Data */
/** @typedef {Data["profiles"][number]} Profile */
/** @typedef {Profile["lines"][number]} ProfileLine */
/** @typedef {Data["figures"]["boards"][number]} Board */
/** @typedef {Board["rows"][number]} BoardRow */
/** @typedef {Data["figures"]["ladder"][number]} Rung */
/** @typedef {NonNullable<BoardRow["seconds"]>} Interval */
/** @typedef {NonNullable<Data["headline"]>} Headline */
/** @typedef {NonNullable<Data["work"]>} Work */
/** @typedef {NonNullable<Data["gate"]>} Gate */
/** @typedef {NonNullable<Data["gate_rates"]>} GateRates */
/** @typedef {NonNullable<Data["judge"]>} Judge */
/** @typedef {NonNullable<Data["accuracy"]>} Accuracy */
/** @typedef {NonNullable<Data["lesson"]>} Lesson */
/** @typedef {Data["stations"][number]} Station */

/** Content of an element; empty values and false add nothing. @typedef {Leaf | Children} Child */
/** @typedef {Node | string | number | null | undefined | false} Leaf */
/**
 * An array, in the only recursive form that JSDoc accepts.
 * @typedef {{ forEach(f: (child: Child) => void): void }} Children
 */

/** @typedef {{ id: string, title: string, render(data: Data): Child }} View a view and its entry in the navigation */

/** Returns the timings of the workload default, the fastest first. @param {Data} data @param {string} mode */
export const defaultRows = ({ figures }, mode) =>
  figures.boards.find((board) => board.workload === "default" && board.mode === mode)?.rows ?? [];

/** @param {Headline | null} headline @param {Partial<Headline["timings"][number]>} wanted */
export const timingOf = (headline, wanted) =>
  headline?.timings.find((timing) =>
    Object.entries(wanted).every(([key, value]) => timing[/** @type {keyof typeof timing} */ (key)] === value),
  )?.median;

/** @param {Headline | null} headline */
export const pythonStart = (headline) => timingOf(headline, { what: "the Python start" });

/** "1 slower, 2 same" @param {Data["gate"] & {}} gate */
export const tallyOf = ({ tally }) =>
  Object.entries(tally)
    .filter(([, number]) => number > 0)
    .map(([outcome, number]) => `${number} ${outcome}`)
    .join(", ") || "nothing to compare";

// ---- the origin of the results --------------------------------------------------------------------

/** @typedef {{ name: string, context: Record<string, unknown> }} Origin */

/** Returns the machine, tools and source of each result file. @param {Data} data @returns {Origin[]} */
export function contextsOf(data) {
  /** @type {[string, Record<string, unknown> | null | undefined][]} */
  const all = [
    ["timings", data.figures.context],
    ["headline", data.headline?.context],
    ["work", data.work?.context],
    ...[...data.profiles, ...data.differences].map(
      ({ folder, context }) => /** @type {[string, Record<string, unknown>]} */ ([folder, context]),
    ),
    ["gate", data.gate?.context],
    ["gate's self-check", data.gate_rates?.context],
    ["judge", data.judge?.context],
    ["lesson", data.lesson?.context],
  ];
  return all.flatMap(([name, context]) => (context ? [{ name, context }] : []));
}

const isKnown = (/** @type {unknown} */ value) => value !== undefined && value !== "unknown" && value !== "";

/**
 * Returns each different value of a key with the files that hold it.
 * @param {Origin[]} origins @param {string} key
 */
export function valuesOf(origins, key) {
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const { name, context } of origins) {
    if (!isKnown(context[key])) continue;
    const text = typeof context[key] === "string" ? String(context[key]) : JSON.stringify(context[key]);
    found.set(text, [...(found.get(text) ?? []), name]);
  }
  return found;
}

/** Returns reasons not to compare these results, one sentence each. @param {Origin[]} origins */
export function doubts(origins) {
  const commits = valuesOf(origins, "git_commit"),
    processors = valuesOf(origins, "cpu");
  const dirty = valuesOf(origins, "git_dirty").get("yes") ?? [];
  return [
    processors.size > 1 && `These results come from different processors: ${[...processors.keys()].join(", ")}.`,
    commits.size > 1 && `These results come from ${commits.size} different commits.`,
    dirty.length > 0 && `Some come from a source tree with uncommitted changes: ${dirty.join(", ")}.`,
  ].filter((text) => text !== false);
}

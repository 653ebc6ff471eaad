// SPDX-License-Identifier: MIT
// profile_charts.js: the flame graph of a profile, and the comparison of two profiles.
/** @import { Data, Profile, Rung } from "./data.js" */
import { flameGraph, joinStacks, readStacks } from "../../profiles/flame_graph.js";
import { code, h, lazyDetails, notRun, table } from "./dom.js";
import { count, share } from "./numbers.js";

// ---- flame graphs ---------------------------------------------------------------------------------

/** @typedef {"counted" | "sampled"} Measure */

const unitOf = { counted: "instructions", sampled: "samples" };

export const nameOf = (/** @type {Profile} */ { implementation, workload, mode }) =>
  `${implementation}, ${workload}, ${mode}`;

/** Returns a test for names of this project's own code, common to all profiles. @param {Profile[]} profiles */
function ownNames(profiles) {
  const own = new Set(
    profiles.flatMap(({ functions }) => functions.filter(({ file }) => file.includes("/")).map(({ name }) => name)),
  );
  return (/** @type {string} */ name) => own.has(name) || /^(target_|hmf_)/.test(name);
}

/** @param {[string, string][]} colours class and meaning */
const legend = (...colours) =>
  h(
    "p.legend",
    colours.map(([name, meaning]) => [h(`span.${name}`), ` ${meaning} `]),
  );
const legendOfOne = () => legend(["own", "this project's code"], ["library", "libraries"]);
const legendOfTwo = () => legend(["less4", "less than before"], ["even", "the same"], ["more4", "more"]);

/** @param {Data} data @param {Profile} profile @param {Measure} measure @param {Profile} [before] */
export function profileGraph(data, profile, measure, before) {
  const folded = profile.stacks[measure],
    earlier = before?.stacks[measure];
  if (!folded) return notRun(`The stacks of ${nameOf(profile)}, ${measure}`, `./hmf profile ${profile.implementation}`);
  const compared = before && earlier ? `, compared with ${nameOf(before)}` : "";
  return [
    compared ? legendOfTwo() : legendOfOne(),
    flameGraph({
      root: earlier ? joinStacks(earlier, folded) : readStacks(folded, 1),
      unit: unitOf[measure],
      isOwn: ownNames(data.profiles),
      label: `Flame graph of ${nameOf(profile)}, ${unitOf[measure]}, callers above callees${compared}`,
    }),
  ];
}

/**
 * Draws a difference stored by ./hmf profile --diff.
 * @param {Data} data
 * @param {Data["differences"][number]} difference
 */
export const differenceGraph = (data, { folder, stacks }) => [
  legendOfTwo(),
  flameGraph({
    root: readStacks(stacks, 2),
    unit: unitOf.counted,
    isOwn: ownNames(data.profiles),
    label: `Differential flame graph of ${folder}`,
  }),
];

// ---- a rung and its predecessor -------------------------------------------------------------------

const listed = 12; // functions; the others are small in all profiles of the ladder

/**
 * Returns the cold profile of the workload default, or the first one.
 * @param {Data} data @param {string | null} impl
 */
function profileOf({ profiles }, impl) {
  const own = profiles.filter(({ implementation }) => implementation === impl);
  return own.find(({ workload, mode }) => workload === "default" && mode === "cold") ?? own[0];
}

/** @typedef {{ name: string, before: number | null, after: number | null }} Change of instructions */

/**
 * Returns the functions of both profiles, matched by name, the largest first.
 * @param {Profile | undefined} before @param {Profile} after @returns {Change[]}
 */
export function changesOf(before, after) {
  /** @type {Map<string, Change>} */
  const changes = new Map();
  for (const [side, functions] of /** @type {const} */ ([
    ["before", before?.functions ?? []],
    ["after", after.functions],
  ]))
    for (const { name, instructions_self } of functions) {
      const change = changes.get(name) ?? { name, before: null, after: null };
      changes.set(name, { ...change, [side]: (change[side] ?? 0) + (instructions_self ?? 0) });
    }
  const largest = (/** @type {Change} */ change) => Math.max(change.before ?? 0, change.after ?? 0);
  return [...changes.values()].sort((a, b) => largest(b) - largest(a));
}

/** @param {number | null} part @param {number} largest */
const bar = (part, largest) =>
  h("span.bar", { style: `--part: ${Math.min(1, (part ?? 0) / (largest || 1))}` }, part === null ? "–" : count(part));

/** @param {Data} data @param {Rung} rung @param {Profile} after @param {Profile | undefined} before */
function comparison(data, rung, after, before) {
  const changes = changesOf(before, after),
    largest = Math.max(...changes.map((one) => Math.max(one.before ?? 0, one.after ?? 0)));
  return [
    h(
      "p.hint",
      `Instructions counted in one pass over ${after.workload}, ${after.mode}: the ${listed} largest functions, callees excluded. All bars have the same scale.`,
    ),
    table(
      `Instructions of ${rung.name}`,
      [
        { head: "Function", cell: ({ name }) => code(name) },
        ...(before
          ? [
              {
                head: before.implementation,
                number: true,
                cell: (/** @type {Change} */ one) => bar(one.before, largest),
              },
            ]
          : []),
        { head: rung.name, number: true, cell: ({ after }) => bar(after, largest) },
        { head: "share", number: true, cell: (one) => share(one.after, after.counted?.instructions) },
      ],
      changes.slice(0, listed),
    ),
    lazyDetails(`As a ${before ? "differential " : ""}flame graph`, () => profileGraph(data, after, "counted", before)),
    h("p", h("a", { href: "#profiles" }, "Lines and samples are under Profiles.")),
  ];
}

/** @param {Data} data @param {Rung} rung */
export function beforeAndAfter(data, rung) {
  const after = profileOf(data, rung.name),
    before = profileOf(data, rung.builds_on);
  if (!after?.counted) return notRun("Profile", `./hmf profile ${rung.name}`, after?.not_counted ?? undefined);
  const comparable =
    before?.counted && before.workload === after.workload && before.mode === after.mode ? before : undefined;
  const whole = count(after.counted.instructions);
  const counts = comparable ? `${count(comparable.counted?.instructions)} before, ${whole} after` : whole;
  return [
    lazyDetails(`Instructions by function: ${counts}`, () => comparison(data, rung, after, comparable)),
    rung.builds_on && !comparable && notRun("Profile of the predecessor", `./hmf profile ${rung.builds_on}`),
  ];
}

// profile_graph.js: the flame graph of a profile, or of what changed from another to it.
import { h, notRun } from "./dom.js";
import { flameGraph } from "./flame_graph.js";
import { renamed } from "./source_diff.js";
import { joinStacks, readStacks } from "./stacks.js";

/** @typedef {import("./story.js").Story} Story */
/** @typedef {import("./story.js").Profile} Profile */
/** @typedef {"counted" | "sampled"} Measure */

const unitOf = { counted: "instructions", sampled: "samples" };

export const nameOf = (/** @type {Profile} */ { implementation, workload, mode }) =>
  `${implementation}, ${workload}, ${mode}`;

/** Whether a name is of this project's own code, for all profiles at once. @param {Profile[]} profiles */
function ownNames(profiles) {
  const own = new Set(
    profiles.flatMap(({ functions }) => functions.filter(({ file }) => file.includes("/")).map(({ name }) => name)),
  );
  return (/** @type {string} */ name) => own.has(name) || /^(target_|hmf_)/.test(name);
}

const key = {
  one: () => h("p.legend", {}, h("span.own", {}), " this project's code ", h("span.library", {}), " libraries"),
  two: () =>
    h(
      "p.legend",
      {},
      h("span.less4", {}),
      " less than before ",
      h("span.even", {}),
      " the same ",
      h("span.more4", {}),
      " more",
    ),
};

/** @param {Story} story @param {Profile} profile @param {Measure} measure @param {Profile} [before] */
export function profileGraph(story, profile, measure, before) {
  const folded = profile.stacks[measure],
    earlier = before?.stacks[measure];
  if (!folded) return notRun(`The stacks of ${nameOf(profile)}, ${measure}`, `./hmf profile ${profile.implementation}`);
  const compared = before && earlier;
  return [
    compared ? key.two() : key.one(),
    compared &&
      h(
        "p.hint",
        {},
        `Functions that carry the name of ${before.implementation} are matched with those of ${profile.implementation}.`,
      ),
    flameGraph({
      root: compared
        ? joinStacks(renamed(earlier, before.implementation, profile.implementation), folded)
        : readStacks(folded, 1),
      unit: unitOf[measure],
      isOwn: ownNames(story.profiles),
      label: `Flame graph of ${nameOf(profile)}, ${unitOf[measure]}, callers above what they call${compared ? `, compared with ${nameOf(before)}` : ""}`,
    }),
  ];
}

/**
 * A difference that ./hmf profile --diff stored.
 * @param {Story} story
 * @param {Story["differences"][number]} difference
 */
export const differenceGraph = (story, { folder, stacks }) => [
  key.two(),
  flameGraph({
    root: readStacks(stacks, 2),
    unit: unitOf.counted,
    isOwn: ownNames(story.profiles),
    label: `Differential flame graph of ${folder}`,
  }),
];

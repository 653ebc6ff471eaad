// profile_change.js: the functions of a rung beside those of the rung it builds on.
import { h, lazyDetails, notRun } from "./dom.js";
import { count, share } from "./numbers.js";
import { profileGraph } from "./profile_graph.js";
import { renamed } from "./source_diff.js";
import { table } from "./table.js";

/** @typedef {import("./story.js").Story} Story */
/** @typedef {import("./story.js").Profile} Profile */

const listed = 12; // functions: what is below them is small in all profiles of the ladder

/** The profile of the job default, cold, or the first there is. @param {Story} story @param {string | null} impl */
function profileOf({ profiles }, impl) {
  const own = profiles.filter(({ implementation }) => implementation === impl);
  return own.find(({ workload, mode }) => workload === "default" && mode === "cold") ?? own[0];
}

/** @typedef {{ name: string, before: number | null, after: number | null }} Change of instructions */

/** @param {Profile | undefined} before @param {Profile} after @returns {Change[]} */
export function changesOf(before, after) {
  /** @type {Map<string, Change>} */
  const changes = new Map();
  const of = (/** @type {string} */ name) => changes.get(name) ?? { name, before: null, after: null };
  for (const { name, instructions_self } of before?.functions ?? []) {
    const now = renamed(name, before?.implementation ?? "", after.implementation);
    changes.set(now, { ...of(now), before: instructions_self });
  }
  for (const { name, instructions_self } of after.functions)
    changes.set(name, { ...of(name), after: instructions_self });
  const largest = (/** @type {Change} */ change) => Math.max(change.before ?? 0, change.after ?? 0);
  return [...changes.values()].sort((a, b) => largest(b) - largest(a));
}

/** @param {number | null} part @param {number} whole */
const bar = (part, whole) =>
  h("span.bar", { style: `--part: ${Math.min(1, (part ?? 0) / (whole || 1))}` }, part === null ? "–" : count(part));

/** @param {Story} story @param {import("./story.js").Rung} rung */
export function beforeAndAfter(story, rung) {
  const after = profileOf(story, rung.name),
    before = profileOf(story, rung.builds_on);
  if (!after?.counted) return notRun("Its profile", `./hmf profile ${rung.name}`, after?.not_counted ?? undefined);
  const comparable =
    before?.counted && before.workload === after.workload && before.mode === after.mode ? before : undefined;
  const whole = after.counted.instructions,
    wholeBefore = comparable?.counted?.instructions ?? 0;
  const title = comparable
    ? `Where the instructions go: ${count(wholeBefore)} before, ${count(whole)} after`
    : `Where the instructions go: ${count(whole)}`;
  return [
    lazyDetails(title, () => {
      const changes = changesOf(comparable, after),
        widest = Math.max(...changes.map((one) => Math.max(one.before ?? 0, one.after ?? 0)));
      return [
        h(
          "p.hint",
          {},
          `One pass over ${after.workload}, ${after.mode}, counted; the ${listed} largest functions, without what they call. Bars are in proportion, before and after alike.`,
        ),
        table(
          `Instructions of ${rung.name}`,
          [
            { head: "Function", cell: ({ name }) => h("code", {}, name) },
            ...(comparable
              ? [
                  {
                    head: comparable.implementation,
                    number: true,
                    cell: (/** @type {Change} */ one) => bar(one.before, widest),
                  },
                ]
              : []),
            { head: rung.name, number: true, cell: ({ after }) => bar(after, widest) },
            { head: "share", number: true, cell: ({ after }) => share(after, whole) },
          ],
          changes.slice(0, listed),
        ),
        lazyDetails(`The same as a ${comparable ? "differential " : ""}flame graph`, () =>
          profileGraph(story, after, "counted", comparable),
        ),
        h("p", {}, h("a", { href: "#profiles" }, "Lines and samples are under Profiles.")),
      ];
    }),
    rung.builds_on && !comparable && notRun("The profile before", `./hmf profile ${rung.builds_on}`),
  ];
}

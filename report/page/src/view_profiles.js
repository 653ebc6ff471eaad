// view_profiles.js: flame graphs, functions, and lines beside their source.
import { choice, h, lazyDetails, notRun, refill } from "./dom.js";
import { count, share } from "./numbers.js";
import { differenceGraph, nameOf, profileGraph } from "./profile_graph.js";
import { sourceWithCosts } from "./source_view.js";
import { table } from "./table.js";

/** @typedef {import("./story.js").Story} Story */
/** @typedef {import("./story.js").Profile} Profile */
/** @typedef {import("./profile_graph.js").Measure} Measure */

const listed = 15; // functions shown at first

/** @param {Profile} profile */
function basis({ counted, sampled, not_counted, not_sampled, release }) {
  return h(
    "p.note",
    {},
    counted
      ? `Counted by ${counted.tool} ${counted.version}: ${count(counted.instructions)} instructions${counted.clone ? `, clone ${counted.clone}` : ""}. `
      : `Not counted${not_counted ? `: ${not_counted}` : ""}. `,
    sampled
      ? `Sampled by ${sampled.tool}: ${count(sampled.samples)} samples, ${sampled.rate_hz} a second${sampled.clone ? `, clone ${sampled.clone}` : ""}.`
      : `Not sampled${not_sampled ? `: ${not_sampled}` : ""}.`,
    release?.differs
      ? h(
          "strong",
          {},
          ` Not the work of the release build: the profiled build takes ${release.ratio.toFixed(2)} times its instructions.`,
        )
      : "",
  );
}

/** @param {Profile} profile @param {number} most */
const functionTable = ({ implementation, functions, counted, sampled }, most) =>
  table(
    `Functions of ${implementation}`,
    [
      { head: "Function", cell: ({ name }) => h("code", {}, name) },
      { head: "Calls", number: true, cell: ({ calls }) => count(calls) },
      {
        head: "Instructions, own",
        number: true,
        cell: ({ instructions_self }) => share(instructions_self, counted?.instructions),
      },
      {
        head: "with callees",
        number: true,
        cell: ({ instructions_inclusive }) => share(instructions_inclusive, counted?.instructions),
      },
      { head: "Samples, own", number: true, cell: ({ samples_self }) => share(samples_self, sampled?.samples) },
      {
        head: "with callees",
        number: true,
        cell: ({ samples_inclusive }) => share(samples_inclusive, sampled?.samples),
      },
      { head: "Mispredicted", number: true, cell: ({ mispredicted }) => count(mispredicted) },
      { head: "Cache misses", number: true, cell: ({ first_cache_misses }) => count(first_cache_misses) },
      { head: "File", cell: ({ file, line }) => (file ? `${file}${line ? `:${line}` : ""}` : "") },
    ],
    functions.slice(0, most),
  );

/** @param {Profile} profile */
const functions = (profile) => [
  h("h3", {}, "Functions"),
  h(
    "p.hint",
    {},
    "Calls, instructions, mispredictions and misses of the first cache are counted, in one pass. A share of the samples far above that of the instructions is waiting.",
  ),
  functionTable(profile, listed),
  profile.functions.length > listed &&
    lazyDetails(`All ${profile.functions.length} functions`, () => functionTable(profile, Infinity)),
];

/** @param {Story} story @param {Profile} profile */
function lines(story, profile) {
  const files = [...new Set(profile.lines.map(({ file }) => file))].filter(Boolean);
  const costOf = (/** @type {string} */ file) =>
    profile.lines.reduce((sum, line) => sum + (line.file === file ? (line.instructions_self ?? 0) : 0), 0);
  files.sort((a, b) => Number(b in story.sources) - Number(a in story.sources) || costOf(b) - costOf(a));
  if (!files.length)
    return [h("h3", {}, "Lines"), notRun("Lines of this profile", `./hmf profile ${profile.implementation}`)];
  const shown = h("div");
  const show = (/** @type {string} */ file) => refill(shown, sourceWithCosts(file, story.sources[file], profile));
  const pick = choice(
    "File",
    files.map((value) => ({ value, text: `${value} (${share(costOf(value), profile.counted?.instructions)})` })),
    show,
  );
  show(files[0]);
  return [h("h3", {}, "Lines"), h("div.controls", {}, pick.element), shown];
}

// ---- flame graphs ---------------------------------------------------------------------------------

/** The profiles of the same job. @param {Story} story @param {Profile} profile @param {Measure} measure */
function comparisons(story, profile, measure) {
  return [
    { value: "", text: "nothing" },
    ...story.profiles
      .filter(
        (other) =>
          other !== profile &&
          other.workload === profile.workload &&
          other.mode === profile.mode &&
          other.stacks[measure],
      )
      .map((other) => ({ value: other.folder, text: `${nameOf(other)}, before` })),
  ];
}

/** @param {Story} story @param {Profile} profile */
function flames(story, profile) {
  /** @type {Measure} */
  let measure = profile.stacks.counted ? "counted" : "sampled";
  let before = "";
  const shown = h("div"),
    against = h("div");
  const draw = () =>
    refill(
      shown,
      profileGraph(
        story,
        profile,
        measure,
        story.profiles.find(({ folder }) => folder === before),
      ),
    );
  const offer = () => {
    const pick = choice("Compared with", comparisons(story, profile, measure), (value) => {
      before = value;
      draw();
    });
    pick.select.value = before;
    refill(against, pick.element);
  };
  const pick = choice(
    "Width",
    [
      { value: /** @type {Measure} */ ("counted"), text: "instructions, counted" },
      { value: /** @type {Measure} */ ("sampled"), text: "time, sampled" },
    ],
    (value) => {
      measure = value;
      before = "";
      offer();
      draw();
    },
  );
  pick.select.value = measure;
  offer();
  draw();
  return [h("h3", {}, "Flame graph"), h("div.controls", {}, pick.element, against), shown];
}

/** The differences that ./hmf profile --diff stored. @param {Story} story */
const storedDifferences = (story) =>
  story.differences.map((difference) =>
    lazyDetails(
      `Stored difference: ${difference.before.implementation ?? "a file"} → ${difference.after.implementation ?? "a file"} (${difference.folder})`,
      () => differenceGraph(story, difference),
    ),
  );

/** @type {import("./story.js").View} */
export const profiles = {
  id: "profiles",
  title: "Profiles",
  render(story) {
    const ladder = story.figures.ladder.map(({ name }) => name);
    const missing = ladder.filter((name) => !story.profiles.some(({ implementation }) => implementation === name));
    const shown = h("div");
    const ordered = [...story.profiles].sort(
      (a, b) => ladder.indexOf(a.implementation) - ladder.indexOf(b.implementation),
    );
    const show = (/** @type {string} */ folder) => {
      const profile = ordered.find((one) => one.folder === folder) ?? ordered[0];
      refill(shown, basis(profile), flames(story, profile), functions(profile), lines(story, profile));
    };
    const pick = choice(
      "Profile",
      ordered.map((profile) => ({ value: profile.folder, text: nameOf(profile) })),
      show,
    );
    if (ordered.length) show(ordered[0].folder);
    return [
      h("p.lead", {}, "Where the time goes: by stack, by function, by line."),
      ordered.length > 0 && [h("div.controls", {}, pick.element), shown],
      storedDifferences(story),
      missing.map((name) => notRun(`The profile of ${name}`, `./hmf profile ${name}`)),
    ];
  },
};

// SPDX-License-Identifier: MIT
// view_profiles.js: flame graphs, functions, and lines beside their source.
/** @import { Data, Profile, View } from "./data.js" */
/** @import { Measure } from "./profile_charts.js" */
import { choice, code, h, lazyDetails, notRun, refill, table } from "./dom.js";
import { count, share } from "./numbers.js";
import { differenceGraph, nameOf, profileGraph } from "./profile_charts.js";
import { sourceWithCosts } from "./sources.js";

const listed = 15; // functions in the first table

/** @param {Profile} profile */
function origin({ counted, sampled, not_counted, not_sampled, release }) {
  return h(
    "p.note",
    counted
      ? `Counted by ${counted.tool} ${counted.version}: ${count(counted.instructions)} instructions${counted.clone ? `, instruction set ${counted.clone}` : ""}. `
      : `Not counted${not_counted ? `: ${not_counted}` : ""}. `,
    sampled
      ? `Sampled by ${sampled.tool}: ${count(sampled.samples)} samples at ${sampled.rate_hz} Hz${sampled.clone ? `, instruction set ${sampled.clone}` : ""}.`
      : `Not sampled${not_sampled ? `: ${not_sampled}` : ""}.`,
    release?.differs &&
      h(
        "strong",
        ` The profiled build is not representative: it executes ${release.ratio.toFixed(2)} times the instructions of the release build.`,
      ),
  );
}

/** @param {Profile} profile @param {number} most */
function functionTable({ implementation, functions, counted, sampled }, most) {
  const instructions = (/** @type {number | null} */ part) => share(part, counted?.instructions);
  const samples = (/** @type {number | null} */ part) => share(part, sampled?.samples);
  return table(
    `Functions of ${implementation}`,
    [
      { head: "Function", cell: ({ name }) => code(name) },
      { head: "Calls", number: true, cell: ({ calls }) => count(calls) },
      { head: "Instructions, self", number: true, cell: (row) => instructions(row.instructions_self) },
      { head: "inclusive", number: true, cell: (row) => instructions(row.instructions_inclusive) },
      { head: "Samples, self", number: true, cell: (row) => samples(row.samples_self) },
      { head: "inclusive", number: true, cell: (row) => samples(row.samples_inclusive) },
      { head: "Mispredicted branches", number: true, cell: ({ mispredicted }) => count(mispredicted) },
      { head: "L1 misses", number: true, cell: ({ first_cache_misses }) => count(first_cache_misses) },
      { head: "File", cell: ({ file, line }) => (file ? `${file}${line ? `:${line}` : ""}` : "") },
    ],
    functions.slice(0, most),
  );
}

/** @param {Profile} profile */
const functions = (profile) => [
  h("h3", "Functions"),
  h(
    "p.hint",
    "Calls, instructions, mispredicted branches and misses of the first-level cache are counted in one simulated pass. If the share of the samples far exceeds the share of the instructions, the function stalls, for example on memory or on divisions.",
  ),
  functionTable(profile, listed),
  profile.functions.length > listed &&
    lazyDetails(`All ${profile.functions.length} functions`, () => functionTable(profile, Infinity)),
];

/** @param {Data} data @param {Profile} profile */
function lines(data, profile) {
  const title = h("h3", "Lines");
  const files = [...new Set(profile.lines.map(({ file }) => file))].filter(Boolean);
  if (!files.length) return [title, notRun("Lines of this profile", `./hmf profile ${profile.implementation}`)];
  const costOf = (/** @type {string} */ file) =>
    profile.lines.reduce((sum, line) => sum + (line.file === file ? (line.instructions_self ?? 0) : 0), 0);
  files.sort((a, b) => Number(b in data.sources) - Number(a in data.sources) || costOf(b) - costOf(a));
  const shown = h("div");
  const show = (/** @type {string} */ file) => refill(shown, sourceWithCosts(file, data.sources[file], profile));
  const pick = choice(
    "File",
    files.map((value) => ({ value, text: `${value} (${share(costOf(value), profile.counted?.instructions)})` })),
    show,
  );
  show(files[0]);
  return [title, h("div.controls", pick.element), shown];
}

// ---- flame graphs ---------------------------------------------------------------------------------

/**
 * Lists the profiles of the same workload and mode.
 * @param {Data} data @param {Profile} profile @param {Measure} measure
 */
const comparisons = (data, profile, measure) => [
  { value: "", text: "nothing" },
  ...data.profiles
    .filter(
      (other) =>
        other !== profile &&
        other.workload === profile.workload &&
        other.mode === profile.mode &&
        other.stacks[measure],
    )
    .map((other) => ({ value: other.folder, text: nameOf(other) })),
];

/** @param {Data} data @param {Profile} profile */
function flames(data, profile) {
  /** @type {Measure} */
  let measure = profile.stacks.counted ? "counted" : "sampled";
  let before = "";
  const shown = h("div"),
    against = h("div");
  const draw = () => {
    const other = data.profiles.find(({ folder }) => folder === before);
    refill(shown, profileGraph(data, profile, measure, other));
  };
  const offer = () => {
    const pick = choice("Compared with", comparisons(data, profile, measure), (value) => {
      before = value;
      draw();
    });
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
  return [h("h3", "Flame graph"), h("div.controls", pick.element, against), shown];
}

/** Lists the differences stored by ./hmf profile --diff. @param {Data} data */
const storedDifferences = (data) =>
  data.differences.map((difference) =>
    lazyDetails(
      `Stored difference: ${difference.before.implementation ?? "a file"} → ${difference.after.implementation ?? "a file"} (${difference.folder})`,
      () => differenceGraph(data, difference),
    ),
  );

/** @type {View} */
export const profiles = {
  id: "profiles",
  title: "Profiles",
  render(data) {
    const ladder = data.figures.ladder.map(({ name }) => name);
    const missing = ladder.filter((name) => !data.profiles.some(({ implementation }) => implementation === name));
    const shown = h("div");
    const ordered = [...data.profiles].sort(
      (a, b) => ladder.indexOf(a.implementation) - ladder.indexOf(b.implementation),
    );
    const show = (/** @type {string} */ folder) => {
      const profile = ordered.find((one) => one.folder === folder) ?? ordered[0];
      refill(shown, origin(profile), flames(data, profile), functions(profile), lines(data, profile));
    };
    const pick = choice(
      "Profile",
      ordered.map((profile) => ({ value: profile.folder, text: nameOf(profile) })),
      show,
    );
    if (ordered.length) show(ordered[0].folder);
    return [
      h("p.lead", "Where the time goes: by stack, by function, by line."),
      ordered.length > 0 && [h("div.controls", pick.element), shown],
      storedDifferences(data),
      missing.map((name) => notRun(`Profile of ${name}`, `./hmf profile ${name}`)),
    ];
  },
};

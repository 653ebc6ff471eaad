// contexts.js: where, with what and from which source each file of results was made.

/** @typedef {{ name: string, context: Record<string, unknown> }} Origin */

/** @param {import("./story.js").Story} story @returns {Origin[]} */
export function contextsOf(story) {
  /** @type {[string, Record<string, unknown> | null | undefined][]} */
  const all = [
    ["timings", story.figures.context],
    ["headline", story.headline?.context],
    ["work", story.work?.context],
    ...[...story.profiles, ...story.differences].map(
      ({ folder, context }) => /** @type {[string, Record<string, unknown>]} */ ([folder, context]),
    ),
    ["gate", story.gate?.context],
    ["gate's self-check", story.gate_rates?.context],
    ["judge", story.judge?.context],
    ["lesson", story.lesson?.context],
  ];
  return all.flatMap(([name, context]) => (context ? [{ name, context }] : []));
}

const known = (/** @type {unknown} */ value) => value !== undefined && value !== "unknown" && value !== "";

/** The different values of a key, each with the files that have it. @param {Origin[]} origins @param {string} key */
export function valuesOf(origins, key) {
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const { name, context } of origins) {
    if (!known(context[key])) continue;
    const text = typeof context[key] === "string" ? String(context[key]) : JSON.stringify(context[key]);
    found.set(text, [...(found.get(text) ?? []), name]);
  }
  return found;
}

/** Why these results should not be compared with each other; one sentence each. @param {Origin[]} origins */
export function doubts(origins) {
  const commits = valuesOf(origins, "git_commit"),
    processors = valuesOf(origins, "cpu");
  const dirty = valuesOf(origins, "git_dirty").get("yes") ?? [];
  return [
    processors.size > 1 && `These results are of different processors: ${[...processors.keys()].join(", ")}.`,
    commits.size > 1 && `These results are of ${commits.size} different commits.`,
    dirty.length > 0 && `Some are of a source with uncommitted changes: ${dirty.join(", ")}.`,
  ].filter((text) => text !== false);
}

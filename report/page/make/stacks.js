// stacks.js: stacks in the form "root;caller;leaf COUNT [COUNT]", a line each, made smaller.

/**
 * What has less than `least` of the whole is given to its caller, so that the sum stays.
 * @param {string} folded @param {number} least
 */
export function pruneStacks(folded, least) {
  const stacks = folded
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const match = /^(.*?)((?: -?\d+)+)$/.exec(line);
      return match && { frames: match[1].split(";"), counts: match[2].trim().split(" ").map(Number) };
    })
    .filter((stack) => stack !== null);
  const whole = stacks.reduce((sum, { counts }) => sum + Math.max(...counts), 0);
  /** @type {Map<string, number>} */
  const inclusive = new Map();
  for (const { frames, counts } of stacks)
    for (let depth = 1; depth <= frames.length; depth++) {
      const key = frames.slice(0, depth).join(";");
      inclusive.set(key, (inclusive.get(key) ?? 0) + Math.max(...counts));
    }
  /** @type {Map<string, number[]>} */
  const kept = new Map();
  for (const { frames, counts } of stacks) {
    let depth = frames.length;
    while (depth > 1 && (inclusive.get(frames.slice(0, depth).join(";")) ?? 0) < least * whole) depth--;
    const key = frames.slice(0, depth).join(";");
    const sum = kept.get(key);
    kept.set(key, sum ? sum.map((value, i) => value + counts[i]) : counts);
  }
  return [...kept].map(([key, counts]) => `${key} ${counts.join(" ")}`).join("\n");
}

// gains.js: what a rung brings, in words.
import { isNumber } from "./numbers.js";

/**
 * A ratio as one above 1. A tie where its interval has 1 in it.
 * @param {import("./story.js").Interval | null} gain
 */
export function fasterOrSlower(gain) {
  if (!gain || !isNumber(gain.median)) return { words: "Faster", ratio: null, tie: false };
  const tie = (gain.low ?? 0) <= 1 && 1 <= (gain.high ?? 0);
  if (gain.median >= 1) return { words: "Faster", ratio: gain, tie };
  const over = (/** @type {number | null} */ value) => (isNumber(value) && value > 0 ? 1 / value : null);
  return {
    words: "Slower",
    ratio: { median: over(gain.median), low: over(gain.high), high: over(gain.low), coverage: gain.coverage },
    tie,
  };
}

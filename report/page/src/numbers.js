// SPDX-License-Identifier: MIT
// numbers.js: numbers formatted for readers, with the thresholds of bench/cli/format.h. Null and
// values that are not finite are shown as "–".

/** @typedef {number | null | undefined} Maybe */
/** @typedef {{ median: Maybe, low: Maybe, high: Maybe, coverage?: Maybe }} Interval */

const none = "–";
const units = /** @type {const} */ ([
  [1, "s"],
  [1e-3, "ms"],
  [1e-6, "µs"],
  [1e-9, "ns"],
]);

/** @param {Maybe} value @returns {value is number} */
export const isNumber = (value) => typeof value === "number" && Number.isFinite(value);

/** Rounds to significant digits, without an exponent. @param {number} value */
export function rounded(value, digits = 3) {
  const whole = Number(value.toPrecision(digits));
  const decimals = whole ? Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(whole)))) : 0;
  return whole.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** Returns the largest unit in which the time is not shown as less than 1.00. @param {number} seconds */
const unitOf = (seconds) => units.find(([size]) => seconds >= 0.9995 * size) ?? units[units.length - 1];

/** @param {Maybe} seconds */
export function time(seconds) {
  if (!isNumber(seconds)) return none;
  const [size, unit] = unitOf(seconds);
  return `${rounded(seconds / size)} ${unit}`;
}

/** Formats the interval of a time in the unit of its median. @param {Interval | null | undefined} interval */
export function timeRange(interval) {
  if (!interval || !isNumber(interval.median) || !isNumber(interval.low) || !isNumber(interval.high)) return "";
  const [size, unit] = unitOf(interval.median);
  return `${rounded(interval.low / size)} to ${rounded(interval.high / size)} ${unit}`;
}

/** @param {Maybe} ratio */
export const times = (ratio) => (isNumber(ratio) ? `${rounded(ratio)}×` : none);

/** @param {{ low: Maybe, high: Maybe } | null} interval */
export const range = (interval) =>
  interval && isNumber(interval.low) && isNumber(interval.high)
    ? `${rounded(interval.low)} to ${rounded(interval.high)}`
    : "";

/** Formats a count with every digit. @param {Maybe} value */
export const count = (value) => (isNumber(value) ? value.toLocaleString("en-US", { maximumFractionDigits: 0 }) : none);

/** @param {Maybe} part @param {Maybe} whole */
export const share = (part, whole) =>
  isNumber(part) && isNumber(whole) && whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : none;

/** Formats a ratio as a change in percent: "+1.20 %". @param {Maybe} ratio */
export const change = (ratio) =>
  isNumber(ratio) ? `${ratio < 1 ? "−" : "+"}${Math.abs(100 * (ratio - 1)).toFixed(2)} %` : none;

/** "10⁻²" @param {number} exponent */
export const power = (exponent) =>
  `10${exponent < 0 ? "⁻" : ""}${[...String(Math.abs(exponent))].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]).join("")}`;

/** "7.8 × 10⁻²" @param {Maybe} value */
export function scientific(value, digits = 2) {
  if (!isNumber(value)) return none;
  if (value === 0) return "0";
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  return `${mantissa} × ${power(Number(exponent))}`;
}

/** @param {string} text @param {number} most characters */
export const shortened = (text, most = 28) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** @param {string} text */
export const capitalised = (text) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

/** @param {Maybe} bytes */
export function size(bytes) {
  if (!isNumber(bytes)) return none;
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1 << 20 ? `${rounded(bytes / 1024)} KiB` : `${rounded(bytes / (1 << 20))} MiB`;
}

/**
 * Turns a speed-up into a ratio above 1 in words. It is a tie if its interval contains 1.
 * @param {Interval | null | undefined} gain
 */
export function fasterOrSlower(gain) {
  if (!gain || !isNumber(gain.median)) return { words: "Faster", ratio: null, tie: false };
  const tie = (gain.low ?? 0) <= 1 && 1 <= (gain.high ?? 0);
  if (gain.median >= 1) return { words: "Faster", ratio: gain, tie };
  const inverse = (/** @type {Maybe} */ value) => (isNumber(value) && value > 0 ? 1 / value : null);
  const ratio = { ...gain, median: inverse(gain.median), low: inverse(gain.high), high: inverse(gain.low) };
  return { words: "Slower", ratio, tie };
}

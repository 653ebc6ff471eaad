// numbers.js: numbers as people read them. What is null or no number is "–".

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

/** @param {number} value @param {number} digits significant ones, never an exponent */
export function rounded(value, digits = 3) {
  const whole = Number(value.toPrecision(digits));
  const decimals = whole ? Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(whole)))) : 0;
  return whole.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** @param {number} seconds */
function unitOf(seconds) {
  return units.find(([size]) => Number(seconds.toPrecision(3)) >= size) ?? units[units.length - 1];
}

/** @param {Maybe} seconds */
export function time(seconds) {
  if (!isNumber(seconds)) return none;
  const [size, unit] = unitOf(seconds);
  return `${rounded(seconds / size)} ${unit}`;
}

/** The interval of a time, in the unit of the median. @param {Interval | null} interval */
export function timeRange(interval) {
  if (!interval || !isNumber(interval.median) || !isNumber(interval.low) || !isNumber(interval.high)) return "";
  const [size, unit] = unitOf(interval.median);
  return `${rounded(interval.low / size)} to ${rounded(interval.high / size)} ${unit}`;
}

/** @param {Maybe} ratio */
export const times = (ratio) => (isNumber(ratio) ? `${rounded(ratio)}×` : none);

/** @param {Interval | null} interval */
export const timesRange = (interval) =>
  interval && isNumber(interval.low) && isNumber(interval.high)
    ? `${rounded(interval.low)} to ${rounded(interval.high)}`
    : "";

/** Every digit. @param {Maybe} value */
export const count = (value) => (isNumber(value) ? value.toLocaleString("en-US", { maximumFractionDigits: 0 }) : none);

/** @param {Maybe} part @param {Maybe} whole */
export const share = (part, whole) =>
  isNumber(part) && isNumber(whole) && whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : none;

/** A change in per cent from a ratio: "+1.2 %". @param {Maybe} ratio */
export const change = (ratio) =>
  isNumber(ratio) ? `${ratio < 1 ? "−" : "+"}${Math.abs(100 * (ratio - 1)).toFixed(2)} %` : none;

const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";
/** @param {number} exponent */
export const power = (exponent) =>
  `10${exponent < 0 ? "⁻" : ""}${[...String(Math.abs(exponent))].map((digit) => raised[Number(digit)]).join("")}`;

/** "7.8 × 10⁻²" @param {Maybe} value */
export function scientific(value, digits = 2) {
  if (!isNumber(value)) return none;
  if (value === 0) return "0";
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  return `${mantissa} × ${power(Number(exponent))}`;
}

/** @param {string} text @param {number} most letters */
export const shortened = (text, most = 28) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** @param {Maybe} bytes */
export const size = (bytes) =>
  !isNumber(bytes)
    ? none
    : bytes < 1024
      ? `${bytes} B`
      : bytes < 1 << 20
        ? `${rounded(bytes / 1024)} KiB`
        : `${rounded(bytes / (1 << 20))} MiB`;

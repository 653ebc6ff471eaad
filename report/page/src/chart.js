// chart.js: a chart with its caption, its description and the table behind it.
import * as Plot from "@observablehq/plot";
import { h, lazyDetails, refill } from "./dom.js";
import { isNumber, power, time } from "./numbers.js";

/** @type {Set<(width?: number) => void>} */
const charts = new Set();
const widthOnPaper = 680;

/** Charts are drawn when they are first seen; paper shows all of them. */
export const drawAllCharts = () => charts.forEach((draw) => draw(widthOnPaper));

const onResize = new ResizeObserver((entries) => {
  for (const { target } of entries) target.dispatchEvent(new Event("resized"));
});

/**
 * @typedef {object} Chart
 * @property {string} title
 * @property {import("./dom.js").Child} [caption]
 * @property {string} label  what a reader who does not see it must know
 * @property {(width: number) => Plot.PlotOptions} options
 * @property {() => import("./dom.js").Child} table  the same numbers
 */

/** @param {Chart} chart */
export function figure(chart) {
  const box = h("div.chart");
  let drawn = 0;
  const draw = (/** @type {number} */ width) => {
    drawn = width;
    try {
      refill(box, Plot.plot(common(chart.options(width), width, chart.label)));
    } catch (error) {
      // the numbers can still be read in the table
      console.error(error);
      refill(box, h("p.notice", {}, `This chart cannot be drawn: ${error}`));
    }
  };
  box.addEventListener("resized", () => {
    if (box.clientWidth > 0 && box.clientWidth !== drawn) draw(box.clientWidth);
  });
  onResize.observe(box);
  charts.add((width) => draw(width ?? box.clientWidth));
  const element = h(
    "figure",
    {},
    h("figcaption", {}, h("strong", {}, chart.title), chart.caption && [" ", chart.caption]),
    box,
    lazyDetails("The numbers as a table", chart.table),
  );
  return { element, redraw: () => drawn && draw(drawn) };
}

/** @param {Plot.PlotOptions} options @param {number} width @param {string} label */
function common(options, width, label) {
  return {
    width,
    ariaLabel: label,
    marginTop: 24,
    marginRight: 16,
    marginBottom: 52,
    ...options,
    x: { labelOffset: 40, ...options.x }, // its label would hang over the edge
    style: { fontFamily: "inherit", fontSize: "12px", overflow: "visible", background: "none", color: "inherit" },
  };
}

/** Ticks at whole powers of ten, so many that they do not crowd. */
const decades = (/** @type {[number, number]} */ [low, high], /** @type {number} */ most) => {
  const first = Math.ceil(Math.log10(low) - 1e-9),
    last = Math.floor(Math.log10(high) + 1e-9);
  const step = Math.max(1, Math.ceil((last - first + 1) / most));
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => 10 ** (first + i * step));
};

const exponent = (/** @type {number} */ value) => power(Math.round(Math.log10(value)));

/**
 * A logarithmic scale with ticks 10ⁿ.
 * @param {string} label
 * @param {[number, number]} domain
 * @param {number} most ticks
 */
export const logScale = (label, domain, most) => ({
  type: /** @type {const} */ ("log"),
  label,
  domain,
  ticks: decades(domain, most),
  tickFormat: exponent,
  grid: true,
});

/** The same for seconds: 1 ns, 1 µs. @param {string} label @param {[number, number]} domain @param {number} most */
export const timeScale = (label, domain, most) => ({
  ...logScale(label, domain, most),
  tickFormat: (/** @type {number} */ value) => time(value).replace(/\.0+ /, " "),
});

/** A decade is not added for a value that is just beyond it. */
const nearly = 0.01;

/**
 * The whole decades around all values.
 * @param {Iterable<number | null | undefined>} values
 * @returns {[number, number]}
 */
export function decadesAround(values) {
  const logs = [...values]
    .filter(isNumber)
    .filter((value) => value > 0)
    .map(Math.log10);
  if (logs.length === 0) return [1, 10];
  const low = Math.floor(Math.min(...logs) + nearly),
    high = Math.ceil(Math.max(...logs) - nearly);
  return [10 ** low, 10 ** (high > low ? high : low + 1)];
}

/**
 * Names at the ends of lines, one below the other where they would meet.
 * @param {{ x: number, y: number, name: string, fill?: string }[]} ends
 * @param {(y: number) => number} place in pixels from the top
 */
export function endLabels(ends, place) {
  let last = -Infinity;
  return [...ends]
    .sort((a, b) => place(a.y) - place(b.y))
    .map((end) => {
      const at = Math.max(place(end.y), last + 14);
      last = at;
      return Plot.text([end], {
        x: "x",
        y: "y",
        text: "name",
        dx: 8,
        dy: at - place(end.y),
        textAnchor: "start",
        fill: end.fill ?? "currentColor",
        stroke: "var(--paper)",
        strokeWidth: 4,
      });
    });
}

/** Where a value lies on a logarithmic axis so high. @param {[number, number]} domain @param {number} height */
export const placeOnLog =
  ([low, high], height) =>
  (/** @type {number} */ value) =>
    height * (1 - Math.log(value / low) / Math.log(high / low));

export { Plot };

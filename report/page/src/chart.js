// SPDX-License-Identifier: MIT
// chart.js: a chart with its caption, its description and the table behind it; scales and labels.
/** @import { Child } from "./data.js" */
import * as Plot from "@observablehq/plot";
import { h, lazyDetails, refill } from "./dom.js";
import { isNumber, power, time } from "./numbers.js";

/** @type {Set<(width?: number) => void>} */
const charts = new Set();
const widthOnPaper = 680;
const margin = { top: 24, right: 16, bottom: 52 };

/** Draws all charts for printing; on screen, a chart is drawn when it is first seen. */
export const drawAllCharts = () => charts.forEach((draw) => draw(widthOnPaper));

/** @type {ResizeObserver | undefined} */
let resizes;
const observer = () =>
  (resizes ??= new ResizeObserver((entries) => {
    for (const { target } of entries) target.dispatchEvent(new Event("resized"));
  }));

/**
 * @typedef {object} Chart
 * @property {string} title
 * @property {Child} [caption]
 * @property {string} label  description for screen readers
 * @property {(width: number) => Plot.PlotOptions} options
 * @property {() => Child} table  the same numbers
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
      refill(box, h("p.notice", `This chart cannot be drawn: ${error}`));
    }
  };
  box.addEventListener("resized", () => {
    if (box.clientWidth > 0 && box.clientWidth !== drawn) draw(box.clientWidth);
  });
  observer().observe(box);
  charts.add((width) => draw(width ?? box.clientWidth));
  const element = h(
    "figure",
    h("figcaption", h("strong", chart.title), chart.caption && [" ", chart.caption]),
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
    marginTop: margin.top,
    marginRight: margin.right,
    marginBottom: margin.bottom,
    ...options,
    x: { labelOffset: 40, ...options.x }, // keeps the label inside the chart
    style: { fontFamily: "inherit", fontSize: "12px", overflow: "visible", background: "none", color: "inherit" },
  };
}

// ---- scales ---------------------------------------------------------------------------------------

/** Returns ticks at whole powers of ten. @param {[number, number]} domain @param {number} most ticks */
const decades = ([low, high], most) => {
  const first = Math.ceil(Math.log10(low) - 1e-9),
    last = Math.floor(Math.log10(high) + 1e-9);
  const step = Math.max(1, Math.ceil((last - first + 1) / most));
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => 10 ** (first + i * step));
};

/**
 * Makes a logarithmic scale with ticks 10ⁿ.
 * @param {string} label @param {[number, number]} domain @param {number} most ticks
 */
export const logScale = (label, domain, most) => ({
  type: /** @type {const} */ ("log"),
  label,
  domain,
  ticks: decades(domain, most),
  tickFormat: (/** @type {number} */ value) => power(Math.round(Math.log10(value))),
  grid: true,
});

/**
 * Makes a logarithmic scale of seconds, with ticks 1 ns, 1 µs.
 * @param {string} label @param {[number, number]} domain @param {number} most ticks
 */
export const timeScale = (label, domain, most) => ({
  ...logScale(label, domain, most),
  tickFormat: (/** @type {number} */ value) => time(value).replace(/\.0+ /, " "),
});

/** A value this far beyond a power of ten, in decades, does not add a decade to the scale. */
const nearly = 0.01;

/**
 * Returns the whole decades around all values.
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
 * Maps values to pixels from the top of a chart's frame.
 * @param {[number, number]} domain @param {number} height of the chart
 */
export const placeOnLog =
  ([low, high], height) =>
  (/** @type {number} */ value) =>
    frameHeight(height) * (1 - Math.log(value / low) / Math.log(high / low));

/** @param {number} height of a chart with the usual margins */
export const frameHeight = (height) => height - margin.top - margin.bottom;

// ---- labels ---------------------------------------------------------------------------------------

/** Writes text that stays legible on top of lines. @param {any[]} data @param {Plot.TextOptions} options */
export const clearText = (data, options) =>
  Plot.text(data, { fill: "currentColor", stroke: "var(--paper)", strokeWidth: 4, ...options });

/**
 * Draws a dashed horizontal line with its name.
 * @param {number} y @param {string} name @param {number} x @param {number} dy
 */
export const referenceLine = (y, name, x, dy) => [
  Plot.ruleY([y], { stroke: "var(--soft)", strokeDasharray: "4 3" }),
  Plot.text([name], { x, y, dx: 4, dy, textAnchor: "start", fill: "var(--soft)" }),
];

/**
 * Writes names at the ends of lines and moves them down where they would overlap.
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
      return clearText([end], {
        x: "x",
        y: "y",
        text: "name",
        dx: 8,
        dy: at - place(end.y),
        textAnchor: "start",
        fill: end.fill ?? "currentColor",
      });
    });
}

/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box in pixels */
/** @typedef {{ dx: number, dy: number, anchor: "start" | "middle" | "end" }} Place of a label beside its point */

const lineHeight = 13,
  letterWidth = 6.6,
  gap = 9;

/** @param {Box} a @param {Box} b */
const overlap = (a, b) =>
  Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) *
  Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));

/** @param {number} x @param {number} y @param {string} name @param {Place} place @returns {Box} */
function boxOf(x, y, name, { dx, dy, anchor }) {
  const lines = name.split("\n"),
    width = letterWidth * Math.max(...lines.map(({ length }) => length));
  const left = x + dx - (anchor === "start" ? 0 : anchor === "end" ? width : width / 2);
  const height = lineHeight * lines.length;
  return { left, right: left + width, top: y + dy - height / 2, bottom: y + dy + height / 2 };
}

/** Beside the point first, then above and below it, then further away. @type {Place[]} */
const places = [0, 1, 2, 3].flatMap((step) =>
  [-1, 1].flatMap(
    (up) =>
      /** @type {Place[]} */ ([
        { dx: gap, dy: up * step * lineHeight, anchor: "start" },
        { dx: -gap, dy: up * step * lineHeight, anchor: "end" },
        ...(step ? [{ dx: 0, dy: up * (step + 0.4) * lineHeight, anchor: "middle" }] : []),
      ]),
  ),
);

/**
 * Places the names of points so that they hide neither each other nor an obstacle.
 * @param {{ x: number, y: number, name: string }[]} points in pixels
 * @param {Box[]} obstacles including the points themselves
 * @param {Box} frame the box that the names must stay in
 * @returns {Place[]}
 */
export function placeLabels(points, obstacles, frame) {
  const taken = [...obstacles];
  return points.map(({ x, y, name }) => {
    const cost = (/** @type {Place} */ place) => {
      const box = boxOf(x, y, name, place),
        area = (box.right - box.left) * (box.bottom - box.top);
      return (
        taken.reduce((sum, other) => sum + overlap(box, other), 0) +
        2 * (area - overlap(box, frame)) +
        Math.abs(place.dy) / 10
      );
    };
    const best = places.reduce((least, place) => (cost(place) < cost(least) ? place : least), places[0]);
    taken.push(boxOf(x, y, name, best));
    return best;
  });
}

export { Plot };

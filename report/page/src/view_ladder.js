// SPDX-License-Identifier: MIT
// view_ladder.js: each rung: its changes, where the time went before and after, and the speed-up.
/** @import { Child, Data, Interval, Rung, View } from "./data.js" */
import { decadesAround, figure, Plot, timeScale } from "./chart.js";
import { defaultRows } from "./data.js";
import { code, h, lazyDetails, notRun, table } from "./dom.js";
import { capitalised, fasterOrSlower, isNumber, range, scientific, time, timeRange, times } from "./numbers.js";
import { beforeAndAfter } from "./profile_charts.js";
import { compare, diffTable, tally } from "./sources.js";

/** @param {Data} data @param {string} impl @param {string} mode */
const rowOf = (data, impl, mode) => defaultRows(data, mode).find((row) => row.impl === impl && row.seconds);

// ---- all rungs ------------------------------------------------------------------------------------

/** @param {Data} data */
function overview(data) {
  const rungs = data.figures.ladder.map((rung) => {
    const cold = rowOf(data, rung.name, "cold");
    return { ...rung, cold: cold?.seconds, warm: rowOf(data, rung.name, "warm")?.seconds, gain: cold?.predecessor };
  });
  const timed = rungs.filter(({ cold }) => cold);
  if (!timed.length) return notRun("The timings", "./hmf bench");
  const domain = decadesAround(timed.flatMap(({ cold, warm }) => [cold?.median, warm?.median]));
  const gain = (/** @type {typeof rungs[number]} */ { gain }) => {
    const { words, ratio, tie } = fasterOrSlower(gain);
    return tie ? "a tie" : ratio && `${times(ratio.median)}${words === "Slower" ? " slower" : ""}`;
  };
  return figure({
    title: "Time per call on the workload default",
    caption:
      "5 redshifts, 200 masses. Filled: cold, with a new cosmology. Hollow: warm, with the same cosmology again. Right: cold speed-up over the rung that it builds on.",
    label: `Time per call: ${timed.map(({ name, cold }) => `${name} ${time(cold?.median)}`).join(", ")}`,
    options: (width) => ({
      height: 70 + 34 * rungs.length,
      marginLeft: 88,
      marginRight: 92,
      marginTop: 8,
      x: timeScale("time per call (logarithmic) →", domain, width / 90),
      y: { label: null, domain: rungs.map(({ name }) => name), tickSize: 0 },
      marks: [
        Plot.link(timed, {
          y1: "name",
          y2: "name",
          x1: (d) => d.cold.median,
          x2: (d) => d.warm?.median,
          stroke: "var(--soft)",
        }),
        Plot.line(timed, { y: "name", x: (d) => d.cold.median, stroke: "var(--accent)", strokeOpacity: 0.5 }),
        Plot.dot(timed, {
          y: "name",
          x: (d) => d.warm?.median,
          r: 4.5,
          fill: "var(--paper)",
          stroke: "var(--accent)",
          strokeWidth: 1.5,
          title: (d) => `${d.name}, warm: ${time(d.warm?.median)}`,
        }),
        Plot.dot(timed, {
          y: "name",
          x: (d) => d.cold.median,
          r: 4.5,
          fill: "var(--accent)",
          title: (d) => `${d.name}, cold: ${time(d.cold.median)} (${timeRange(d.cold)})`,
        }),
        Plot.text(rungs, {
          y: "name",
          text: (d) => (d.cold ? gain(d) : "not run"),
          frameAnchor: "right",
          dx: 88,
          textAnchor: "end",
          fill: "currentColor",
        }),
      ],
    }),
    table: () =>
      table(
        "The workload default",
        [
          { head: "Implementation", cell: (rung) => rung.name },
          { head: "Cold", number: true, cell: ({ cold }) => time(cold?.median) },
          { head: "95 % interval", number: true, cell: ({ cold }) => timeRange(cold) },
          { head: "Warm", number: true, cell: ({ warm }) => time(warm?.median) },
          { head: "95 % interval", number: true, cell: ({ warm }) => timeRange(warm) },
          { head: "Speed-up", number: true, cell: gain },
          { head: "Worst error", number: true, cell: (rung) => scientific(rung.conditioned_error) },
        ],
        rungs,
      ),
  }).element;
}

// ---- one rung -------------------------------------------------------------------------------------

/** @param {string} name @param {Child} value @param {Child} [more] */
const fact = (name, value, more) => value !== "–" && h("div", h("dt", name), h("dd", value, more && h("small", more)));

/** @param {string} other @param {Interval | null} gain */
function against(other, gain) {
  const { words, ratio, tie } = fasterOrSlower(gain);
  return fact(`${words} than ${other}, cold`, times(ratio?.median), `${range(ratio)}${tie ? ", a tie" : ""}`);
}

/** @param {Data} data @param {Rung} rung */
function facts(data, rung) {
  const cold = rowOf(data, rung.name, "cold"),
    warm = rowOf(data, rung.name, "warm");
  const start = data.figures.ladder[0].name,
    error = scientific(rung.conditioned_error);
  const broken = isNumber(rung.conditioned_error) && rung.conditioned_error > rung.accuracy;
  return h(
    "dl.facts",
    fact("Cold", time(cold?.seconds?.median), timeRange(cold?.seconds)),
    fact("Warm", time(warm?.seconds?.median), timeRange(warm?.seconds)),
    cold && rung.builds_on && against(rung.builds_on, cold.predecessor),
    cold && rung.builds_on && rung.builds_on !== start && against(start, cold.base),
    fact(
      "Worst error",
      broken ? h("strong.bad", `${error}, promise broken`) : error,
      `promised ${scientific(rung.accuracy, 1)}`,
    ),
  );
}

/** @param {Data} data @param {Rung} rung */
function sourceChanges({ sources }, rung) {
  const sourceOf = (/** @type {string} */ name) =>
    sources[`impls/impl_${name}.c`] ?? sources[`impls/demonstrations/impl_${name}.c`];
  const after = sourceOf(rung.name);
  const before = rung.builds_on ? sourceOf(rung.builds_on) : undefined;
  if (after === undefined) return h("p.not-run", `impl_${rung.name}.c is not in this source tree.`);
  if (before === undefined)
    return lazyDetails(`The source: impl_${rung.name}.c`, () => diffTable(`impl_${rung.name}.c`, compare("", after)));
  const lines = compare(before, after);
  const { gone, added, same } = tally(lines);
  return lazyDetails(
    [
      `Changes of the source: `,
      h("span.plus", `+${added}`),
      " ",
      h("span.minus", `−${gone}`),
      `, ${same} lines unchanged`,
    ],
    () => [
      h("p.hint", `From impl_${rung.builds_on}.c to impl_${rung.name}.c.`),
      diffTable(`From ${rung.builds_on} to ${rung.name}`, lines),
    ],
  );
}

/** @param {Data} data @param {Rung} rung */
function article(data, rung) {
  const listed = data.implementations.find(({ name }) => name === rung.name);
  return h(
    "article.rung",
    { id: `ladder/${rung.name}` },
    h(
      "h3",
      rung.name,
      " ",
      rung.builds_on && h("small", `builds on ${rung.builds_on}`),
      listed && !listed.available && h("small", ", cannot run on this machine"),
    ),
    h("p", `${capitalised(rung.summary)}. `, h("em", `Teaches: ${rung.lesson}.`)),
    facts(data, rung),
    !rowOf(data, rung.name, "cold") && notRun("Timing", `./hmf bench ${rung.name}`),
    sourceChanges(data, rung),
    beforeAndAfter(data, rung),
  );
}

/** @param {string} text sentences and one indented command */
function nextStep(text) {
  const command = /^ {4}(.*)$/m.exec(text)?.[1];
  const words = text
    .replace(/^ {4}.*$/m, "")
    .trim()
    .replaceAll("\n", " ");
  return h("aside.next", h("h3", "Next step"), h("p", words), command && h("p", code(command)));
}

/** @type {View} */
export const ladder = {
  id: "ladder",
  title: "Ladder",
  render: (data) => [
    h(
      "p.lead",
      "The implementations in the order in which they build on each other. Each rung changes one thing and teaches one thing.",
    ),
    overview(data),
    nextStep(data.figures.next_step),
    data.figures.ladder.map((rung) => article(data, rung)),
  ],
};

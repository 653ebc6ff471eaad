// view_ladder.js: each rung: what changed, where the time went before and after, what was gained.
import { decadesAround, figure, Plot, timeScale } from "./chart.js";
import { diffTable } from "./diff_view.js";
import { code, h, lazyDetails, notRun } from "./dom.js";
import { fasterOrSlower } from "./gains.js";
import { isNumber, scientific, time, timeRange, times, timesRange } from "./numbers.js";
import { beforeAndAfter } from "./profile_change.js";
import { compare, renamed, tally } from "./source_diff.js";
import { table } from "./table.js";

/** @typedef {import("./story.js").Story} Story */
/** @typedef {import("./story.js").Rung} Rung */

/** @param {Story} story @param {string} impl @param {string} mode */
const rowOf = ({ figures }, impl, mode) =>
  figures.boards
    .find((board) => board.workload === "default" && board.mode === mode)
    ?.rows.find((row) => row.impl === impl && row.seconds);

// ---- all rungs at once ----------------------------------------------------------------------------

/** @param {Story} story */
function overview(story) {
  const rungs = story.figures.ladder.map((rung) => ({
    ...rung,
    cold: rowOf(story, rung.name, "cold")?.seconds,
    warm: rowOf(story, rung.name, "warm")?.seconds,
    gain: rowOf(story, rung.name, "cold")?.predecessor,
  }));
  const timed = rungs.filter(({ cold }) => cold);
  if (!timed.length) return notRun("The timings", "./hmf bench");
  const domain = decadesAround(timed.flatMap(({ cold, warm }) => [cold?.median, warm?.median]));
  const gain = (/** @type {typeof rungs[number]} */ { gain }) => {
    const { words, ratio, tie } = fasterOrSlower(gain ?? null);
    return tie ? "a tie" : ratio && `${times(ratio.median)}${words === "Slower" ? " slower" : ""}`;
  };
  return figure({
    title: "A call on the job default",
    caption:
      "5 redshifts, 200 masses. Filled: cold, a cosmology not seen before; hollow: warm, on the same cosmology again. On the right: how many times faster than the rung above it builds on, cold.",
    label: `Time of a call: ${timed.map(({ name, cold }) => `${name} ${time(cold?.median)}`).join(", ")}`,
    options: (width) => ({
      height: 70 + 34 * rungs.length,
      marginLeft: 88,
      marginRight: 92,
      marginTop: 8,
      x: timeScale("time of a call (logarithmic) →", domain, width / 90),
      y: { label: null, domain: rungs.map(({ name }) => name), tickSize: 0 },
      marks: [
        Plot.link(timed, {
          y1: "name",
          y2: "name",
          x1: (d) => d.cold.median,
          x2: (d) => d.warm?.median,
          stroke: "var(--soft)",
        }),
        Plot.line(timed, {
          y: "name",
          x: (d) => d.cold.median,
          stroke: "var(--accent)",
          strokeOpacity: 0.5,
          curve: "linear",
        }),
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
        "The job default",
        [
          { head: "Implementation", cell: (rung) => rung.name },
          { head: "Cold", number: true, cell: ({ cold }) => time(cold?.median) },
          { head: "95 % interval", number: true, cell: ({ cold }) => timeRange(cold ?? null) },
          { head: "Warm", number: true, cell: ({ warm }) => time(warm?.median) },
          { head: "95 % interval", number: true, cell: ({ warm }) => timeRange(warm ?? null) },
          { head: "Gained", number: true, cell: gain },
          { head: "Error", number: true, cell: (rung) => scientific(rung.conditioned_error) },
        ],
        rungs,
      ),
  }).element;
}

// ---- one rung -------------------------------------------------------------------------------------

/** @param {string} name @param {import("./dom.js").Child} value @param {import("./dom.js").Child} [more] */
const fact = (name, value, more) =>
  value !== "–" && h("div", {}, h("dt", {}, name), h("dd", {}, value, more && h("small", {}, more)));

/** @param {string} other @param {import("./story.js").Interval | null} gain */
function against(other, gain) {
  const { words, ratio, tie } = fasterOrSlower(gain);
  return fact(`${words} than ${other}, cold`, times(ratio?.median), `${timesRange(ratio)}${tie ? ", a tie" : ""}`);
}

/** @param {Story} story @param {Rung} rung */
function facts(story, rung) {
  const cold = rowOf(story, rung.name, "cold"),
    warm = rowOf(story, rung.name, "warm");
  const broken = isNumber(rung.conditioned_error) && rung.conditioned_error > rung.accuracy;
  return h(
    "dl.facts",
    {},
    fact("Cold", time(cold?.seconds?.median), timeRange(cold?.seconds ?? null)),
    fact("Warm", time(warm?.seconds?.median), timeRange(warm?.seconds ?? null)),
    cold && rung.builds_on && against(rung.builds_on, cold.predecessor),
    cold &&
      rung.builds_on &&
      rung.builds_on !== story.figures.ladder[0].name &&
      against(story.figures.ladder[0].name, cold.base),
    fact(
      "Error",
      broken
        ? h("strong.bad", {}, `${scientific(rung.conditioned_error)}, promise broken`)
        : scientific(rung.conditioned_error),
      `promised ${scientific(rung.accuracy, 1)}`,
    ),
  );
}

/** @param {Story} story @param {Rung} rung */
function whatChanged({ sources }, rung) {
  const after = sources[`impls/impl_${rung.name}.c`];
  const before = rung.builds_on ? sources[`impls/impl_${rung.builds_on}.c`] : undefined;
  if (after === undefined) return h("p.not-run", {}, `impls/impl_${rung.name}.c is not in this source tree.`);
  if (before === undefined)
    return lazyDetails(`The source: impl_${rung.name}.c`, () => diffTable(`impl_${rung.name}.c`, compare("", after)));
  const lines = compare(renamed(before, rung.builds_on ?? "", rung.name), after);
  const { gone, added, same } = tally(lines);
  return lazyDetails(
    [
      `What changed in the source: `,
      h("span.plus", {}, `+${added}`),
      " ",
      h("span.minus", {}, `−${gone}`),
      `, ${same} lines the same`,
    ],
    () => [
      h(
        "p.hint",
        {},
        `impl_${rung.builds_on}.c against impl_${rung.name}.c. Names of ${rung.builds_on} are shown as those of ${rung.name}, so that only what changed is marked.`,
      ),
      diffTable(`From ${rung.builds_on} to ${rung.name}`, lines),
    ],
  );
}

/** @param {Story} story @param {Rung} rung */
function article(story, rung) {
  const known = story.implementations.find(({ name }) => name === rung.name);
  return h(
    "article.rung",
    { id: `ladder/${rung.name}` },
    h(
      "h3",
      {},
      rung.name,
      " ",
      rung.builds_on && h("small", {}, `builds on ${rung.builds_on}`),
      known && !known.available && h("small", {}, ", cannot run here"),
    ),
    h("p", {}, `${rung.summary[0].toUpperCase()}${rung.summary.slice(1)}. `, h("em", {}, `Teaches: ${rung.lesson}.`)),
    facts(story, rung),
    !rowOf(story, rung.name, "cold") && notRun("Timed", `./hmf bench ${rung.name}`),
    whatChanged(story, rung),
    beforeAndAfter(story, rung),
  );
}

/** @param {string} text sentences and one indented command */
function nextStep(text) {
  const command = /^ {4}(.*)$/m.exec(text)?.[1];
  const words = text
    .replace(/^ {4}.*$/m, "")
    .trim()
    .replaceAll("\n", " ");
  return h("aside.next", {}, h("h3", {}, "Next step"), h("p", {}, words), command && h("p", {}, code(command)));
}

/** @type {import("./story.js").View} */
export const ladder = {
  id: "ladder",
  title: "Ladder",
  render: (story) => [
    h(
      "p.lead",
      {},
      "The implementations in the order in which they build on each other. Each rung changes one thing and teaches one thing.",
    ),
    overview(story),
    nextStep(story.figures.next_step),
    story.figures.ladder.map((rung) => article(story, rung)),
  ],
};

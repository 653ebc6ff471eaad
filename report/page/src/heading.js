// heading.js: what the page is of, and the four figures to remember.
import { h } from "./dom.js";
import { count, rounded, time } from "./numbers.js";
import { contextsOf, doubts } from "./contexts.js";
import { themeButton } from "./theme.js";

/** @typedef {import("./story.js").Story} Story */

/** @param {Story} story */
function fastest({ figures }) {
  const board = figures.boards.find(({ workload, mode }) => workload === "default" && mode === "cold");
  const row = board?.rows.find(({ seconds }) => seconds);
  return row?.seconds ? [time(row.seconds.median), `fastest answer, ${row.impl}`] : ["not run", "./hmf bench"];
}

/** @param {Story} story */
function gained({ headline }) {
  const best = Math.max(0, ...(headline?.ladder.map((rung) => rung.times_python_start ?? 0) ?? []));
  return best ? [`${rounded(best)}×`, "faster than the Python start"] : ["not run", "./hmf bench --headline"];
}

/** @param {Story} story */
function tested({ tests }) {
  if (!tests.length) return ["not run", "./hmf test"];
  const sum = (/** @type {"tests" | "failures" | "skipped"} */ key) =>
    tests.reduce((total, build) => total + build[key], 0);
  const failed = sum("failures"),
    skipped = sum("skipped");
  return [
    failed ? `${failed} failed` : `${count(sum("tests") - skipped)} passed`,
    `tests${skipped ? `, ${skipped} skipped` : ""}, in ${tests.map(({ build }) => build).join(" and ")}`,
  ];
}

/** @param {Story} story */
function judged({ gate }) {
  if (!gate) return ["not run", "./hmf gate"];
  const outcomes = Object.entries(gate.tally).filter(([, number]) => number > 0);
  return [
    gate.status,
    `gate: ${outcomes.map(([outcome, number]) => `${number} ${outcome}`).join(", ") || "nothing to compare"}`,
  ];
}

/** @param {Story} story */
export function heading(story) {
  const origins = contextsOf(story),
    context = origins[0]?.context ?? {},
    [doubt] = doubts(origins);
  const commit = String(context.git_commit ?? "").slice(0, 12);
  const of = [
    commit && `commit ${commit}`,
    context.cpu,
    `made ${story.made.slice(0, 16).replace("T", " ")} UTC`,
  ].filter(Boolean);
  return [
    h(
      "div.title",
      {},
      h(
        "div",
        {},
        h("h1", {}, "hmfbench"),
        h("p", {}, "The Press–Schechter halo mass function: test, time, profile, optimise, again."),
      ),
      themeButton(),
    ),
    h("p.of", {}, of.join(" · ")),
    doubt && h("p.notice", {}, doubt, " ", h("a", { href: "#machine" }, "Which")),
    h(
      "dl.key",
      {},
      [fastest, gained, tested, judged].map((fact) => {
        const [figure, words] = fact(story);
        return h("div", {}, h("dt", {}, words), h("dd", { class: figure === "not run" ? "none" : undefined }, figure));
      }),
    ),
  ];
}

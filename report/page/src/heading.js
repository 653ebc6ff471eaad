// SPDX-License-Identifier: MIT
// heading.js: the title, four key figures, and the button for light and dark.
/** @import { Data } from "./data.js" */
import { contextsOf, defaultRows, doubts } from "./data.js";
import { h } from "./dom.js";
import { count, rounded, time } from "./numbers.js";

/** @param {Data} data */
function fastest(data) {
  const row = defaultRows(data, "cold").find(({ seconds }) => seconds);
  return row?.seconds ? [time(row.seconds.median), `fastest call, ${row.impl}`] : ["not run", "./hmf bench"];
}

/** @param {Data} data */
function speedUp({ headline }) {
  const best = Math.max(0, ...(headline?.ladder.map((rung) => rung.times_python_start ?? 0) ?? []));
  return best ? [`${rounded(best)}×`, "speed-up over the Python start"] : ["not run", "./hmf bench --headline"];
}

/** @param {Data} data */
function testResult({ tests }) {
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

/** "1 slower, 2 same" @param {Data["gate"] & {}} gate */
export const tallyOf = ({ tally }) =>
  Object.entries(tally)
    .filter(([, number]) => number > 0)
    .map(([outcome, number]) => `${number} ${outcome}`)
    .join(", ") || "nothing to compare";

/** @param {Data} data */
const gateResult = ({ gate }) =>
  gate ? [gate.status, `gate: ${tallyOf(gate)}`] : ["not run", "./hmf gate --json build/results/gate.json"];

function themeButton() {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (document.documentElement.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
  const button = h("button.theme", {
    type: "button",
    onclick: () => {
      document.documentElement.dataset.theme = isDark() ? "light" : "dark";
      name();
    },
  });
  const name = () => {
    button.textContent = isDark() ? "Light" : "Dark";
    button.title = `Use the ${isDark() ? "light" : "dark"} theme`;
  };
  system.addEventListener("change", name);
  name();
  return button;
}

/** @param {Data} data */
export function heading(data) {
  const origins = contextsOf(data),
    context = origins[0]?.context ?? {},
    [doubt] = doubts(origins);
  const commit = String(context.git_commit ?? "").slice(0, 12);
  const origin = [
    commit && `commit ${commit}`,
    context.cpu,
    `written ${data.made.slice(0, 16).replace("T", " ")} UTC`,
  ].filter(Boolean);
  return [
    h(
      "div.title",
      h(
        "div",
        h("h1", "hmfbench"),
        h("p", "The Press–Schechter halo mass function: test, time, profile, optimise, again."),
      ),
      themeButton(),
    ),
    h("p.of", origin.join(" · ")),
    doubt && h("p.notice", doubt, " ", h("a", { href: "#machine" }, "Details")),
    h(
      "dl.key",
      [fastest, speedUp, testResult, gateResult].map((fact) => {
        const [figure, words] = fact(data);
        return h("div", h("dt", words), h("dd", { class: figure === "not run" ? "none" : undefined }, figure));
      }),
    ),
  ];
}

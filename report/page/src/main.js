// SPDX-License-Identifier: MIT
// main.js: the frame of the page: key figures, themes, navigation, and one view at a time.
/** @import { Data, View } from "./data.js" */
import { drawAllCharts } from "./chart.js";
import { contextsOf, defaultRows, doubts, tallyOf } from "./data.js";
import { append, h } from "./dom.js";
import { count, rounded, time } from "./numbers.js";
import { accuracy } from "./view_accuracy.js";
import { gate } from "./view_gate.js";
import { judge } from "./view_judge.js";
import { ladder } from "./view_ladder.js";
import { leaderboard } from "./view_leaderboard.js";
import { lesson } from "./view_lesson.js";
import { machine } from "./view_machine.js";
import { massFunction } from "./view_mass_function.js";
import { profiles } from "./view_profiles.js";
import { scaling } from "./view_scaling.js";

// ---- the heading ----------------------------------------------------------------------------------

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
function heading(data) {
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

// ---- the views ------------------------------------------------------------------------------------

/** @type {View[]} */
const views = [ladder, leaderboard, accuracy, massFunction, profiles, scaling, gate, judge, lesson, machine];

const element = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @type {Data} */
const data = JSON.parse(element("data").textContent ?? "");

const sections = new Map(
  views.map((view) => [view.id, h("section", { id: view.id, hidden: true, "aria-labelledby": `${view.id}-title` })]),
);
const links = new Map(views.map((view) => [view.id, h("a", { href: `#${view.id}` }, view.title)]));

/** Fills a view when it is first shown; an error in one view does not affect the others. @param {View} view */
function renderOnce(view) {
  const section = /** @type {HTMLElement} */ (sections.get(view.id));
  if (section.childElementCount) return;
  append(section, h("h2", { id: `${view.id}-title` }, view.title));
  try {
    append(section, view.render(data));
  } catch (error) {
    console.error(error);
    append(section, h("p.notice", `This view cannot be drawn: ${error}`));
  }
}

/** Shows the view named in the address. Other targets, such as the skip link's, keep the current view. */
function show() {
  const asked = location.hash.slice(1).split("/")[0];
  const shown = views.find(({ id }) => !sections.get(id)?.hidden);
  const view = views.find(({ id }) => id === asked) ?? shown ?? views[0];
  renderOnce(view);
  for (const [id, section] of sections) section.hidden = id !== view.id;
  for (const [id, link] of links) link.toggleAttribute("aria-current", id === view.id);
  links.get(view.id)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (view !== shown) scrollTo(0, Math.min(scrollY, element("head").offsetHeight)); // to the top of the view
}

function showAllOnPaper() {
  views.forEach(renderOnce);
  for (const section of sections.values()) section.hidden = false;
  drawAllCharts();
}

function showOneAgain() {
  for (const section of sections.values()) section.hidden = true;
  show();
}

append(element("head"), heading(data));
append(element("nav"), [...links.values()]);
append(element("views"), [...sections.values()]);
addEventListener("hashchange", show);
addEventListener("beforeprint", showAllOnPaper);
addEventListener("afterprint", showOneAgain);
show();
performance.mark("drawn");

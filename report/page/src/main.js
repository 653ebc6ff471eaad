// SPDX-License-Identifier: MIT
// main.js: the heading, the navigation, and one view at a time.
/** @import { Data, View } from "./data.js" */
import { drawAllCharts } from "./chart.js";
import { append, h } from "./dom.js";
import { heading } from "./heading.js";
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

// SPDX-License-Identifier: MIT
// flame_graph.js: a flame graph to zoom and search, with the mouse or the keyboard.
import { h, refill } from "./dom.js";
import { count, share } from "./numbers.js";
import { layOut, totalOfMatches } from "./stacks.js";

/** @typedef {import("./stacks.js").Frame} Frame */

const rowHeight = 20;
const narrowest = 0.5; // pixels

/** @param {Frame} frame @param {Frame} root @param {string} unit */
function describe(frame, root, unit) {
  const [before, after] = frame.total;
  if (frame.total.length === 1)
    return `${frame.name}: ${count(before)} ${unit}, ${share(before, root.total[0])}; of its own ${share(frame.self[0], root.total[0])}`;
  const gained = after - before;
  const relative = before ? ` (${gained > 0 ? "+" : "−"}${Math.abs((100 * gained) / before).toFixed(1)} %)` : " (new)";
  return `${frame.name}: ${count(before)} → ${count(after)} ${unit}${gained ? relative : ""}`;
}

/** Less, more or the same in the second of two counts, and how much: 0 to 4. @param {number[]} total */
function changeClass([before, after]) {
  if (before === after) return "even";
  const step = Math.ceil((4 * Math.abs(after - before)) / Math.max(before, after));
  return `${after > before ? "more" : "less"}${step}`;
}

/** @param {Frame} frame @param {(name: string) => boolean} isOwn */
const classOf = (frame, isOwn) =>
  frame.total.length === 2 ? changeClass(frame.total) : isOwn(frame.name) ? "own" : "library";

/**
 * @typedef {object} FlameGraph
 * @property {Frame} root
 * @property {string} unit
 * @property {string} label
 * @property {(name: string) => boolean} isOwn  code of this project, not of a library
 */

/** @param {FlameGraph} graph */
export function flameGraph({ root, unit, label, isOwn }) {
  let by = root.total.length - 1;
  if (root.total[by] === 0) by = 0;
  let zoomed = root;
  /** @type {RegExp | null} */
  let pattern = null;
  const frames = h("div.flames", { role: "group", "aria-label": label });
  const about = h("p.about", { "aria-live": "polite" });
  const matched = h("output", { "aria-live": "polite" });
  const search = /** @type {HTMLInputElement} */ (
    h("input", {
      type: "search",
      placeholder: "regular expression",
      autocomplete: "off",
      spellcheck: "false",
      oninput: () => find(),
    })
  );
  const out = h("button", { type: "button", onclick: () => zoom(root) }, "Whole graph");
  /** @type {Map<Frame, HTMLElement>} */
  const buttons = new Map();

  const tell = (/** @type {Frame} */ frame) => {
    about.textContent = describe(frame, root, unit);
  };

  /** @param {Frame} frame */
  function zoom(frame) {
    zoomed = frame;
    draw();
    buttons.get(frame)?.focus();
  }

  /** @param {Frame} frame @param {string} key */
  function neighbour(frame, key) {
    const siblings = frame.parent ? [...buttons.keys()].filter((other) => other.parent === frame.parent) : [frame];
    const children = [...buttons.keys()].filter((other) => other.parent === frame);
    const at = siblings.indexOf(frame);
    if (key === "ArrowUp") return frame.parent;
    if (key === "ArrowDown") return children.sort((a, b) => b.total[by] - a.total[by])[0];
    if (key === "ArrowLeft") return siblings[at - 1];
    if (key === "ArrowRight") return siblings[at + 1];
  }

  /** @param {KeyboardEvent} event @param {Frame} frame */
  function onKey(event, frame) {
    if (event.key === "Escape") return zoom(root);
    const next = neighbour(frame, event.key);
    if (!next) return;
    event.preventDefault();
    buttons.get(next)?.focus();
  }

  /** @param {import("./stacks.js").Placed} placed */
  function button({ frame, left, width, above }) {
    const found = pattern?.test(frame.name) ? ".found" : "";
    const element = h(
      `button.frame.${classOf(frame, isOwn)}${above ? ".above" : ""}${found}`,
      {
        type: "button",
        tabindex: frame === zoomed ? 0 : -1,
        title: describe(frame, root, unit),
        onclick: () => zoom(frame === zoomed ? root : frame),
        onmouseenter: () => tell(frame),
        onfocus: () => tell(frame),
        onkeydown: (/** @type {KeyboardEvent} */ event) => onKey(event, frame),
      },
      frame.name,
    );
    Object.assign(element.style, {
      left: `${100 * left}%`,
      width: `${100 * width}%`,
      top: `${frame.depth * rowHeight}px`,
    });
    buttons.set(frame, element);
    return element;
  }

  function draw() {
    buttons.clear();
    const placed = layOut(zoomed, by, narrowest / Math.max(1, frames.clientWidth || 800));
    refill(frames, placed.map(button));
    frames.style.height = `${rowHeight * (1 + Math.max(...placed.map(({ frame }) => frame.depth), 0))}px`;
    tell(zoomed);
  }

  function find() {
    pattern = null;
    search.removeAttribute("aria-invalid");
    try {
      pattern = search.value ? new RegExp(search.value) : null;
    } catch {
      search.setAttribute("aria-invalid", "true");
    }
    matched.textContent = search.hasAttribute("aria-invalid")
      ? "not a regular expression"
      : pattern
        ? `${share(totalOfMatches(root, pattern, by), root.total[by])} of all`
        : "";
    draw();
  }

  const width =
    root.total.length === 2 &&
    h(
      "label",
      {},
      "Width by ",
      h(
        "select",
        {
          onchange: (/** @type {Event} */ event) => {
            by = Number(/** @type {HTMLSelectElement} */ (event.target).value);
            find();
          },
        },
        h("option", { value: 1, selected: by === 1 }, "after"),
        h("option", { value: 0, selected: by === 0 }, "before"),
      ),
    );
  draw();
  return h(
    "div.flame-graph",
    {},
    h(
      "form.controls",
      { onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
      h("label", {}, "Search ", search),
      width,
      out,
      matched,
    ),
    frames,
    about,
    h("p.hint", {}, "A click zooms. With the keyboard: arrows move, Enter zooms, Esc shows the whole."),
  );
}

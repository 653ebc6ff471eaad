// SPDX-License-Identifier: MIT
// flame_graph.js: a flame graph that zooms and searches, with the mouse or the keyboard. Callers are
// above the functions that they call. The report page imports this module; ./hmf profile writes it
// into counted.html and sampled.html. It imports nothing, so that it can be inlined.

/**
 * A function called by the frames above it.
 * @typedef {object} Frame
 * @property {string} name
 * @property {number[]} total  of each count, with all callees
 * @property {number[]} self
 * @property {Map<string, Frame>} children
 * @property {Frame | null} parent
 * @property {number} depth
 */

// ---- the tree of frames -------------------------------------------------------------------------

/** @param {string} name @param {number} counts @param {Frame | null} parent @returns {Frame} */
const newFrame = (name, counts, parent) => ({
  name,
  total: Array(counts).fill(0),
  self: Array(counts).fill(0),
  children: new Map(),
  parent,
  depth: parent ? parent.depth + 1 : 0,
});

/** @param {number[]} sum @param {number[]} values */
const add = (sum, values) =>
  values.forEach((value, i) => {
    sum[i] += value;
  });

/** @param {Frame} root @param {string[]} names @param {number[]} values */
function addStack(root, names, values) {
  let frame = root;
  add(root.total, values);
  for (const name of names) {
    let child = frame.children.get(name);
    if (!child) frame.children.set(name, (child = newFrame(name, values.length, frame)));
    frame = child;
    add(frame.total, values);
  }
  add(frame.self, values);
}

/**
 * Reads lines "root;caller;leaf COUNT ..." into a tree.
 * @param {string} folded @param {number} counts the number of counts in a line
 */
export function readStacks(folded, counts) {
  const root = newFrame("all", counts, null);
  for (const line of folded.split("\n").filter(Boolean)) {
    const parts = line.split(" "),
      values = parts.splice(parts.length - counts).map(Number);
    addStack(root, parts.join(" ").split(";"), values);
  }
  return root;
}

/** Joins two profiles in one tree with two counts. @param {string} before @param {string} after */
export function joinStacks(before, after) {
  const lines = (/** @type {string} */ folded, /** @type {(count: string) => string} */ place) =>
    folded
      .split("\n")
      .filter(Boolean)
      .map((line) => line.replace(/ (\d+)$/, (_, count) => place(count)));
  return readStacks(
    [...lines(before, (count) => ` ${count} 0`), ...lines(after, (count) => ` 0 ${count}`)].join("\n"),
    2,
  );
}

/** @typedef {{ frame: Frame, left: number, width: number, above: boolean }} Placed in shares of the width */

/**
 * Returns the frames to draw. The zoomed frame and its callers are as wide as the graph; its callees
 * are in proportion to their counts. Frames narrower than `narrowest` are left out.
 * @param {Frame} zoomed @param {number} by which count @param {number} narrowest @returns {Placed[]}
 */
export function layOut(zoomed, by, narrowest) {
  /** @type {Placed[]} */
  const placed = [];
  for (let frame = zoomed.parent; frame; frame = frame.parent)
    placed.unshift({ frame, left: 0, width: 1, above: true });
  const whole = zoomed.total[by];
  const descend = (/** @type {Frame} */ frame, /** @type {number} */ left, /** @type {number} */ width) => {
    if (width < narrowest) return;
    placed.push({ frame, left, width, above: false });
    for (const child of [...frame.children.values()].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const part = child.total[by] / whole;
      descend(child, left, part);
      left += part;
    }
  };
  if (whole > 0) descend(zoomed, 0, 1);
  return placed;
}

/**
 * Returns the total of the matching frames; a match below another match is counted once.
 * @param {Frame} frame
 * @param {RegExp} pattern
 * @param {number} by
 * @returns {number}
 */
export function totalOfMatches(frame, pattern, by) {
  if (pattern.test(frame.name)) return frame.total[by];
  return [...frame.children.values()].reduce((sum, child) => sum + totalOfMatches(child, pattern, by), 0);
}

// ---- words and colours --------------------------------------------------------------------------

const count = (/** @type {number} */ value) => value.toLocaleString("en-US");
const share = (/** @type {number} */ part, /** @type {number} */ whole) =>
  whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : "–";

/** @param {Frame} frame @param {Frame} root @param {string} unit */
export function describe(frame, root, unit) {
  const [before, after] = frame.total;
  if (frame.total.length === 1)
    return `${frame.name}: ${count(before)} ${unit}, ${share(before, root.total[0])}; of its own ${share(frame.self[0], root.total[0])}`;
  const gained = after - before;
  const relative = before ? ` (${gained > 0 ? "+" : "−"}${Math.abs((100 * gained) / before).toFixed(1)} %)` : " (new)";
  return `${frame.name}: ${count(before)} → ${count(after)} ${unit}${gained ? relative : ""}`;
}

/** Returns "even", "more1" to "more4" or "less1" to "less4". @param {number[]} total */
export function changeClass([before, after]) {
  if (before === after) return "even";
  const step = Math.ceil((4 * Math.abs(after - before)) / Math.max(before, after));
  return `${after > before ? "more" : "less"}${step}`;
}

/** @param {Frame} frame @param {(name: string) => boolean} isOwn */
const classOf = (frame, isOwn) =>
  frame.total.length === 2 ? changeClass(frame.total) : isOwn(frame.name) ? "own" : "library";

// ---- the graph ----------------------------------------------------------------------------------

const rowHeight = 20;
const narrowest = 0.5; // pixels

/**
 * Makes an element. A function among the attributes is a listener: "onclick".
 * @param {string} name the element and its classes: "p.about"
 * @param {Record<string, unknown>} attributes
 * @param {...(Node | string)} children
 */
function make(name, attributes, ...children) {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes))
    if (typeof value === "function") element.addEventListener(key.slice(2), /** @type {EventListener} */ (value));
    else element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/**
 * @typedef {object} FlameGraph
 * @property {Frame} root
 * @property {string} unit
 * @property {string} label
 * @property {(name: string) => boolean} isOwn  code of this project, not of a library
 */

/** Returns the element of a flame graph. @param {FlameGraph} graph */
export function flameGraph({ root, unit, label, isOwn }) {
  let by = root.total.length - 1;
  if (root.total[by] === 0) by = 0;
  let zoomed = root;
  /** @type {RegExp | null} */
  let pattern = null;
  const frames = make("div.flames", { role: "group", "aria-label": label });
  const about = make("p.about", { "aria-live": "polite" });
  const matched = make("output", { "aria-live": "polite" });
  const search = /** @type {HTMLInputElement} */ (
    make("input", {
      type: "search",
      placeholder: "regular expression",
      autocomplete: "off",
      spellcheck: "false",
      oninput: () => find(),
    })
  );
  const out = make("button", { type: "button", onclick: () => zoom(root) }, "Whole graph");
  /** @type {Map<Frame, HTMLElement>} */
  const buttons = new Map();

  const show = (/** @type {Frame} */ frame) => {
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
    const target = event.key === "/" ? search : next && buttons.get(next);
    if (!target) return;
    event.preventDefault();
    target.focus();
  }

  /** @param {Placed} placed */
  function button({ frame, left, width, above }) {
    const found = pattern?.test(frame.name) ? ".found" : "";
    const element = make(
      `button.frame.${classOf(frame, isOwn)}${above ? ".above" : ""}${found}`,
      {
        type: "button",
        tabindex: frame === zoomed ? 0 : -1,
        title: describe(frame, root, unit),
        onclick: () => zoom(frame === zoomed ? root : frame),
        onmouseenter: () => show(frame),
        onfocus: () => show(frame),
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
    frames.replaceChildren(...placed.map(button));
    frames.style.height = `${rowHeight * (1 + Math.max(...placed.map(({ frame }) => frame.depth), 0))}px`;
    show(zoomed);
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

  /** Returns the choice of the count that the widths show; only differences have one. */
  function widthChoice() {
    const choice = /** @type {HTMLSelectElement} */ (
      make("select", {}, make("option", { value: 1 }, "after"), make("option", { value: 0 }, "before"))
    );
    choice.value = String(by);
    choice.addEventListener("change", () => {
      by = Number(choice.value);
      find();
    });
    return make("label", {}, "Width by ", choice);
  }

  draw();
  return make(
    "div.flame-graph",
    {},
    make(
      "form.controls",
      { onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
      make("label", {}, "Search ", search),
      ...(root.total.length === 2 ? [widthChoice()] : []),
      out,
      matched,
    ),
    frames,
    about,
    make("p.hint", {}, "A click zooms. With the keyboard: arrows move, Enter zooms, / searches, Esc shows the whole."),
  );
}

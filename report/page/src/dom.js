// SPDX-License-Identifier: MIT
// dom.js: elements and tables. All text is inserted as text, never as markup.
/** @import { Child } from "./data.js" */

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isPlainObject = (value) => value instanceof Object && Object.getPrototypeOf(value) === Object.prototype;

/**
 * Makes an element.
 * @param {string} name the element and its classes: "p", "p.note"
 * @param {...(Record<string, unknown> | Child)} content children; an object before them holds the attributes: a
 *   function under on... is a listener; true sets the attribute without a value; false, null and undefined leave it out
 */
export function h(name, ...content) {
  const [tag, ...classes] = name.split(".");
  const attributes = isPlainObject(content[0]) ? content.shift() : {};
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes ?? {}))
    if (typeof value === "function") element.addEventListener(key.slice(2), /** @type {EventListener} */ (value));
    else if (value !== false && value != null) element.setAttribute(key, value === true ? "" : String(value));
  append(element, /** @type {Child[]} */ (content));
  return element;
}

/** @param {Node} parent @param {Child} child */
export function append(parent, child) {
  if (Array.isArray(child)) child.forEach((one) => append(parent, one));
  else if (child instanceof Node) parent.appendChild(child);
  else if (child || child === 0) parent.appendChild(document.createTextNode(String(child)));
}

/** @param {Element} parent @param {...Child} children */
export function refill(parent, ...children) {
  parent.replaceChildren();
  append(parent, children);
}

/** @param {string} text */
export const code = (text) => h("code", text);

/**
 * Names missing results and the command that makes them.
 * @param {string} name @param {string} command @param {string} [why]
 */
export const notRun = (name, command, why) =>
  h("p.not-run", `${name}: not run`, why && ` (${why})`, ". Run ", code(command), ".");

/**
 * Makes a <details> whose content is made when it is first opened.
 * @param {Child} summary @param {() => Child} content
 */
export function lazyDetails(summary, content) {
  const details = /** @type {HTMLDetailsElement} */ (h("details", h("summary", summary)));
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1) append(details, content());
  });
  return details;
}

/**
 * Makes a labelled drop-down list.
 * @template {string} Value
 * @param {string} label @param {{ value: Value, text: string }[]} options @param {(value: Value) => void} choose
 */
export function choice(label, options, choose) {
  const select = /** @type {HTMLSelectElement} */ (
    h(
      "select",
      { onchange: () => choose(/** @type {Value} */ (select.value)) },
      options.map(({ value, text }) => h("option", { value }, text)),
    )
  );
  return { element: h("label.choice", h("span", label), select), select };
}

/**
 * Makes a focusable box that scrolls, for content wider than the page.
 * @param {string} name @param {string} label @param {Child} content
 */
export const scrollBox = (name, label, content) =>
  h(name, { tabindex: 0, role: "region", "aria-label": label }, content);

/**
 * @template Row
 * @typedef {object} Column
 * @property {string} head
 * @property {(row: Row) => Child} cell
 * @property {boolean} [number]  right-aligned
 * @property {boolean} [whole]   never wrapped
 */

/**
 * @template Row
 * @param {string} caption read by screen readers
 * @param {Column<Row>[]} columns the first names the row
 * @param {Row[]} rows
 * @param {(row: Row) => string | undefined} [rowClass]
 */
export function table(caption, columns, rows, rowClass) {
  const align = (/** @type {Column<Row>} */ column) => (column.number ? "number" : column.whole ? "whole" : undefined);
  const head = columns.map((column) => h("th", { scope: "col", class: align(column) }, column.head));
  const body = rows.map((row) =>
    h(
      "tr",
      { class: rowClass?.(row) },
      columns.map((column, i) =>
        h(i ? "td" : "th", { scope: i ? undefined : "row", class: align(column) }, column.cell(row)),
      ),
    ),
  );
  return scrollBox(
    "div.scroll",
    caption,
    h("table", h("caption.unseen", caption), h("thead", h("tr", head)), h("tbody", body)),
  );
}

// dom.js: elements. All text goes in as text, never as markup.

/** @typedef {import("./story.js").Child} Child */

/**
 * @param {string} name the element and its classes: "p", "p.note"
 * @param {Record<string, unknown>} attributes on...: a listener; true: there without a value; false,
 *   null and undefined: not there
 * @param {...Child} children
 */
export function h(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes))
    if (typeof value === "function") element.addEventListener(key.slice(2), /** @type {EventListener} */ (value));
    else if (value !== false && value != null) element.setAttribute(key, value === true ? "" : String(value));
  append(element, children);
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
export const code = (text) => h("code", {}, text);

/** What was not run, and what runs it. @param {string} what @param {string} command @param {string} [why] */
export const notRun = (what, command, why) =>
  h("p.not-run", {}, `${what}: not run`, why && ` (${why})`, ". ", code(command), " runs it.");

/** A <details> whose content is made when it is first opened. @param {Child} summary @param {() => Child} content */
export function lazyDetails(summary, content) {
  const details = /** @type {HTMLDetailsElement} */ (h("details", {}, h("summary", {}, summary)));
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1) append(details, content());
  });
  return details;
}

/**
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
  return { element: h("label.choice", {}, h("span", {}, label), select), select };
}

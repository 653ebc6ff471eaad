// table.js: tables.
import { h } from "./dom.js";

/**
 * @template Row
 * @typedef {object} Column
 * @property {string} head
 * @property {(row: Row) => import("./dom.js").Child} cell
 * @property {boolean} [number]  aligned to the right
 * @property {boolean} [whole]   never broken into lines
 */

/**
 * @template Row
 * @param {string} caption what a screen reader says of it
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
  return h(
    "div.scroll",
    { tabindex: 0, role: "region", "aria-label": caption },
    h("table", {}, h("caption.unseen", {}, caption), h("thead", {}, h("tr", {}, head)), h("tbody", {}, body)),
  );
}

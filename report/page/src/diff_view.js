// diff_view.js: a source diff as a table.
import { h } from "./dom.js";
import { withContext } from "./source_diff.js";

/** @typedef {import("./source_diff.js").Line} Line */

const signs = { same: " ", gone: "−", new: "+" };
const spoken = { same: "", gone: "removed: ", new: "added: " };

/** @param {Line} line */
function row({ kind, before, after, pieces }) {
  return h(
    `tr.${kind}`,
    {},
    h("td.line", {}, before),
    h("td.line", {}, after),
    h("td.sign", { "aria-hidden": "true" }, signs[kind]),
    h(
      "td.code",
      {},
      h("span.unseen", {}, spoken[kind]),
      pieces.map(({ text, changed }) => (changed ? h("mark", {}, text) : text)),
    ),
  );
}

/** @param {string} label @param {Line[]} lines */
export function diffTable(label, lines) {
  const rows = withContext(lines).map((line) =>
    line.kind === "skipped" ? h("tr.skipped", {}, h("td", { colspan: 4 }, `${line.lines} unchanged lines`)) : row(line),
  );
  return h(
    "div.scroll.source",
    { tabindex: 0, role: "region", "aria-label": label },
    h("table.diff", {}, h("tbody", {}, rows)),
  );
}

// view_machine.js: where, with what and from which source every number was made.
import { contextsOf, doubts, valuesOf } from "./contexts.js";
import { h } from "./dom.js";
import { table } from "./table.js";

/** @type {import("./story.js").View} */
export const machine = {
  id: "machine",
  title: "Machine",
  render(story) {
    const origins = contextsOf(story);
    if (!origins.length)
      return h(
        "p.not-run",
        {},
        "Nothing was run, so nothing is known of it. ",
        h("code", {}, "./hmf cycle"),
        " runs a round.",
      );
    const keys = [...new Set(origins.flatMap(({ context }) => Object.keys(context)))].sort();
    const rows = keys.map((key) => ({ key, values: valuesOf(origins, key) }));
    const agreed = rows.filter(({ values }) => values.size === 1),
      differing = rows.filter(({ values }) => values.size > 1);
    const unknown = rows.filter(({ values }) => values.size === 0).map(({ key }) => key);
    return [
      h("p.lead", {}, `What every number carries. Files of results: ${origins.map(({ name }) => name).join(", ")}.`),
      doubts(origins).map((text) => h("p.notice", {}, text)),
      h("h3", {}, "The same in all that tell"),
      table(
        "The same in all",
        [
          { head: "Key", cell: ({ key }) => h("code", {}, key) },
          { head: "Value", cell: ({ values }) => [...values.keys()][0] },
        ],
        agreed,
      ),
      differing.length > 0 && [
        h("h3", {}, "Where they differ"),
        table(
          "Where they differ",
          [
            { head: "Key", cell: ({ key }) => h("code", {}, key) },
            {
              head: "Value",
              cell: ({ values }) =>
                h(
                  "dl.values",
                  {},
                  [...values].map(([value, names]) => h("div", {}, h("dt", {}, value), h("dd", {}, names.join(", ")))),
                ),
            },
          ],
          differing,
        ),
      ],
      unknown.length > 0 && h("p.note", {}, `Not known on this machine: ${unknown.join(", ")}.`),
    ];
  },
};

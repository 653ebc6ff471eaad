// SPDX-License-Identifier: MIT
// view_machine.js: the machine, the tools and the source commit of each result file.
/** @import { View } from "./data.js" */
import { contextsOf, doubts, valuesOf } from "./data.js";
import { code, h, table } from "./dom.js";

/** @type {View} */
export const machine = {
  id: "machine",
  title: "Machine",
  render(data) {
    const origins = contextsOf(data);
    if (!origins.length) return h("p.not-run", "There are no results yet. Run ", code("./hmf cycle"), ".");
    const keys = [...new Set(origins.flatMap(({ context }) => Object.keys(context)))].sort();
    const rows = keys.map((key) => ({ key, values: valuesOf(origins, key) }));
    const differing = rows.filter(({ values }) => values.size > 1);
    const unknown = rows.filter(({ values }) => values.size === 0).map(({ key }) => key);
    return [
      h("p.lead", `The origin of the numbers. Result files: ${origins.map(({ name }) => name).join(", ")}.`),
      doubts(origins).map((text) => h("p.notice", text)),
      h("h3", "Common to all results"),
      table(
        "Common to all results",
        [
          { head: "Key", cell: ({ key }) => code(key) },
          { head: "Value", cell: ({ values }) => [...values.keys()][0] },
        ],
        rows.filter(({ values }) => values.size === 1),
      ),
      differing.length > 0 && [
        h("h3", "Different between results"),
        table(
          "Different between results",
          [
            { head: "Key", cell: ({ key }) => code(key) },
            {
              head: "Value",
              cell: ({ values }) =>
                h(
                  "dl.values",
                  [...values].map(([value, names]) => h("div", h("dt", value), h("dd", names.join(", ")))),
                ),
            },
          ],
          differing,
        ),
      ],
      unknown.length > 0 && h("p.note", `Unknown on this machine: ${unknown.join(", ")}.`),
    ];
  },
};

// view_gate.js: still right, and not slower: the last tests, the last verdict, and how often it is wrong.
import { code, h, notRun } from "./dom.js";
import { gateRates } from "./gate_rates.js";
import { gateVerdict } from "./gate_verdict.js";
import { count, time } from "./numbers.js";
import { table } from "./table.js";

/** @typedef {import("./story.js").Story} Story */

/** @param {Story} story */
function tests({ tests }) {
  if (!tests.length) return notRun("The tests", "./hmf test");
  const remarkable = tests.flatMap(({ build, remarkable }) => remarkable.map((test) => ({ build, ...test })));
  return [
    table(
      "Tests",
      [
        { head: "Build", cell: ({ build }) => build },
        { head: "Passed", number: true, cell: ({ tests, failures, skipped }) => count(tests - failures - skipped) },
        {
          head: "Failed",
          number: true,
          cell: ({ failures }) => (failures ? h("strong.bad", {}, count(failures)) : "0"),
        },
        { head: "Skipped", number: true, cell: ({ skipped }) => count(skipped) },
        { head: "Took", number: true, cell: ({ seconds }) => time(seconds) },
        { head: "When", whole: true, cell: ({ time }) => time.replace("T", " ") },
      ],
      tests,
    ),
    remarkable.length > 0 &&
      table(
        "Failed and skipped tests",
        [
          { head: "Test", cell: ({ name }) => code(name) },
          { head: "Build", cell: ({ build }) => build },
          { head: "Outcome", cell: ({ outcome }) => outcome },
          { head: "Reason", cell: ({ reason }) => reason },
        ],
        remarkable,
      ),
  ];
}

/** @type {import("./story.js").View} */
export const gate = {
  id: "gate",
  title: "Tests and gate",
  render: (story) => [
    h("p.lead", {}, "Right first, then not slower than before."),
    h("h3", {}, "Still right?"),
    tests(story),
    h("h3", {}, "Slower than before?"),
    story.gate ? gateVerdict(story.gate) : notRun("The gate", "./hmf gate --json build/results/gate.json"),
    h("h3", {}, "How often is the gate wrong?"),
    story.gate_rates
      ? gateRates(story.gate_rates)
      : notRun("The gate's self-check", "./hmf gate --self-check --json build/results/gate-rates.json"),
  ],
};

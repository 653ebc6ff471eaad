// view_accuracy.js: accuracy against time, and where over mass and redshift the errors are.
import { choice, h, refill } from "./dom.js";
import { errorLegend, errorMap } from "./error_map.js";
import { errorScatter } from "./error_scatter.js";

/** @typedef {import("./error_map.js").Measure} Measure */

/** @type {import("./story.js").View} */
export const accuracy = {
  id: "accuracy",
  title: "Accuracy",
  render(story) {
    const { accuracy } = story;
    if (!accuracy)
      return [errorScatter(story), h("p.not-run", {}, "impls/truth/truth.csv is not here: no map of the errors.")];
    const shown = h("div");
    const show = (/** @type {Measure} */ measure) => refill(shown, errorMap(accuracy, measure));
    const pick = choice(
      "Measure",
      [
        { value: /** @type {Measure} */ ("conditioned"), text: "conditioned, as promised" },
        { value: /** @type {Measure} */ ("relative"), text: "relative to the truth" },
      ],
      show,
    );
    show("conditioned");
    return [
      h(
        "p.lead",
        {},
        "Right is what agrees with certified values, computed in ball arithmetic. An error of σ weighs 1 + ν² times as much in the mass function, so that is what errors are divided by.",
      ),
      errorScatter(story),
      h("div.controls", {}, pick.element, errorLegend()),
      shown,
      accuracy.not_evaluated.map((impl) => h("p.not-run", {}, `${impl} could not be evaluated here.`)),
    ];
  },
};

// mass_function_chart.js: dn/dlnM over mass, a line for each redshift.
import { logScale, Plot } from "./chart.js";

/** @typedef {{ z: number, values: ArrayLike<number>, chosen?: boolean, reference?: boolean }} Line */

/** What is shown: 1 halo in a Gpc^3 is 1e-9. */
const shownDensities = /** @type {[number, number]} */ ([1e-12, 1e7]);

/** Where the chosen line is named: above the other names. */
const labelDensity = 1e-8;

const inView = (/** @type {number} */ value) => value >= shownDensities[0];

/**
 * A steep line that leaves the chart below does so between two masses.
 * @param {ArrayLike<number>} mass
 * @param {Line} line
 */
function pointsOf(mass, { z, values, chosen, reference }) {
  const points = Array.from(mass, (m, i) => ({
    mass: m,
    value: values[i],
    z,
    chosen,
    reference,
    key: `${z} ${chosen} ${reference}`,
  }));
  const end = points.findIndex(({ value }) => !inView(value));
  if (end <= 0) return points.filter(({ value }) => inView(value));
  const [inside, outside] = [points[end - 1], points[end]];
  const share = Math.log(inside.value / shownDensities[0]) / Math.log(inside.value / Math.max(outside.value, 1e-300));
  return [
    ...points.slice(0, end),
    { ...inside, mass: inside.mass * (outside.mass / inside.mass) ** Math.min(1, share), value: shownDensities[0] },
  ];
}

/** @param {ArrayLike<number>} mass @param {Line[]} lines @returns {(width: number) => Plot.PlotOptions} */
export function massFunctionOptions(mass, lines) {
  const drawn = lines.map((line) => pointsOf(mass, line)).filter((points) => points.length > 1);
  const points = drawn.flat();
  const ends = drawn.filter(([first]) => !first.reference && !first.chosen).map((line) => line[line.length - 1]);
  const chosen = drawn
    .filter(([first]) => first.chosen)
    .map((line) => line.find(({ value }) => value < labelDensity) ?? line[line.length - 1]);
  return (width) => ({
    height: Math.min(520, 300 + width / 5),
    marginLeft: 48,
    marginRight: 48,
    x: logScale("mass in solar masses →", [mass[0], mass[mass.length - 1]], width / 60),
    y: { ...logScale("↑ dn/dlnM in Mpc⁻³", shownDensities, 10), clamp: false },
    marks: [
      Plot.line(
        points.filter(({ reference }) => reference),
        { x: "mass", y: "value", z: "key", stroke: "var(--soft)", strokeDasharray: "3 3", strokeWidth: 1 },
      ),
      Plot.line(
        points.filter(({ chosen, reference }) => !chosen && !reference),
        { x: "mass", y: "value", z: "key", stroke: "currentColor", strokeOpacity: 0.75, strokeWidth: 1.25 },
      ),
      Plot.line(
        points.filter(({ chosen }) => chosen),
        { x: "mass", y: "value", z: "key", stroke: "var(--accent)", strokeWidth: 3 },
      ),
      Plot.text(ends, {
        x: "mass",
        y: "value",
        text: (d) => (width < 500 ? String(d.z) : `z = ${d.z}`),
        dx: 5,
        dy: -10,
        textAnchor: "start",
        fill: "currentColor",
        stroke: "var(--paper)",
        strokeWidth: 4,
      }),
      Plot.text(chosen, {
        x: "mass",
        y: "value",
        text: (d) => `z = ${Number(d.z.toFixed(2))}`,
        dx: 7,
        textAnchor: "start",
        fill: "var(--accent)",
        fontWeight: "bold",
        stroke: "var(--paper)",
        strokeWidth: 4,
      }),
    ],
  });
}

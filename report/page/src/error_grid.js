// SPDX-License-Identifier: MIT
// error_grid.js: errors against the certified values: measures, maxima, and the Pareto front.
/** @import { Accuracy } from "./data.js" */

export const workshopName = "the workshop's Python";

/** @typedef {{ z: number, low: number, high: number, worst: number | null }} Cell a range of masses */

/**
 * Returns the conditioned error of every cell: |ln(got/truth)| / (1 + ν²).
 * @param {Accuracy} accuracy @param {(number | null)[]} logRatios
 */
export const conditioned = ({ nu }, logRatios) =>
  logRatios.map((value, i) => (value === null ? null : Math.abs(value) / (1 + nu[i] ** 2)));

/** Returns |got/truth - 1| of every cell. @param {(number | null)[]} logRatios */
export const relative = (logRatios) => logRatios.map((value) => (value === null ? null : Math.abs(Math.expm1(value))));

/** @param {(number | null)[]} errors @returns {number | null} */
export const worst = (errors) =>
  errors.reduce(
    (most, error) => (error === null ? most : Math.max(most ?? 0, error)),
    /** @type {number | null} */ (null),
  );

/**
 * Returns the worst error of each group of `together` neighbouring masses, one redshift after the other.
 * @param {Accuracy} accuracy @param {(number | null)[]} errors @param {number} together @returns {Cell[]}
 */
export function cellsOf({ z, mass }, errors, together) {
  return z.flatMap((redshift, row) =>
    Array.from({ length: Math.ceil(mass.length / together) }, (_, i) => {
      const first = i * together,
        last = Math.min(mass.length, first + together) - 1;
      return {
        z: redshift,
        low: mass[first],
        high: mass[Math.min(last + 1, mass.length - 1)],
        worst: worst(errors.slice(row * mass.length + first, row * mass.length + last + 1)),
      };
    }),
  );
}

/**
 * Returns the Pareto front, fastest first: the points than which no other is both faster and more accurate.
 * @template {{ seconds: number, error: number }} Point @param {Point[]} points
 */
export function paretoFront(points) {
  let best = Infinity;
  return [...points]
    .sort((a, b) => a.seconds - b.seconds || a.error - b.error)
    .filter(({ error }) => {
      const better = error < best;
      best = Math.min(best, error);
      return better;
    });
}

// error_grid.js: how far answers are from the certified ones, and where.

export const workshopName = "the workshop's Python";

/** @typedef {import("./story.js").Accuracy} Accuracy */
/** @typedef {{ z: number, low: number, high: number, worst: number | null }} Cell from mass to mass */

/**
 * The conditioned error of every cell: |ln(got/truth)| / (1 + nu^2).
 * @param {Accuracy} accuracy @param {(number | null)[]} logRatios
 */
export const conditioned = ({ nu }, logRatios) =>
  logRatios.map((value, i) => (value === null ? null : Math.abs(value) / (1 + nu[i] ** 2)));

/** |got/truth - 1| @param {(number | null)[]} logRatios */
export const relative = (logRatios) => logRatios.map((value) => (value === null ? null : Math.abs(Math.expm1(value))));

/** @param {(number | null)[]} errors @returns {number | null} */
export const worst = (errors) =>
  errors.reduce(
    (most, error) => (error === null ? most : Math.max(most ?? 0, error)),
    /** @type {number | null} */ (null),
  );

/**
 * The worst of each `together` neighbouring masses, a redshift after the other.
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
 * Those that nothing beats in both: no other is as fast and more accurate. From the fastest on.
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

// label_places.js: where the names of points stand, so that they hide neither each other nor a point.

/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box in pixels */
/** @typedef {{ dx: number, dy: number, anchor: "start" | "middle" | "end" }} Place */

const lineHeight = 13,
  letter = 6.6,
  gap = 9;

/** @param {Box} a @param {Box} b */
const overlap = (a, b) =>
  Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) *
  Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));

/** @param {number} x @param {number} y @param {string} name @param {Place} place @returns {Box} */
function boxOf(x, y, name, { dx, dy, anchor }) {
  const lines = name.split("\n"),
    width = letter * Math.max(...lines.map(({ length }) => length));
  const left = x + dx - (anchor === "start" ? 0 : anchor === "end" ? width : width / 2);
  const height = lineHeight * lines.length;
  return { left, right: left + width, top: y + dy - height / 2, bottom: y + dy + height / 2 };
}

/** Beside the point first, then above and below, then further off. @type {Place[]} */
const places = [0, 1, 2, 3].flatMap((step) =>
  [-1, 1].flatMap(
    (up) =>
      /** @type {Place[]} */ ([
        { dx: gap, dy: up * step * lineHeight, anchor: "start" },
        { dx: -gap, dy: up * step * lineHeight, anchor: "end" },
        ...(step ? [{ dx: 0, dy: up * (step + 0.4) * lineHeight, anchor: "middle" }] : []),
      ]),
  ),
);

/**
 * @param {{ x: number, y: number, name: string }[]} points in pixels
 * @param {Box[]} obstacles what names must not hide, the points themselves among them
 * @param {Box} frame what names must not leave
 * @returns {Place[]}
 */
export function placeLabels(points, obstacles, frame) {
  const taken = [...obstacles];
  return points.map(({ x, y, name }) => {
    const cost = (/** @type {Place} */ place) => {
      const box = boxOf(x, y, name, place),
        area = (box.right - box.left) * (box.bottom - box.top);
      return (
        taken.reduce((sum, other) => sum + overlap(box, other), 0) +
        2 * (area - overlap(box, frame)) +
        Math.abs(place.dy) / 10
      );
    };
    const best = places.reduce((least, place) => (cost(place) < cost(least) ? place : least), places[0]);
    taken.push(boxOf(x, y, name, best));
    return best;
  });
}

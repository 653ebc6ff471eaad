// SPDX-License-Identifier: MIT
// accuracy.js: the answers of every implementation on the certified grid, against the true values.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { readText, Refused } from "./read.js";

/** The default cosmology of impls/hmf.h. */
const cosmology = ["0.3089", "0.6911", "67.74", "0.72", "1", "1.69"];

/** @param {string} source */
const rowsOf = (source) =>
  source
    .split("\n")
    .filter((line) => line && !line.startsWith("#"))
    .slice(1)
    .map((line) => line.split(","));

/**
 * Returns the cells of the workload default in impls/truth/truth.csv: those of its masses that are listed
 * for all five redshifts.
 * @param {string} source @param {string} path
 */
export function certifiedGrid(source, path) {
  const rows = rowsOf(source).filter((row) => cosmology.every((value, i) => row[i] === value));
  const cells = new Map(rows.map((row) => [`${row[6]},${row[7]}`, row]));
  const masses = [...new Set(rows.map((row) => row[7]))],
    redshifts = ["0", "5", "10", "20", "30"];
  const mass = masses
    .filter((m) => redshifts.every((z) => cells.has(`${z},${m}`)))
    .sort((a, b) => Number(a) - Number(b));
  if (mass.length < 2) throw new Refused(`${path}: the grid of the workload default is missing`);
  const column = (/** @type {number} */ index) =>
    redshifts.flatMap((z) => mass.map((m) => Number(cells.get(`${z},${m}`)?.[index])));
  return { z: redshifts, mass, truth: column(8), nu: column(9) };
}

/** Returns ln(got/truth) to three digits; null if it is not finite or the truth is below the normal numbers. */
const logRatio = (/** @type {number} */ got, /** @type {number} */ truth) => {
  const value = Math.log(got / truth);
  const exact = Math.abs(value) < 0.5 ? Math.log1p((got - truth) / truth) : value;
  return truth >= 2.3e-308 && Number.isFinite(exact) ? Number(exact.toPrecision(3)) : null;
};

/** Returns the log ratios of all cells. @param {string} csv @param {ReturnType<typeof certifiedGrid>} grid */
function deviation(csv, grid) {
  const got = new Map(rowsOf(csv).map(([z, mass, value]) => [`${Number(z)},${Number(mass)}`, Number(value)]));
  return grid.z
    .flatMap((z) => grid.mass.map((m) => [z, m]))
    .map(([z, m], i) => logRatio(got.get(`${Number(z)},${Number(m)}`) ?? NaN, grid.truth[i]));
}

/**
 * Returns the CSV of hmf-eval, or null if it failed.
 * @param {string} programs @param {string} impl @param {ReturnType<typeof certifiedGrid>} grid
 */
function evaluate(programs, impl, grid) {
  try {
    return execFileSync(join(programs, "hmf-eval"), [impl, "--z", grid.z.join(), "--mass", grid.mass.join()], {
      encoding: "utf8",
      env: { ...process.env, HMF_CACHE: "" }, // computes every answer instead of reading a cached one
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 60_000,
      maxBuffer: 1 << 24,
    });
  } catch {
    return null;
  }
}

/** @param {string} root @param {string} programs @param {string[]} impls */
export function readAccuracy(root, programs, impls) {
  const path = join(root, "impls/truth/truth.csv"),
    source = readText(path);
  if (source === null) return null;
  const grid = certifiedGrid(source, path);
  const workshop = readText(join(root, "impls/truth/workshop.csv"));
  const answers = impls.map((impl) => ({ impl, csv: evaluate(programs, impl, grid) }));
  return {
    z: grid.z.map(Number),
    mass: grid.mass.map(Number),
    truth: grid.truth.map((value) => Number(value.toPrecision(7))),
    nu: grid.nu.map((value) => Number(value.toPrecision(5))),
    log_ratio: answers.flatMap(({ impl, csv }) => (csv === null ? [] : [{ impl, values: deviation(csv, grid) }])),
    not_evaluated: answers.filter(({ csv }) => csv === null).map(({ impl }) => impl),
    workshop: workshop === null ? null : deviation(workshop, grid),
  };
}

// SPDX-License-Identifier: MIT
// collect.js: the data of the page, from the result files and this source tree.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readAccuracy } from "./accuracy.js";
import { readDifferences, readProfiles } from "./profiles.js";
import { parseResult, readResult, readTests, readText, Refused } from "./read.js";
import * as schemas from "./schemas.js";

/**
 * @typedef {object} Places
 * @property {string} root      root of the source tree
 * @property {string} results   folder of the result files
 * @property {string} programs  folder of hmf-list, hmf-report, hmf-eval
 * @property {string} explorer  path of explorer.wasm; the file may be missing
 * @property {string[]} report  further arguments of hmf-report
 */

/**
 * Runs a program that prints JSON.
 * @template {import("zod").ZodType} Schema
 * @param {string} program @param {string[]} options @param {Schema} schema
 */
function runJson(program, options, schema) {
  let output;
  try {
    output = execFileSync(program, options, { encoding: "utf8", maxBuffer: 1 << 26 });
  } catch (error) {
    const { status, message } = /** @type {{ status?: number, message: string }} */ (error);
    throw new Refused(status ? `${program} failed` : message);
  }
  return parseResult(output, program, schema, "./hmf build");
}

/** @param {string} root */
function readSources(root) {
  const sourcesIn = (/** @type {string} */ folder) =>
    (existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : [])
      .filter((name) => /\.[ch]$/.test(name))
      .map((name) => [`${folder}/${name}`, readText(join(root, folder, name)) ?? ""]);
  return Object.fromEntries(["impls", "impls/demonstrations"].flatMap(sourcesIn));
}

// ---- the texts of the lesson ----------------------------------------------------------------------

/** @param {string} text */
const titled = (text) => {
  const [title, ...rest] = text.split("\n");
  return { title, text: rest.join("\n").trim() };
};

/**
 * The sections of a texts.txt, each headed by a line "# NAME".
 * @param {string} text
 */
const sections = (text) =>
  text
    .split(/^# /m)
    .slice(1)
    .map((section) => {
      const { title, text } = titled(section);
      return { name: title, text };
    });

/** @param {string} root of the source tree */
export function readStations(root) {
  const folder = join(root, "report/lesson/stations");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const all = sections(readText(join(folder, name, "texts.txt")) ?? "");
      return {
        name: name.replace(/^\d+-/, ""),
        ...titled(all.find((section) => section.name === "task")?.text ?? name),
        hints: all.filter(({ name }) => name.startsWith("hint ")).map(({ text }) => text),
        asides: all
          .filter(({ name }) => name.startsWith("aside "))
          .map(({ name, text }) => ({ name: name.replace("aside ", ""), ...titled(text) })),
      };
    });
}

// ---- all data -------------------------------------------------------------------------------------

/** @param {string} path */
const readBase64 = (path) => (existsSync(path) ? readFileSync(path).toString("base64") : null);

/**
 * @param {Places} places
 * @param {number} leastStack share of a profile below which a stack is added to its caller
 */
export function collect(places, leastStack) {
  const inResults = (/** @type {string} */ name) => join(places.results, name);
  const list = runJson(join(places.programs, "hmf-list"), ["--json"], schemas.list);
  const figures = runJson(join(places.programs, "hmf-report"), ["--json", ...places.report], schemas.figures);
  const sources = readSources(places.root);
  return {
    made: new Date().toISOString(),
    implementations: list.implementations,
    figures,
    headline: readResult(inResults("headline.json"), schemas.headline, "./hmf bench --headline"),
    work: readResult(inResults("work.json"), schemas.work, "./hmf bench --work"),
    profiles: readProfiles(places.results, leastStack, sources),
    differences: readDifferences(places.results, leastStack),
    gate: readResult(inResults("gate.json"), schemas.gate, "./hmf gate --json build/results/gate.json"),
    gate_rates: readResult(
      inResults("gate-rates.json"),
      schemas.gateRates,
      "./hmf gate --self-check --json build/results/gate-rates.json",
    ),
    lesson: readResult(inResults("lesson.json"), schemas.lesson, "./hmf lesson start FOLDER"),
    stations: readStations(places.root),
    judge: readResult(inResults("judge.json"), schemas.judge, "./hmf judge --board FOLDER"),
    tests: readTests(places.results),
    accuracy: readAccuracy(
      places.root,
      places.programs,
      figures.ladder.map(({ name }) => name),
    ),
    sources,
    explorer: readBase64(places.explorer),
  };
}

/** @typedef {ReturnType<typeof collect>} Data */

// SPDX-License-Identifier: MIT
// read.js: readers of result files. A missing file is null; a malformed one is refused with its name,
// the place, and the command that writes it again.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { XMLParser } from "fast-xml-parser";

/** A message for the user, as opposed to a defect of this program. */
export class Refused extends Error {}

/** @param {string} path @returns {string | null} */
export function readText(path) {
  if (!existsSync(path)) return null;
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new Refused(`${path}: ${/** @type {Error} */ (error).message}`);
  }
}

// ---- JSON -----------------------------------------------------------------------------------------

/**
 * @template {import("zod").ZodType} Schema
 * @param {string} source @param {string} name @param {Schema} schema @param {string} command
 * @returns {import("zod").infer<Schema>}
 */
export function parseResult(source, name, schema, command) {
  const refuse = (/** @type {string} */ reason) => new Refused(`${name}: ${reason}; ${command} writes it again`);
  let value;
  try {
    value = JSON.parse(source);
  } catch (error) {
    throw refuse(/** @type {Error} */ (error).message);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0];
  throw refuse(`${path.join(".") || "the whole file"}: ${message}`);
}

/**
 * @template {import("zod").ZodType} Schema
 * @param {string} path @param {Schema} schema @param {string} command
 * @returns {import("zod").infer<Schema> | null}
 */
export function readResult(path, schema, command) {
  const source = readText(path);
  return source === null ? null : parseResult(source, path, schema, command);
}

// ---- the JUnit files of CTest ---------------------------------------------------------------------

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseAttributeValue: false,
  processEntities: true,
  isArray: (name) => name === "testcase",
});

/** @param {unknown} output */
const skipReason = (output) => /SKIPPED: (.*)/.exec(String(output ?? ""))?.[1] ?? "";

/** @param {string} source @param {string} path @param {string} build */
export function parseTests(source, path, build) {
  const refuse = (/** @type {string} */ reason) => new Refused(`${path}: ${reason}; ./hmf test writes it again`);
  /** @type {any} */
  let suite;
  try {
    suite = parser.parse(source).testsuite;
  } catch (error) {
    throw refuse(/** @type {Error} */ (error).message);
  }
  if (!suite || !/^\d+$/.test(suite.tests)) throw refuse("not a JUnit file");
  /** @type {any[]} */
  const cases = suite.testcase ?? [];
  return {
    build,
    time: String(suite.timestamp ?? ""),
    seconds: Number(suite.time) || 0,
    tests: Number(suite.tests),
    failures: Number(suite.failures) || 0,
    skipped: Number(suite.skipped) || 0,
    not_passed: cases
      .filter((test) => "failure" in test || "skipped" in test)
      .map((test) => ({
        name: String(test.name),
        outcome: "failure" in test ? "failed" : "skipped",
        reason: "failure" in test ? "" : skipReason(test["system-out"]),
      })),
  };
}

/** @param {string} results */
export function readTests(results) {
  if (!existsSync(results)) return [];
  return readdirSync(results)
    .sort()
    .flatMap((name) => {
      const build = /^test-(\w+)\.xml$/.exec(name)?.[1];
      const path = join(results, name);
      const source = build ? readText(path) : null;
      return build && source !== null ? [parseTests(source, path, build)] : [];
    });
}

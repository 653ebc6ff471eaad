// SPDX-License-Identifier: MIT
// read.js: readers of result files. A missing file is null; a malformed one is refused with its name,
// the place, and the command that writes it again.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DOMParser, onErrorStopParsing } from "@xmldom/xmldom";

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

/** @param {import("@xmldom/xmldom").Element} test @param {string} name */
const childOf = (test, name) => test.getElementsByTagName(name)[0];

/** @param {string} source @param {string} path @param {string} build */
export function parseTests(source, path, build) {
  const refuse = (/** @type {string} */ reason) => new Refused(`${path}: ${reason}; ./hmf test writes it again`);
  let suite;
  try {
    suite = new DOMParser({ onError: onErrorStopParsing }).parseFromString(source, "text/xml").documentElement;
  } catch {
    throw refuse("not an XML file");
  }
  if (suite?.tagName !== "testsuite" || !/^\d+$/.test(suite.getAttribute("tests") ?? ""))
    throw refuse("not a JUnit file");
  const numberOf = (/** @type {string} */ name) => Number(suite.getAttribute(name)) || 0;
  return {
    build,
    time: suite.getAttribute("timestamp") ?? "",
    seconds: numberOf("time"),
    tests: numberOf("tests"),
    failures: numberOf("failures"),
    skipped: numberOf("skipped"),
    not_passed: [...suite.getElementsByTagName("testcase")]
      .filter((test) => childOf(test, "failure") || childOf(test, "skipped"))
      .map((test) => {
        const failed = Boolean(childOf(test, "failure"));
        const reason = failed ? null : /SKIPPED: (.*)/.exec(childOf(test, "system-out")?.textContent ?? "");
        return {
          name: test.getAttribute("name") ?? "",
          outcome: failed ? "failed" : "skipped",
          reason: reason?.[1] ?? "",
        };
      }),
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

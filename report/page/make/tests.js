// tests.js: what ./hmf test left, as CTest's JUnit files.
import { readdirSync, existsSync } from "node:fs";
import { join } from "node:path";
import { XMLParser } from "fast-xml-parser";
import { readText, Refused } from "./read.js";

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseAttributeValue: false,
  processEntities: true,
  isArray: (name) => name === "testcase",
});

/** @param {unknown} output */
const reason = (output) => /SKIPPED: (.*)/.exec(String(output ?? ""))?.[1] ?? "";

/** @param {string} source @param {string} path @param {string} build */
export function parseTests(source, path, build) {
  /** @type {any} */
  let suite;
  try {
    suite = parser.parse(source).testsuite;
  } catch (error) {
    throw new Refused(`${path}: ${/** @type {Error} */ (error).message}; ./hmf test makes it anew`);
  }
  if (!suite || !/^\d+$/.test(suite.tests)) throw new Refused(`${path}: is no JUnit file; ./hmf test makes it anew`);
  /** @type {any[]} */
  const cases = suite.testcase ?? [];
  return {
    build,
    time: String(suite.timestamp ?? ""),
    seconds: Number(suite.time) || 0,
    tests: Number(suite.tests),
    failures: Number(suite.failures) || 0,
    skipped: Number(suite.skipped) || 0,
    remarkable: cases
      .filter((test) => "failure" in test || "skipped" in test)
      .map((test) => ({
        name: String(test.name),
        outcome: "failure" in test ? "failed" : "skipped",
        reason: "failure" in test ? "" : reason(test["system-out"]),
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

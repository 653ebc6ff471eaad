// make.mjs: writes the page. Called by page.sh, from the folder in which the libraries are.
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bundle } from "./make/bundle.js";
import { collect } from "./make/collect.js";
import { assemble } from "./make/html.js";
import { Refused } from "./make/read.js";

const largest = 3e6; // bytes

/** Below which share of a profile a stack goes to its caller; the next where the page is too large. */
const leastStacks = [1e-5, 1e-4, 1e-3, 1e-2];

const here = dirname(fileURLToPath(import.meta.url));

/** Under a temporary name first: what is interrupted leaves the page before it as it was. */
function writeWhole(/** @type {string} */ path, /** @type {string} */ text) {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new Refused(`cannot write ${path}: ${/** @type {Error} */ (error).message}`);
  }
}

/** @param {import("./make/collect.js").Places} places */
async function makePage(places) {
  const template = readFileSync(join(here, "template.html"), "utf8");
  const code = await bundle();
  for (const least of leastStacks) {
    const page = assemble(template, code, collect(places, least));
    if (Buffer.byteLength(page) <= largest) return page;
  }
  throw new Refused(
    `the page would be larger than ${largest} bytes; fewer profiles in ${places.results} make it smaller`,
  );
}

const { values, positionals } = parseArgs({
  options: {
    root: { type: "string" },
    results: { type: "string" },
    programs: { type: "string" },
    explorer: { type: "string" },
    out: { type: "string" },
  },
  allowPositionals: true,
});
const { root = ".", results = "", programs = "", explorer = "", out = "" } = values;
try {
  writeWhole(out, await makePage({ root, results, programs, explorer, report: positionals }));
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error(`hmf report: ${error.message}`);
  process.exitCode = 1;
}

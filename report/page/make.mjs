// SPDX-License-Identifier: MIT
// make.mjs: writes the page. page.sh calls it from the folder that holds the libraries.
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { assemble, bundle } from "./make/assemble.js";
import { collect } from "./make/collect.js";
import { Refused } from "./make/read.js";

const largestPage = 3e6; // bytes

/** Stacks below this share of a profile are added to their caller; the next share if the page is too large. */
const leastStacks = [1e-5, 1e-4, 1e-3, 1e-2];

const here = dirname(fileURLToPath(import.meta.url));

/** Writes to a temporary name first, so that an interrupted run keeps the previous page. */
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

/** Returns the script and style. page.sh deletes the stored ones when a source of them has changed. */
async function bundled() {
  const stored = join(here, "../bundle.json");
  if (!existsSync(stored)) writeWhole(stored, JSON.stringify(await bundle()));
  return JSON.parse(readFileSync(stored, "utf8"));
}

/** @param {import("./make/collect.js").Places} places */
async function makePage(places) {
  const template = readFileSync(join(here, "template.html"), "utf8");
  const code = await bundled();
  for (const least of leastStacks) {
    const page = assemble(template, code, collect(places, least));
    if (Buffer.byteLength(page) <= largestPage) return page;
  }
  throw new Refused(`the page would exceed ${largestPage} bytes; remove profiles from ${places.results}`);
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

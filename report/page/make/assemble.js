// SPDX-License-Identifier: MIT
// assemble.js: one HTML file of script, style and data, with a policy that allows nothing else.
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild-wasm";

const page = dirname(dirname(fileURLToPath(import.meta.url)));

/** @param {string} entry @param {"js" | "css"} kind */
async function bundleOne(entry, kind) {
  const { outputFiles } = await build({
    entryPoints: [join(page, entry)],
    bundle: true,
    minify: true,
    write: false,
    legalComments: "none",
    format: "iife",
    target: kind === "js" ? "es2022" : undefined,
    charset: "utf8",
    logLevel: "warning",
  });
  return outputFiles[0].text;
}

/** Bundles src/ and the libraries it uses as one script and one style sheet. */
export async function bundle() {
  const [script, style] = await Promise.all([bundleOne("src/main.js", "js"), bundleOne("src/style.css", "css")]);
  return { script, style };
}

/** @param {string} text */
const hashOf = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Returns JSON without "<", so that no text in it can end the script element. @param {unknown} value */
export const embedded = (value) => JSON.stringify(value).replaceAll("<", "\\u003c");

/**
 * Fills the template, in which the name of each part is written between two at signs.
 * @param {string} template @param {{ script: string, style: string }} bundle @param {unknown} data
 */
export function assemble(template, { script, style }, data) {
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `script-src ${hashOf(script)} 'wasm-unsafe-eval'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  /** @type {Record<string, string>} */
  const parts = { POLICY: policy, STYLE: style, DATA: embedded(data), SCRIPT: script };
  return template.replace(/@(POLICY|STYLE|DATA|SCRIPT)@/g, (_, name) => parts[name]);
}

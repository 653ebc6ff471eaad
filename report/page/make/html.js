// html.js: one file of script, style and story, which may load nothing and run nothing else.
import { createHash } from "node:crypto";

/** @param {string} text */
const hashOf = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** JSON that no text in it can end: "<" stands in no script. @param {unknown} value */
export const embedded = (value) => JSON.stringify(value).replaceAll("<", "\\u003c");

/**
 * @param {string} template with a place for each part, its name between two at signs
 * @param {{ script: string, style: string }} bundle
 * @param {unknown} story
 */
export function assemble(template, { script, style }, story) {
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `script-src ${hashOf(script)} 'wasm-unsafe-eval'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  /** @type {Record<string, string>} */
  const parts = { POLICY: policy, STYLE: style, STORY: embedded(story), SCRIPT: script };
  return template.replace(/@(POLICY|STYLE|STORY|SCRIPT)@/g, (_, name) => parts[name]);
}

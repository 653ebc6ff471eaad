// read.js: files of results. One that is not there is null; one that cannot be understood is refused,
// with its name, the place and the command that makes it anew.
import { existsSync, readFileSync } from "node:fs";

/** A message for the user, not a defect of this program. */
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

/**
 * @template {import("zod").ZodType} Schema
 * @param {string} source @param {string} name @param {Schema} schema @param {string} command
 * @returns {import("zod").infer<Schema>}
 */
export function parseResult(source, name, schema, command) {
  let value;
  try {
    value = JSON.parse(source);
  } catch (error) {
    throw new Refused(`${name}: ${/** @type {Error} */ (error).message}; ${command} makes it anew`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0];
  throw new Refused(`${name}: ${path.join(".") || "the whole"}: ${message}; ${command} makes it anew`);
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

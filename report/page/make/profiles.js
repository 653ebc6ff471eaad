// profiles.js: the folders that ./hmf profile left, without what is too small to be seen.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readResult, readText } from "./read.js";
import { pruneStacks } from "./stacks.js";
import * as schemas from "./schemas.js";

/** A function or line below this share of instructions and of samples is left out. */
const least = 1e-4;

/** @typedef {import("zod").infer<typeof schemas.profile>} Profile */

/** The path from this project's folder on, of other files the name. @param {string} file */
export function shortFile(file) {
  const own = /(?:^|\/)((?:impls|bench|profiles|tests|report)\/[^/]+)$/.exec(file);
  return own ? own[1] : file.slice(file.lastIndexOf("/") + 1);
}

/** @param {Profile} profile */
function worthSeeing(profile) {
  const instructions = least * (profile.counted?.instructions ?? 0);
  const samples = least * (profile.sampled?.samples ?? 0);
  return (/** @type {{ instructions_self: number | null, samples_self: number | null }} */ row) =>
    (profile.counted !== null && (row.instructions_self ?? 0) > instructions) ||
    (profile.sampled !== null && (row.samples_self ?? 0) > samples);
}

/**
 * Its text only where it is not to be had from the source.
 * @param {Profile["lines"][number]} row @param {Record<string, string[]>} sources
 */
function slimLine({ file, line, text, hits, instructions_self, samples_self }, sources) {
  const short = shortFile(file),
    trimmed = text.trim();
  return {
    file: short,
    line,
    hits,
    instructions_self,
    samples_self,
    text: sources[short]?.[line - 1]?.trim() === trimmed ? undefined : trimmed,
  };
}

/** @param {string} folder @param {number} leastStack @param {Record<string, string[]>} sources lines by file */
function readProfile(folder, leastStack, sources) {
  const path = join(folder, "profile.json");
  const profile = readResult(path, schemas.profile, "./hmf profile");
  if (!profile) return null;
  const seen = worthSeeing(profile);
  const stacks = (/** @type {string} */ name) => {
    const folded = readText(join(folder, name));
    return folded === null ? null : pruneStacks(folded, leastStack);
  };
  return {
    ...profile,
    functions: profile.functions
      .filter((row) => seen(row) || (row.calls ?? 0) > 0)
      .map((row) => ({ ...row, file: shortFile(row.file) })),
    lines: profile.lines.filter((row) => seen(row) || row.hits).map((row) => slimLine(row, sources)),
    stacks: { counted: stacks("counted.folded"), sampled: stacks("sampled.folded") },
  };
}

/** @param {string} folder @param {number} leastStack */
function readDifference(folder, leastStack) {
  const difference = readResult(join(folder, "difference.json"), schemas.difference, "./hmf profile --diff");
  const folded = readText(join(folder, "difference.folded"));
  return difference && folded !== null ? { ...difference, stacks: pruneStacks(folded, leastStack) } : null;
}

/**
 * @template T @param {string} results @param {string} prefix
 * @param {(folder: string) => T | null} read
 */
function readFolders(results, prefix, read) {
  const names = existsSync(results) ? readdirSync(results).sort() : [];
  return names
    .filter((name) => name.startsWith(prefix))
    .flatMap((name) => {
      const found = read(join(results, name));
      return found ? [{ folder: name, ...found }] : [];
    });
}

/** @param {string} results @param {number} leastStack @param {Record<string, string>} sources by file */
export function readProfiles(results, leastStack, sources) {
  const lines = Object.fromEntries(Object.entries(sources).map(([file, text]) => [file, text.split("\n")]));
  return readFolders(results, "profile-", (folder) => readProfile(folder, leastStack, lines));
}

/** @param {string} results @param {number} leastStack */
export const readDifferences = (results, leastStack) =>
  readFolders(results, "diff-", (folder) => readDifference(folder, leastStack));

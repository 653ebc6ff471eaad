// SPDX-License-Identifier: MIT
// profiles.js: the folders written by ./hmf profile, without the entries too small to see.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readResult, readText } from "./read.js";
import * as schemas from "./schemas.js";

/** Functions and lines below this share of both instructions and samples are left out. */
const least = 1e-4;

/** @typedef {import("zod").infer<typeof schemas.profile>} Profile */

/** Returns the path inside this project, or the bare name of any other file. @param {string} file */
export function shortFile(file) {
  const own = /(?:^|\/)((?:impls|impls\/demonstrations|bench|profiles|tests|report)\/[^/]+)$/.exec(file);
  return own ? own[1] : file.slice(file.lastIndexOf("/") + 1);
}

/** Returns the test that a row must pass to be kept. @param {Profile} profile */
function largeEnough(profile) {
  const instructions = least * (profile.counted?.instructions ?? 0);
  const samples = least * (profile.sampled?.samples ?? 0);
  return (/** @type {{ instructions_self: number | null, samples_self: number | null }} */ row) =>
    (profile.counted !== null && (row.instructions_self ?? 0) > instructions) ||
    (profile.sampled !== null && (row.samples_self ?? 0) > samples);
}

/**
 * Drops the text of a line if the source file holds it too.
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
  const isLarge = largeEnough(profile);
  const stacks = (/** @type {string} */ name) => {
    const folded = readText(join(folder, name));
    return folded === null ? null : pruneStacks(folded, leastStack);
  };
  return {
    ...profile,
    functions: profile.functions
      .filter((row) => isLarge(row) || (row.calls ?? 0) > 0)
      .map((row) => ({ ...row, file: shortFile(row.file) })),
    lines: profile.lines.filter((row) => isLarge(row) || row.hits).map((row) => slimLine(row, sources)),
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

/**
 * Adds stacks with less than `least` of the total to their callers; the total stays the same. A line is
 * "root;caller;leaf COUNT [COUNT]".
 * @param {string} folded @param {number} least
 */
export function pruneStacks(folded, least) {
  const stacks = folded
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const match = /^(.*?)((?: -?\d+)+)$/.exec(line);
      return match && { frames: match[1].split(";"), counts: match[2].trim().split(" ").map(Number) };
    })
    .filter((stack) => stack !== null);
  const total = stacks.reduce((sum, { counts }) => sum + Math.max(...counts), 0);
  /** @type {Map<string, number>} */
  const inclusive = new Map();
  for (const { frames, counts } of stacks)
    for (let depth = 1; depth <= frames.length; depth++) {
      const key = frames.slice(0, depth).join(";");
      inclusive.set(key, (inclusive.get(key) ?? 0) + Math.max(...counts));
    }
  /** @type {Map<string, number[]>} */
  const kept = new Map();
  for (const { frames, counts } of stacks) {
    let depth = frames.length;
    while (depth > 1 && (inclusive.get(frames.slice(0, depth).join(";")) ?? 0) < least * total) depth--;
    const key = frames.slice(0, depth).join(";");
    const sum = kept.get(key);
    kept.set(key, sum ? sum.map((value, i) => value + counts[i]) : counts);
  }
  return [...kept].map(([key, counts]) => `${key} ${counts.join(" ")}`).join("\n");
}

// lesson.js: the texts of the lesson, the same files that ./hmf lesson shows.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readText } from "./read.js";

/** @param {string} text */
const titled = (text) => {
  const [title, ...rest] = text.split("\n");
  return { title, text: rest.join("\n").trim() };
};

/** @param {string} folder @param {RegExp} pattern */
const texts = (folder, pattern) =>
  readdirSync(folder)
    .sort()
    .filter((name) => pattern.test(name))
    .map((name) => ({ name, text: readText(join(folder, name)) ?? "" }));

/** @param {string} root of the source tree */
export function readStations(root) {
  const folder = join(root, "report/lesson/stations");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const here = join(folder, name);
      return {
        name: name.replace(/^\d+-/, ""),
        ...titled(readText(join(here, "task.txt")) ?? name),
        hints: texts(here, /^hint-\d\.txt$/).map(({ text }) => text),
        asides: texts(here, /^aside-.*\.txt$/).map(({ name, text }) => ({
          name: name.replace(/^aside-(.*)\.txt$/, "$1"),
          ...titled(text),
        })),
      };
    });
}

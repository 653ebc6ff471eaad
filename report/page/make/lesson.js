// lesson.js: the texts of the lesson, from the same files that ./hmf lesson prints.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readText } from "./read.js";

/** @param {string} text */
const titled = (text) => {
  const [title, ...rest] = text.split("\n");
  return { title, text: rest.join("\n").trim() };
};

/**
 * The sections of a texts.txt, each headed by a line "# NAME".
 * @param {string} text
 */
const sections = (text) =>
  text
    .split(/^# /m)
    .slice(1)
    .map((section) => {
      const { title, text } = titled(section);
      return { name: title, text };
    });

/** @param {string} root of the source tree */
export function readStations(root) {
  const folder = join(root, "report/lesson/stations");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => {
      const all = sections(readText(join(folder, name, "texts.txt")) ?? "");
      return {
        name: name.replace(/^\d+-/, ""),
        ...titled(all.find((section) => section.name === "task")?.text ?? name),
        hints: all.filter(({ name }) => name.startsWith("hint ")).map(({ text }) => text),
        asides: all
          .filter(({ name }) => name.startsWith("aside "))
          .map(({ name, text }) => ({ name: name.replace("aside ", ""), ...titled(text) })),
      };
    });
}

// lesson_text.js: the lesson's texts, paragraphs and commands apart.

/**
 * Lines that begin with four blanks are commands; an empty line ends a paragraph.
 * @param {string} text
 * @returns {{ kind: "paragraph" | "commands", lines: string[] }[]}
 */
export function blocksOf(text) {
  /** @type {{ kind: "paragraph" | "commands", lines: string[] }[]} */
  const blocks = [];
  let open = false;
  for (const line of text.split("\n")) {
    if (!line.trim()) {
      open = false;
      continue;
    }
    const kind = line.startsWith("    ") ? "commands" : "paragraph";
    if (!open || blocks[blocks.length - 1].kind !== kind) blocks.push({ kind, lines: [] });
    blocks[blocks.length - 1].lines.push(kind === "commands" ? line.slice(4) : line);
    open = true;
  }
  return blocks;
}

/**
 * The last check of each station that predicts and measures a gain.
 * @template {{ station: string, unit: string, predicted: unknown, measured: unknown }} Entry
 * @param {Entry[]} log
 * @returns {(Entry & { predicted: number, measured: number })[]}
 */
export function gainsOf(log) {
  const last = new Map(log.map((entry) => [entry.station, entry]));
  return [...last.values()].flatMap((entry) =>
    entry.unit === "times" && typeof entry.predicted === "number" && typeof entry.measured === "number"
      ? [{ ...entry, predicted: entry.predicted, measured: entry.measured }]
      : [],
  );
}

// bundle.js: src/ and the libraries it uses, as one script and one style.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

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

export async function bundle() {
  const [script, style] = await Promise.all([bundleOne("src/main.js", "js"), bundleOne("src/style.css", "css")]);
  return { script, style };
}

// SPDX-License-Identifier: MIT
// page_build.mjs: prepares the page's scripts and libraries; skips the test where that is impossible.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const libraries = join(root, "build/page");

export function skip(reason) {
  console.log(`SKIPPED: ${reason}`);
  process.exit(77);
}

export function prepare() {
  const { status, stderr } = spawnSync(join(root, "report/page/page.sh"), [root, "--prepare"], { encoding: "utf8" });
  if (status === 69) skip(stderr.trim().split("\n").pop());
  if (status !== 0) throw new Error(stderr);
}

/** Imports a module of the page, after prepare(). */
export const part = (path) => import(pathToFileURL(join(libraries, "page", path)));

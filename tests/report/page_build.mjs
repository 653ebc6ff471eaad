// page_build.mjs: where the page's scripts and libraries are; skips the test where they cannot be.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

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

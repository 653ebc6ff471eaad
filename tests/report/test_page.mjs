// test_page.mjs: the page in headless Chromium. HMF_BUILD is the build whose programs write it,
// build/release where it is not set; CHROMIUM the browser.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { libraries, prepare, root, skip } from "./page_build.mjs";
import { hostile, writeResults } from "./page_fixture.mjs";

const build = process.env.HMF_BUILD ?? join(root, "build/release");
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
if (!existsSync(executablePath)) skip("chromium not found (Debian: chromium)");
prepare();
const require = createRequire(join(libraries, "package.json"));
const { chromium } = require("playwright-core");

const wasm = join(build, "report/explorer.wasm");
const withoutExplorer = existsSync(wasm) ? false : "explorer.wasm was not built";
const views = [
  "ladder",
  "leaderboard",
  "accuracy",
  "mass-function",
  "profiles",
  "scaling",
  "gate",
  "judge",
  "lesson",
  "machine",
];
const scratch = mkdtempSync(join(tmpdir(), "hmf-page-"));
let browser;

/** Writes the page of the results in a folder; its path. */
function makePage(results, name) {
  const out = join(scratch, name);
  execFileSync(join(root, "report/page/page.sh"), [root, build, out], {
    env: { ...process.env, HMF_RESULTS: results },
    stdio: "pipe",
  });
  return out;
}

/** Opens a page and notes what it must not do. */
async function open(path, { view = "", width = 1280, colorScheme = "light" } = {}) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const complaints = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on(
    "request",
    (request) => request.url().startsWith(pathToFileURL(path).href) || complaints.push(`request: ${request.url()}`),
  );
  await page.goto(`${pathToFileURL(path)}#${view}`);
  if (view) await page.locator(`#${view}`).waitFor();
  return { page, complaints };
}

let full, empty;
before(async () => {
  const results = join(scratch, "results"),
    nothing = join(scratch, "nothing");
  mkdirSync(results);
  mkdirSync(nothing);
  writeResults(results);
  full = makePage(results, "full.html");
  empty = makePage(nothing, "empty.html");
  browser = await chromium.launch({
    executablePath,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
    ],
  });
});
after(async () => {
  await browser?.close();
  rmSync(scratch, { recursive: true });
});

// ---- what it shows --------------------------------------------------------------------------------

test("is one file under 3 MB that names nothing to load", () => {
  assert.ok(statSync(full).size < 3e6);
  const html = readFileSync(full, "utf8").replace(/<script[^>]*>.*?<\/script>/gs, "");
  assert.doesNotMatch(html, /\s(?:src|srcset|href)="(?!#)|@import|url\(/);
});

describe("every view has content, without complaints or requests", () => {
  for (const view of views)
    test(view, async () => {
      const { page, complaints } = await open(full, { view });
      const section = page.locator(`#${view}`);
      await page.waitForFunction(
        (id) => document.querySelectorAll(`#${id} svg, #${id} table, #${id} .frame`).length > 0,
        view,
      );
      assert.ok((await section.innerText()).length > 200);
      assert.equal(await page.locator("main > section:visible").count(), 1);
      assert.equal(await section.locator(".notice", { hasText: "cannot be drawn" }).count(), 0);
      assert.deepEqual(complaints, []);
      await page.close();
    });
});

test("every chart is named and has its numbers in a table behind it", async () => {
  const { page } = await open(full);
  let charts = 0;
  for (const view of views) {
    await page.goto(`${pathToFileURL(full)}#${view}`);
    await page.waitForTimeout(300);
    for (const figure of await page.locator(`#${view} figure`).all()) {
      charts++;
      assert.ok((await figure.locator("svg[aria-label]").first().getAttribute("aria-label")).length > 10);
      await figure.locator("summary").click();
      await figure.locator("details tbody tr").first().waitFor();
    }
  }
  assert.ok(charts >= 8, `${charts} charts`);
  await page.close();
});

test("what was not run is shown as not run, with the command", async () => {
  const { page, complaints } = await open(empty);
  const commands = {
    ladder: "./hmf bench",
    leaderboard: "./hmf bench --headline",
    profiles: "./hmf profile naive",
    scaling: "./hmf bench --work",
    gate: "./hmf gate",
    lesson: "./hmf lesson start",
    judge: "./hmf judge",
    machine: "./hmf cycle",
  };
  for (const [view, command] of Object.entries(commands)) {
    await page.goto(`${pathToFileURL(empty)}#${view}`);
    await page.locator(`#${view} .not-run code`, { hasText: command }).first().waitFor();
  }
  assert.deepEqual(complaints, []);
  await page.close();
});

test("results of different commits are flagged", async () => {
  const { page } = await open(full);
  await page.locator("#head .notice", { hasText: "uncommitted changes: headline" }).waitFor();
  await page.locator("#head .notice a").click();
  await page.locator("#machine dt", { hasText: "yes" }).waitFor();
  await page.close();
});

test("ties share a rank", async () => {
  const { page } = await open(full, { view: "leaderboard" });
  await page.locator("#leaderboard summary").first().click();
  const ranks = await page
    .locator("#leaderboard figure")
    .first()
    .locator("tbody tr")
    .evaluateAll((rows) => rows.map((row) => [row.children[0].textContent, row.children[1].textContent]));
  assert.deepEqual(ranks.slice(0, 3), [
    ["universal", "1="],
    ["openmp", "1="],
    ["memoised", "3"],
  ]);
  await page.close();
});

test("a rung shows what changed in its source", async () => {
  const { page } = await open(full, { view: "ladder" });
  const rung = page.locator('article[id="ladder/memoised"]');
  await rung.locator("summary", { hasText: "What changed" }).click();
  await rung.locator("tr.new").first().waitFor();
  assert.ok((await rung.locator("tr.new").count()) > 10);
  assert.ok((await rung.locator("tr.gone").count()) > 5);
  assert.doesNotMatch(await rung.locator(".diff").innerText(), /naive_evaluate/);
  await page.close();
});

test("hostile names are text", async () => {
  const { page, complaints } = await open(full);
  for (const view of views) {
    await page.goto(`${pathToFileURL(full)}#${view}`);
    await page.waitForTimeout(300);
    await page.evaluate(() =>
      document.querySelectorAll("details").forEach((details) => {
        details.open = true;
      }),
    );
  }
  await page.waitForTimeout(300);
  assert.equal(await page.evaluate("window.hacked"), undefined);
  assert.equal(await page.locator("img").count(), 0);
  assert.equal(await page.locator("script").count(), 2);
  const text = await page.evaluate(() => document.querySelector("main").textContent);
  for (const [name, value] of Object.entries(hostile)) assert.ok(text.includes(value), name);
  assert.deepEqual(complaints, []);
  await page.close();
});

// ---- what it does ---------------------------------------------------------------------------------

test("search in a flame graph finds a function, and a click zooms", async () => {
  const { page } = await open(full, { view: "profiles" });
  const graph = page.locator("#profiles .flame-graph").first();
  await graph.locator("input[type=search]").fill("^naive_sig");
  assert.equal(await graph.locator(".frame.found").count(), 1);
  assert.equal(await graph.locator(".frame.found").innerText(), "naive_sigma");
  assert.match(await graph.locator("output").innerText(), /^12\.\d % of all$/);
  await graph.locator("input[type=search]").fill("(");
  assert.equal(await graph.locator("output").innerText(), "not a regular expression");
  await graph.locator("input[type=search]").fill("");
  await graph.locator(".frame", { hasText: "naive_sigma" }).click();
  assert.equal(await graph.locator(".frame").count(), 3);
  await page.keyboard.press("Escape");
  assert.ok((await graph.locator(".frame").count()) > 5);
  await page.close();
});

test("a profiled build that differs from the release build is named", async () => {
  const { page } = await open(full, { view: "profiles" });
  assert.match(await page.locator("#profiles .note").first().innerText(), /takes 1\.25 times its instructions/);
  await page.close();
});

test("two profiles are compared in one flame graph", async () => {
  const { page } = await open(full, { view: "profiles" });
  await page.getByLabel("Compared with").selectOption({ index: 1 });
  assert.ok((await page.locator("#profiles .frame.even").count()) >= 3);
  assert.match(await page.locator("#profiles .about").first().innerText(), /→/);
  await page.close();
});

test("sliders change the curve", { skip: withoutExplorer }, async () => {
  const { page, complaints } = await open(full, { view: "mass-function" });
  const curve = page.locator("#mass-function svg [stroke='var(--accent)'] path").first();
  await curve.waitFor();
  for (const name of ["omega_m", "h0", "sigma_8", "n_s", "delta_c", "z"]) {
    const earlier = await curve.getAttribute("d");
    await page.locator(`input[name=${name}]`).focus();
    for (let i = 0; i < 10; i++) await page.keyboard.press(name === "z" ? "ArrowRight" : "PageUp");
    await page.waitForFunction(
      (d) => document.querySelector("#mass-function svg [stroke='var(--accent)'] path").getAttribute("d") !== d,
      earlier,
    );
  }
  await page
    .locator("#mass-function .own-time dd", { hasText: /\d (ns|µs|ms)/ })
    .first()
    .waitFor();
  assert.deepEqual(complaints, []);
  await page.close();
});

test(
  "the explorer agrees in the browser with the native code to 1e-13 (1 + nu^2)",
  { skip: withoutExplorer },
  async () => {
    const { buildSync } = require("esbuild");
    const script = buildSync({
      entryPoints: [join(root, "report/explorer/explorer.js")],
      bundle: true,
      write: false,
      format: "iife",
      globalName: "explorer",
    }).outputFiles[0].text;
    const rows = readFileSync(join(root, "impls/truth/truth.csv"), "utf8")
      .split("\n")
      .filter((line) => line.startsWith("0.3089,0.6911,67.74,0.72,1,1.69,"))
      .map((line) => line.split(",").map(Number));
    const z = [0, 5, 10, 20, 30],
      mass = [...new Set(rows.filter((row) => row[6] === 5).map((row) => row[7]))];
    const csv = execFileSync(join(build, "bin/hmf-eval"), ["universal", "--z", z.join(), "--mass", mass.join()], {
      encoding: "utf8",
    });
    const native = csv
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => Number(line.split(",")[2]));
    const page = await browser.newPage();
    await page.addScriptTag({ content: script });
    const here = await page.evaluate(
      async ({ base64, z, mass }) => {
        const made = await explorer.createExplorer(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
        return [...made.massFunction(made.defaultCosmology, z, mass)];
      },
      { base64: readFileSync(wasm).toString("base64"), z, mass },
    );
    const nu = new Map(rows.map((row) => [`${row[6]} ${row[7]}`, row[9]]));
    assert.equal(here.length, 1000);
    z.forEach((redshift, i) =>
      mass.forEach((m, k) => {
        const [a, b] = [here[i * mass.length + k], native[i * mass.length + k]];
        if (b < 2.3e-308) return;
        assert.ok(
          Math.abs(Math.log1p((a - b) / b)) <= 1e-13 * (1 + nu.get(`${redshift} ${m}`) ** 2),
          `z ${redshift}, mass ${m}: ${a}, native ${b}`,
        );
      }),
    );
    await page.close();
  },
);

test("works with the keyboard alone", async () => {
  const { page } = await open(full);
  const focused = () => page.evaluate(() => document.activeElement.textContent || document.activeElement.id);
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "Skip to the results");
  assert.ok(
    await page.evaluate(() => document.activeElement.getBoundingClientRect().left >= 0),
    "the skip link is seen",
  );
  await page.keyboard.press("Tab");
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await page.keyboard.press("Enter");
  assert.notEqual(await paper(), light, "the theme has changed");
  for (let i = 0; i < 10 && (await focused()) !== "Profiles"; i++) await page.keyboard.press("Tab");
  assert.equal(await focused(), "Profiles");
  assert.notEqual(
    await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle),
    "none",
    "the focus is seen",
  );
  await page.keyboard.press("Enter");
  await page.locator("#profiles .frame").first().focus();
  await page.keyboard.press("ArrowDown");
  assert.equal(await focused(), "main");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  assert.ok((await page.locator("#profiles .frame.above").count()) === 2);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("#profiles .frame.above").count(), 0);
  await page.goto(`${pathToFileURL(full)}#scaling`);
  await page.locator(".skip").focus();
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "views");
  assert.ok(await page.locator("#scaling").isVisible(), "skipping leaves the view as it is");
  await page.close();
});

// ---- how it looks ---------------------------------------------------------------------------------

test("a telephone's width is enough", async () => {
  const { page } = await open(full, { width: 360 });
  for (const view of views) {
    await page.goto(`${pathToFileURL(full)}#${view}`);
    await page.waitForTimeout(300);
    await page.evaluate(() =>
      document.querySelectorAll("details").forEach((details) => {
        details.open = true;
      }),
    );
    await page.waitForTimeout(200);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, view);
  }
  await page.close();
});

/** Runs in the page: texts whose contrast with what is behind them is below WCAG's AA. */
function faintTexts() {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const linear = (value) => ((value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement)
      if (rgba(getComputedStyle(e).backgroundColor)[3] === 255) return rgba(getComputedStyle(e).backgroundColor);
    return [255, 255, 255];
  };
  const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  return [...document.querySelectorAll("body *")]
    .filter((element) => hasText(element) && element.checkVisibility() && !element.closest("script, style, noscript"))
    .flatMap((element) => {
      const style = getComputedStyle(element),
        isSvg = element instanceof SVGElement;
      const ink = luminance(rgba(isSvg ? style.fill : style.color)),
        paper = luminance(behind(element));
      const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
      return contrast >= (parseFloat(style.fontSize) >= 24 ? 3 : 4.5)
        ? []
        : [`${element.tagName}.${element.className?.baseVal ?? element.className}: ${contrast.toFixed(2)}`];
    });
}

for (const colorScheme of ["light", "dark"])
  test(`contrast of texts, ${colorScheme}`, async () => {
    const { page } = await open(full, { colorScheme });
    for (const view of views) {
      await page.goto(`${pathToFileURL(full)}#${view}`);
      await page.waitForTimeout(300);
      await page.evaluate(() =>
        document.querySelectorAll("details").forEach((details) => {
          details.open = true;
        }),
      );
      await page.waitForTimeout(100);
      assert.deepEqual([...new Set(await page.evaluate(faintTexts))], [], view);
    }
    await page.close();
  });

test("paper shows all views", async () => {
  const { page, complaints } = await open(full);
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assert.equal(await page.locator("main > section:visible").count(), views.length);
  assert.ok((await page.pdf()).length > 100_000);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.equal(await page.locator("main > section:visible").count(), 1);
  assert.deepEqual(complaints, []);
  await page.close();
});

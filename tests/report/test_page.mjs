// SPDX-License-Identifier: MIT
// test_page.mjs: the page in headless Chromium. HMF_BUILD is the build whose programs write it (default
// build/release); CHROMIUM is the browser (default /usr/bin/chromium).
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { hostile, libraries, prepare, root, skip, writeResults } from "./page_fixture.mjs";

const build = process.env.HMF_BUILD ?? join(root, "build/release");
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
if (!existsSync(executablePath)) skip("chromium not found (Debian: chromium)");
prepare();
const { chromium } = createRequire(join(libraries, "package.json"))("playwright-core");

const hasExplorer = existsSync(join(build, "report/explorer.wasm"));
const needsExplorer = { skip: hasExplorer ? false : "explorer.wasm was not built" };
const views = "ladder leaderboard accuracy mass-function profiles scaling gate judge lesson machine".split(" ");
const scratch = mkdtempSync(join(tmpdir(), "hmf-page-"));
let browser, full, empty;

/** Writes the page of the results in a folder and returns its path. */
function makePage(name, results) {
  const out = join(scratch, name);
  const env = { ...process.env, HMF_RESULTS: results };
  execFileSync(join(root, "report/page/page.sh"), [root, build, out], { env, stdio: "pipe" });
  return out;
}

before(async () => {
  const results = join(scratch, "results"),
    nothing = join(scratch, "nothing");
  mkdirSync(results);
  mkdirSync(nothing);
  await writeResults(results);
  full = makePage("full.html", results);
  empty = makePage("empty.html", nothing);
  const args = "--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update";
  browser = await chromium.launch({ executablePath, headless: true, args: args.split(" ") });
});
after(async () => {
  await browser?.close();
  rmSync(scratch, { recursive: true });
});

/** Tests one page, which must make no request and write no error or warning. */
function pageTest(name, { view = "", width = 1280, colorScheme = "light", from = () => full, ...options }, body) {
  test(name, options, async () => {
    const url = pathToFileURL(from()).href;
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const complaints = [];
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => request.url().startsWith(url) || complaints.push(`request: ${request.url()}`));
    const show = async (view) => {
      await page.goto(`${url}#${view}`);
      if (view) await page.locator(`#${view}`).waitFor();
    };
    await show(view);
    await body(page, show);
    assert.deepEqual(complaints, []);
    await page.close();
  });
}

/** Shows each view with all its details open. */
async function eachView(page, show, visit) {
  for (const view of views) {
    await show(view);
    await page.waitForFunction((id) => document.querySelector(`#${id} :is(svg, table, .frame)`), view);
    await page.waitForTimeout(200);
    for (let depth = 0; depth < 2; depth++)
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
    await page.waitForTimeout(200);
    await visit(view, page.locator(`#${view}`));
  }
}

// ---- content --------------------------------------------------------------------------------------

test("is one file under 3 MB that refers to nothing to load", () => {
  assert.ok(statSync(full).size < 3e6);
  const html = readFileSync(full, "utf8").replace(/<script[^>]*>.*?<\/script>/gs, "");
  assert.doesNotMatch(html, /\s(?:src|srcset|href)="(?!#)|@import|url\(/);
});

pageTest(
  "every view has content, every chart a name and a table, and hostile names are text",
  {},
  async (page, show) => {
    let charts = 0;
    await eachView(page, show, async (view, section) => {
      assert.ok((await section.innerText()).length > 200, view);
      assert.equal(await page.locator("main > section:visible").count(), 1, view);
      assert.equal(await section.locator(".notice", { hasText: "cannot be drawn" }).count(), 0, view);
      for (const figure of await section.locator("figure").all()) {
        charts++;
        assert.ok((await figure.locator("svg[aria-label]").first().getAttribute("aria-label")).length > 10, view);
        assert.ok((await figure.locator("details tbody tr").count()) > 0, view);
      }
    });
    assert.ok(charts >= 8, `${charts} charts`);
    assert.equal(await page.evaluate("window.hacked"), undefined);
    assert.equal(await page.locator("img").count(), 0);
    assert.equal(await page.locator("script").count(), 2);
    const text = await page.evaluate(() => document.querySelector("main").textContent);
    for (const [name, value] of Object.entries(hostile)) assert.ok(text.includes(value), name);
  },
);

pageTest("missing results are listed with the command that makes them", { from: () => empty }, async (page, show) => {
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
    await show(view);
    await page.locator(`#${view} .not-run code`, { hasText: command }).first().waitFor();
  }
});

pageTest("warns about results from different sources", {}, async (page) => {
  await page.locator("#head .notice", { hasText: "uncommitted changes: headline" }).waitFor();
  await page.locator("#head .notice a").click();
  await page.locator("#machine dt", { hasText: "yes" }).waitFor();
});

pageTest("ties share a rank", { view: "leaderboard" }, async (page) => {
  const board = page.locator("#leaderboard figure").first();
  await board.locator("summary").click();
  const ranks = await board
    .locator("tbody tr")
    .evaluateAll((rows) => rows.map(({ children: [impl, rank] }) => `${rank.textContent} ${impl.textContent}`));
  assert.deepEqual(ranks.slice(0, 3), ["1= universal", "1= openmp", "3 memoised"]);
});

pageTest("a rung shows the changes of its source", { view: "ladder" }, async (page) => {
  const rung = page.locator('article[id="ladder/memoised"]');
  await rung.locator("summary", { hasText: "Changes of the source" }).click();
  await rung.locator("tr.new").first().waitFor();
  assert.ok((await rung.locator("tr.new").count()) > 10);
  assert.ok((await rung.locator("tr.gone").count()) > 5);
});

// ---- interaction ----------------------------------------------------------------------------------

pageTest(
  "a flame graph can be searched and zoomed, and names a deviating build",
  { view: "profiles" },
  async (page) => {
    assert.match(await page.locator("#profiles .note").first().innerText(), /executes 1\.25 times the instructions/);
    const graph = page.locator("#profiles .flame-graph").first();
    await graph.locator("input[type=search]").fill("^sig");
    assert.deepEqual(await graph.locator(".frame.found").allInnerTexts(), ["sigma"]);
    assert.match(await graph.locator("output").innerText(), /^12\.\d % of all$/);
    await graph.locator("input[type=search]").fill("(");
    assert.equal(await graph.locator("output").innerText(), "not a regular expression");
    await graph.locator("input[type=search]").fill("");
    await graph.locator(".frame", { hasText: "sigma" }).click();
    assert.equal(await graph.locator(".frame").count(), 3);
    await page.keyboard.press("Escape");
    assert.ok((await graph.locator(".frame").count()) > 5);
  },
);

pageTest("two profiles are compared in one flame graph", { view: "profiles" }, async (page) => {
  await page.getByLabel("Compared with").selectOption({ index: 1 });
  assert.ok((await page.locator("#profiles .frame.even").count()) >= 3);
  assert.match(await page.locator("#profiles .about").first().innerText(), /→/);
});

pageTest("sliders change the curve", { view: "mass-function", ...needsExplorer }, async (page) => {
  const path = "#mass-function svg [stroke='var(--accent)'] path";
  const curve = page.locator(path).first();
  await curve.waitFor();
  for (const name of ["omega_m", "h0", "sigma_8", "n_s", "delta_c", "z"]) {
    const earlier = await curve.getAttribute("d");
    await page.locator(`input[name=${name}]`).focus();
    for (let i = 0; i < 10; i++) await page.keyboard.press(name === "z" ? "ArrowRight" : "PageUp");
    await page.waitForFunction(([path, d]) => document.querySelector(path).getAttribute("d") !== d, [path, earlier]);
  }
  await page
    .locator("#mass-function .own-time dd", { hasText: /\d (ns|µs|ms)/ })
    .first()
    .waitFor();
});

pageTest("works with the keyboard alone", {}, async (page, show) => {
  const focused = () => page.evaluate(() => document.activeElement.textContent || document.activeElement.id);
  const above = page.locator("#profiles .frame.above");
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await press("Tab");
  assert.equal(await focused(), "Skip to the results");
  assert.ok(await page.evaluate(() => document.activeElement.getBoundingClientRect().left >= 0), "skip link visible");
  await press("Tab");
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await press("Enter");
  assert.notEqual(await paper(), light, "theme changed");
  for (let i = 0; i < 10 && (await focused()) !== "Profiles"; i++) await press("Tab");
  assert.equal(await focused(), "Profiles");
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.notEqual(outline, "none", "focus visible");
  await press("Enter");
  await page.locator("#profiles .frame").first().focus();
  await press("ArrowDown");
  assert.equal(await focused(), "main");
  await press("ArrowDown", "ArrowRight", "Enter");
  assert.equal(await above.count(), 2);
  await press("Escape");
  assert.equal(await above.count(), 0);
  await show("scaling");
  await page.locator(".skip").focus();
  await press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "views");
  assert.ok(await page.locator("#scaling").isVisible(), "the skip link keeps the view");
});

// ---- appearance -----------------------------------------------------------------------------------

pageTest("fits the width of a phone", { width: 360 }, (page, show) =>
  eachView(page, show, async (view) => {
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, view);
  }),
);

/** Runs in the page: returns the texts whose contrast with their background is below level AA of WCAG. */
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
  const background = (element) => {
    for (let e = element; e; e = e.parentElement)
      if (rgba(getComputedStyle(e).backgroundColor)[3] === 255) return rgba(getComputedStyle(e).backgroundColor);
    return [255, 255, 255];
  };
  const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  return [...document.querySelectorAll("body *")]
    .filter((element) => hasText(element) && element.checkVisibility() && !element.closest("script, style, noscript"))
    .flatMap((element) => {
      const style = getComputedStyle(element);
      const ink = luminance(rgba(element instanceof SVGElement ? style.fill : style.color)),
        paper = luminance(background(element));
      const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
      const name = `${element.tagName}.${element.className?.baseVal ?? element.className}: ${contrast.toFixed(2)}`;
      return contrast >= (parseFloat(style.fontSize) >= 24 ? 3 : 4.5) ? [] : [name];
    });
}

for (const colorScheme of ["light", "dark"])
  pageTest(`contrast of texts, ${colorScheme}`, { colorScheme }, (page, show) =>
    eachView(page, show, async (view) => {
      assert.deepEqual([...new Set(await page.evaluate(faintTexts))], [], view);
    }),
  );

pageTest("prints all views, in the light theme", { colorScheme: "dark" }, async (page) => {
  const visible = () => page.locator("main > section:visible").count();
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  assert.equal(await visible(), views.length);
  await page.emulateMedia({ media: "print" });
  const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(paper, "rgb(252, 252, 251)");
  await page.emulateMedia({ media: "screen" });
  assert.ok((await page.pdf()).length > 100_000);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  assert.equal(await visible(), 1);
});

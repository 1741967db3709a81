import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { projectPath } from "../../../modules/kit/project-path";
import { pageOf } from "../../../plan/review/page";
import { reviewOf, type Review } from "../../../plan/review";
import { allStacks } from "../../support/prepared";
import { plansOfEverything } from "./everything";
import { dangerous, madeHostile, release } from "./examples";

/** With KEEP_PICTURE=1, the test writes docs/plan-review.png. */
const picture = process.env["KEEP_PICTURE"] ? projectPath("docs", "plan-review.png") : undefined;

const program =
  process.env["CHROMIUM_PATH"] ??
  ["/usr/bin", ...(process.env["PATH"] ?? "").split(delimiter)]
    .flatMap((path) => ["chromium", "chromium-browser", "google-chrome"].map((name) => join(path, name)))
    .find((path) => existsSync(path));
const inBrowser = program === undefined ? describe.skip : describe;

interface View {
  readonly width: number;
  readonly colorScheme: "light" | "dark";
}

const views: readonly View[] = [360, 1280].flatMap((width) =>
  (["light", "dark"] as const).map((colorScheme) => ({ width, colorScheme })),
);

const pictured = views.find(({ width, colorScheme }) => width > 1000 && colorScheme === "light");

inBrowser(
  `the page of a plan review in Chromium${program === undefined ? " (not available: chromium)" : ""}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), "plan-review-"));
    let browser: Browser;
    /** What the browser reported, and what it loaded besides the page. */
    const problems: string[] = [];

    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox"] });
    }, 60_000);
    afterAll(async () => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    });
    afterEach(() => expect(problems.splice(0)).toEqual([]));

    const urlOf = (name: string, review: Review) => {
      const path = join(folder, `${name}.html`);
      writeFileSync(path, pageOf(review, { commit: "0123abc", base: "fedc987" }));
      return pathToFileURL(path).href;
    };

    async function opened(
      url: string,
      { width, colorScheme }: View = { width: 1280, colorScheme: "light" },
      javaScriptEnabled = true,
    ): Promise<Page> {
      const context = await browser.newContext({
        viewport: { width, height: 900 },
        colorScheme,
        javaScriptEnabled,
      });
      const page = await context.newPage();
      page.on("console", (message) => problems.push(message.text()));
      page.on("pageerror", (error) => problems.push(error.message));
      page.on("dialog", (dialog) => problems.push(dialog.message()));
      page.on("request", (request) => {
        if (request.url().split("#")[0] !== url.split("#")[0]) {
          problems.push(request.url());
        }
      });
      await page.goto(url, { waitUntil: "load" });
      return page;
    }

    /** The number of texts whose contrast with what is behind them is less than 4.5:1, with examples. */
    const lowContrast = (page: Page) =>
      page.evaluate(`(() => {
      const channels = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
      const luminance = ([r, g, b]) =>
        [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
          .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
      const behind = (element) => {
        for (let one = element; one; one = one.parentElement) {
          const [r, g, b, a = 1] = channels(getComputedStyle(one).backgroundColor);
          if (a > 0) return [r, g, b];
        }
        return [255, 255, 255];
      };
      return [...document.querySelectorAll("body *")]
        .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ""))
        .filter((one) => !["SCRIPT", "STYLE", "OPTION"].includes(one.tagName) && !one.closest("svg"))
        .flatMap((one) => {
          const [text, back] = [luminance(channels(getComputedStyle(one).color)), luminance(behind(one))];
          const ratio = (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05);
          return ratio < 4.5 ? [one.tagName + "." + one.className + " " + ratio.toFixed(2)] : [];
        });
    })()`) as Promise<string[]>;

    const overflow = (page: Page) =>
      page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");

    it.each(views)(
      "fits into $width px, $colorScheme, and can be read there",
      async (view) => {
        for (const [name, review] of [
          ["dangerous", await dangerous()],
          ["release", await release()],
        ] as const) {
          const page = await opened(urlOf(name, review), view);
          if (picture !== undefined && name === "dangerous" && view === pictured) {
            await page.setViewportSize({ width: 1000, height: 1000 });
            await page.screenshot({ path: picture });
          }
          await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
          expect(await overflow(page)).toBe(0);
          expect(await lowContrast(page)).toEqual([]);
          await page.context().close();
        }
      },
      60_000,
    );

    it("runs nothing that a text has", async () => {
      const page = await opened(urlOf("hostile", madeHostile(await dangerous())), {
        width: 360,
        colorScheme: "light",
      });
      await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })");
      expect(await overflow(page)).toBe(0);
      expect(await page.locator("img").count()).toBe(0);
      await page.context().close();
    }, 60_000);

    it("can be used with the keyboard alone", async () => {
      const page = await opened(urlOf("keyboard", await dangerous()));
      const focused = () => page.evaluate("document.activeElement.getAttribute('name')");
      const tabTo = async (isThere: () => Promise<boolean>) => {
        for (let presses = 0; presses < 80 && !(await isThere()); presses++) {
          await page.keyboard.press("Tab");
        }
        expect(await isThere()).toBe(true);
      };
      await tabTo(async () => (await focused()) === "text");
      await page.keyboard.type("db_instance");
      const shown = page.locator("#changes details.change:visible");
      await expect(shown.count()).resolves.toBe(1);
      expect(await page.locator("[name=shown]").textContent()).toBe("1 of 13 changes");
      const change = page.locator("[id='staging-data/aws_db_instance.main']");
      await tabTo(
        async () =>
          (await page.evaluate("document.activeElement.parentElement.id")) ===
          "staging-data/aws_db_instance.main",
      );
      expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).toBe("solid");
      await page.keyboard.press("Enter");
      expect(await change.getAttribute("open")).toBe("");
      await page.context().close();
    }, 60_000);

    it("filters by action and by risk, and counts what is left", async () => {
      const review = await dangerous();
      const page = await opened(urlOf("filter", review));
      const count = () => page.locator("#changes details.change:visible").count();
      await page.selectOption("[name=action]", "replace");
      const replaced = review.stacks
        .flatMap(({ changes }) => changes)
        .filter(({ action }) => action === "replace");
      expect(await count()).toBe(replaced.length);
      await page.selectOption("[name=risk]", "data");
      expect(await count()).toBe(1);
      expect(await page.locator("#changes .group:visible .count").allTextContents()).toEqual(["1 of 2"]);
      await page.selectOption("[name=action]", "");
      await page.selectOption("[name=risk]", "");
      expect(await count()).toBe(13);
      await page.click("[name=expand]");
      expect(await page.locator("#changes details:not([open])").count()).toBe(0);
      await page.click("[name=collapse]");
      expect(await page.locator("#changes details.change[open]").count()).toBe(0);
      await page.context().close();
    }, 60_000);

    it("opens the change that a link names, also if the filter hides it", async () => {
      const url = urlOf("link", await dangerous());
      const address = `aws_subnet.network_private["us-east-1a"]`;
      const page = await opened(`${url}#${encodeURIComponent(`staging-network/${address}`)}`);
      const change = page.locator(`[id='staging-network/${address}']`);
      expect(await change.getAttribute("open")).toBe("");
      expect(await change.locator("table").isVisible()).toBe(true);
      await page.fill("[name=text]", "no such change");
      await page.locator("#risks a", { hasText: "aws_s3_bucket.media" }).first().click();
      await page.locator("[id='staging-data/aws_s3_bucket.media'][open]").waitFor();
      // A module of the picture, and from there a change.
      await page.locator("#picture svg a", { hasText: "access" }).first().click();
      await page.locator("[id='picture/staging-data/access'][open]").waitFor();
      await page
        .locator("[id='picture/staging-data/access'] svg a", { hasText: "aws_iam_policy.reader" })
        .click();
      await page.locator("[id='staging-data/aws_iam_policy.reader'][open]").waitFor();
      await page.context().close();
    }, 60_000);

    it("can be read without its script", async () => {
      const page = await opened(urlOf("no-script", await dangerous()), undefined, false);
      expect(await page.locator("#filter").isVisible()).toBe(false);
      await page.locator("[id='staging-data/aws_db_instance.main'] > summary").click();
      expect(await page.locator("[id='staging-data/aws_db_instance.main'] table").isVisible()).toBe(true);
      await page.context().close();
    }, 60_000);

    it("is ready in a moment with all stacks", async () => {
      const stacks = Object.fromEntries(Object.entries(allStacks()).map(([name, { json }]) => [name, json]));
      const review = await reviewOf(plansOfEverything(stacks), {
        configurationOf: (stack) => stacks[stack] ?? {},
      });
      const url = urlOf("everything", review);
      for (const width of [360, 1280]) {
        const started = performance.now();
        const page = await opened(url, { width, colorScheme: "light" });
        const ready = performance.now() - started;
        await page.fill("[name=text]", "aws_kms_key");
        const filtered = performance.now() - started - ready;
        console.info(`${width} px: ready in ${Math.round(ready)} ms, filtered in ${Math.round(filtered)} ms`);
        expect(ready).toBeLessThan(10_000);
        expect(await overflow(page)).toBe(0);
        const largest = (await page.evaluate(
          "Math.max(...[...document.querySelectorAll('#picture svg')].map((one) => one.querySelectorAll('.node').length))",
        )) as number;
        expect(largest).toBeLessThanOrEqual(40);
        await page.context().close();
      }
    }, 120_000);
  },
);

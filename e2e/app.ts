// What a test gets: the app, on one database or the other, and browsers that are watched.
import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import { type App, health, startApp } from "./instance.ts";
import { startPair } from "./pair.ts";
import { skipWithoutPostgres } from "./postgres.ts";

export { type App, health, startApp } from "./instance.ts";

interface Fixtures {
  /** Skips, aloud, what needs a PostgreSQL server where there is none. */
  installed: undefined;
  app: App;
  /** A page in a browser of its own, watched like the first. */
  newVisitor: (app?: App) => Promise<Page>;
  /** Console errors that this test provokes on purpose, such as a 429. All others fail it. */
  expectedErrors: RegExp | undefined;
}

/** A project of playwright.config.ts: one instance with the database inside, or two that share a real one. */
export interface Project {
  database: "embedded" | "postgresql";
}

interface Shared extends Project {
  /** One for all tests of a worker. */
  workerApp: App;
}

export const test = base.extend<Fixtures & { watch: (context: BrowserContext) => void }, Shared>({
  database: ["embedded", { option: true, scope: "worker" }],
  workerApp: [
    async ({ database }, use) => {
      const app = await (database === "embedded" ? startApp() : startPair());
      expect(await health(app), app.log()).toBe(200);
      await use(app);
      await app.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  installed: [
    async ({ database }, use, testInfo) => {
      testInfo.skip(database === "postgresql" && !!skipWithoutPostgres, skipWithoutPostgres || "");
      await use(undefined);
    },
    { auto: true },
  ],
  app: [
    async ({ workerApp }, use) => {
      workerApp.provider.reset();
      await use(workerApp);
    },
    { auto: true },
  ],
  baseURL: ({ workerApp }, use) => use(workerApp.url),
  expectedErrors: [undefined, { option: true }],
  /** Fails the test for whatever a page complains of, a refused script or style (CSP) among it. */
  watch: async ({ expectedErrors }, use) => {
    const errors: string[] = [];
    await use((context) => {
      context.on("console", (message) => message.type() === "error" && errors.push(message.text()));
      context.on("weberror", (error) => errors.push(String(error.error())));
    });
    expect(errors.filter((error) => !expectedErrors?.test(error))).toEqual([]);
  },
  context: async ({ context, watch }, use) => {
    watch(context);
    await use(context);
  },
  newVisitor: async ({ browser, workerApp, watch }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (app = workerApp) => {
      const context = await browser.newContext({ baseURL: app.url });
      contexts.push(context);
      watch(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});

export { expect };

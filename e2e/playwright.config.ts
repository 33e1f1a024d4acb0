import { defineConfig, devices } from "@playwright/test";
import type { Project } from "./app.ts";

// Set by lib/cli/test.mjs where Playwright's own browser is not there.
const executablePath = process.env.CHROMIUM_PATH;
const root = process.getuid?.() === 0;

/** Where the database matters, or which instance answers. Whatever speaks to one instance alone, or starts its own, is not. */
// biome-ignore format: one paragraph reads better
const onBoth = ["attempts", "callback", "connect", "identity", "keys", "leave", "outcomes", "owners", "planted", "relay", "sessions"];
/** POSTGRESQL=all npm test -- e2e --project=postgresql */
const testMatch =
  process.env.POSTGRESQL === "all" ? "**/*.spec.ts" : onBoth.map((name) => `**/e2e/${name}.spec.ts`);

export default defineConfig<object, Project>({
  testDir: ".",
  outputDir: "../test-results",
  fullyParallel: true,
  workers: 2, // each has an app with a database of its own: see app.ts
  timeout: 90_000, // patience costs nothing: what passes is as quick as before
  expect: { timeout: 15_000 }, // two apps and two browsers share the machine
  forbidOnly: !!process.env.CI,
  reporter: "list",
  projects: [{ name: "embedded" }, { name: "postgresql", testMatch, use: { database: "postgresql" } }],
  use: {
    ...devices["Desktop Chrome"],
    trace: "retain-on-failure",
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: [
        "--disable-background-networking",
        "--disable-component-update",
        ...(root ? ["--no-sandbox"] : []),
      ],
    },
  },
});

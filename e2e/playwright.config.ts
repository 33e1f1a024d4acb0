import { defineConfig, devices } from "@playwright/test";

// Set by lib/cli/test.mjs where Playwright's own browser is not there.
const executablePath = process.env.CHROMIUM_PATH;
const root = process.getuid?.() === 0;

export default defineConfig({
  testDir: ".",
  outputDir: "../test-results",
  fullyParallel: true,
  workers: 2, // each has an app with a database of its own: see app.ts
  timeout: 90_000, // patience costs nothing: what passes is as quick as before
  expect: { timeout: 15_000 }, // two apps and two browsers share the machine
  forbidOnly: !!process.env.CI,
  reporter: "list",
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

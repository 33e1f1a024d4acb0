// The browser that Playwright drives: its own, the system's, or one that is installed now.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { step } from "./setup.mjs";

/** Debian's name for what Playwright's own is, too: a Chromium without a window, a quarter lighter. */
const SHELL = "chromium-headless-shell";

/** The browser of the system; "" stands for Playwright's own; undefined when there is none. */
async function lookForBrowser() {
  const { chromium } = await import("@playwright/test");
  if (existsSync(chromium.executablePath())) return "";
  const names = [SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const apps = ["Google Chrome", "Chromium"].map(
    (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
  );
  const folders = (process.env.PATH ?? "").split(delimiter);
  const paths = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...apps];
  // Ubuntu's chromium-browser may be a script that only says "install the snap": ask before trusting.
  return paths.find((path) => existsSync(path) && spawnSync(path, ["--version"]).status === 0);
}

/** Finds a browser, or installs one. @throws {Error} when there is no way to one */
export async function findBrowser() {
  const apt = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  const debian = apt && /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
  process.env.DEBIAN_FRONTEND = "noninteractive";
  const ways = [
    // Debian's comes with the libraries it needs, and from where the machine has everything else.
    ...(debian ? ["apt-get update", `apt-get install -y --no-install-recommends ${SHELL}`] : []),
    `playwright install ${apt ? "--with-deps " : ""}chromium`,
  ];
  let browser = await lookForBrowser();
  for (const way of ways) {
    if (browser !== undefined) break;
    await step("Installing Chromium", way).catch((error) => console.error(error.message));
    browser = await lookForBrowser();
  }
  if (browser === undefined) throw new Error("There is no browser. Install Chromium or Google Chrome.");
  return browser;
}

// What the build leaves behind: hashes for the scripts, and no page made ahead.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./app.ts";
import { ask } from "./raw.ts";

const next = join(import.meta.dirname, "../.next");

test("the framework's scripts carry their hash", async ({ app }) => {
  const manifest = readFileSync(join(next, "server/subresource-integrity-manifest.json"), "utf8");
  const hashes: Record<string, string> = JSON.parse(manifest);
  const { body } = await ask(app.url, "/");
  const scripts = [...body.matchAll(/<script src="\/_next\/([^"]+)"[^>]* integrity="([^"]+)"/g)];
  expect(scripts.length).toBeGreaterThanOrEqual(4); // the entry and what starts it; Next gives none to a page's own parts
  for (const [, file = "", integrity] of scripts) {
    expect(integrity).toMatch(/^sha384-/);
    expect(hashes[file], file).toBe(integrity);
  }
});

test("no page is made ahead but the one that is closed", () => {
  const { routes, dynamicRoutes } = JSON.parse(readFileSync(join(next, "prerender-manifest.json"), "utf8"));
  expect(Object.keys({ ...routes, ...dynamicRoutes })).toEqual(["/_global-error"]);
});

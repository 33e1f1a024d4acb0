// Every address of the app, read from its files: a new one cannot be forgotten.
import { globSync, readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";

const root = join(import.meta.dirname, "..");

/** The folders below app/ that hold such a file, as addresses. */
const addresses = (file: string): string[] =>
  globSync(`app/**/${file}`, { cwd: root })
    .map((path) => `/${dirname(path).split(sep).slice(1).join("/")}`)
    .sort();

/** What a person can look at. */
export const PAGES = addresses("page.tsx");

/** What answers a form or a script, and by which methods. */
export const HANDLERS = addresses("route.ts").map((path) => {
  const source = readFileSync(join(root, "app", path, "route.ts"), "utf8");
  const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].filter((method) =>
    new RegExp(`^export [^;]*?\\b${method}\\b`, "m").test(source),
  );
  return { path, methods };
});

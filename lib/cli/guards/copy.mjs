// A copy of the project to break. It lies inside the project, where it finds the packages, in a folder that every other
// tool passes over and a build of the project leaves alone.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { editsOf } from "./list.mjs";

/** Where it is, from the project's folder. */
export const copy = ".next/cache/guards";

/** Makes it anew. The lockfile stays out: the framework would take the copy for a project of its own. */
export function makeCopy() {
  removeCopy();
  mkdirSync(copy, { recursive: true });
  const left = /^(\.(?!env\.example).*|node_modules|test-results|package-lock\.json|.*\.tsbuildinfo)$/;
  for (const name of readdirSync("."))
    if (!left.test(name)) cpSync(name, join(copy, name), { recursive: true });
}

/** The tests start the framework from a folder of packages of its own; the build takes ten times as long with one. */
export function linkPackages(/** @type {boolean} */ wanted) {
  const link = join(copy, "node_modules");
  rmSync(link, { force: true });
  if (wanted) symlinkSync("../../../node_modules", link, "junction");
}

export const removeCopy = () => rmSync(copy, { recursive: true, force: true });

/**
 * Breaks it.
 * @param {import("./list.mjs").Guard} guard
 * @returns {() => void} mends it again
 * @throws {Error} when what is to be broken is not there exactly once
 */
export function apply(guard) {
  /** @type {Map<string, string>} */
  const whole = new Map();
  const mend = () => {
    for (const [path, text] of whole) writeFileSync(path, text);
  };
  for (const [file, old, next] of editsOf(guard)) {
    const path = join(copy, file);
    const text = readFileSync(path, "utf8");
    if (!whole.has(path)) whole.set(path, text);
    if (text.split(old).length !== 2) {
      mend();
      throw new Error(`its text is not there exactly once: ${old}`);
    }
    writeFileSync(
      path,
      text.replace(old, () => next),
    );
  }
  return mend;
}

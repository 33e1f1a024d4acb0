// On what something was measured.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";

/** @param {string} name of a package */
const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8")).version;

/** The commit, as far as there is one. */
function commit() {
  try {
    return execFileSync("git", ["describe", "--always", "--dirty"], { encoding: "utf8" }).trim();
  } catch {
    return "none";
  }
}

/** One line: the commit, versions, and the machine's size. */
export function facts() {
  const packages = ["next", "prisma", "@electric-sql/pglite"].map((name) => `${name} ${version(name)}`);
  const memory = Math.round(totalmem() / 2 ** 30);
  return `Commit ${commit()}, Node ${process.versions.node}, ${packages.join(", ")}; ${cpus().length} CPUs, ${memory} GB.`;
}

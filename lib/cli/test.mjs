// `npm test`: everything that must hold, on a machine with nothing but Node, summed up in the last line.
// `npm test -- unit` and `npm test -- e2e` run one kind; further arguments go to its runner, such as --project=postgresql.
import { cpSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findBrowser } from "./browser.mjs";
import { build } from "./demo.mjs";
import { failures, finish, playwright, report } from "./report.mjs";
import { fail, prepare, stopping } from "./setup.mjs";

/** @typedef {import("./report.mjs").Counts} Counts */

const total = { passed: 0, failed: 0, skipped: 0 };

/**
 * Runs one check under a heading and adds up what it counted. One that throws or passes nothing has failed.
 * @param {string} name
 * @param {() => Promise<Counts>} check
 */
async function run(name, check) {
  console.log(`\n== ${name}`);
  const counts = await check().catch((error) => {
    console.error(error.message);
    return /** @type {Counts} */ ({ failed: 1 });
  });
  if (stopping) process.exit(130);
  const { passed = 0, failed = 0, skipped = 0 } = counts;
  if (passed + failed === 0) console.error("Not one test ran.");
  total.passed += passed;
  total.failed += passed ? failed : failed || 1;
  total.skipped += skipped;
}

/** A check that is one tool, and counts as one. @type {(line: string) => Promise<Counts>} */
const tool = async (line) => ((await failures(line)) ? { failed: 1 } : { passed: 1 });

/**
 * That app/sandbox can be deleted: a copy of the project without it builds, and its types hold. The copy lies inside the
 * project, where it finds the packages, and in a folder that every other tool passes over.
 */
async function withoutSandbox() {
  const copy = ".next/without-sandbox";
  const left = /^(\..*|node_modules|test-results|package-lock\.json|.*\.tsbuildinfo)$/;
  const filter = (/** @type {string} */ path) => path !== join("app", "sandbox");
  for (const name of readdirSync("."))
    if (!left.test(name)) cpSync(name, join(copy, name), { recursive: true, filter });
  const bad =
    (await failures("next build", { cwd: copy })) || (await failures("tsc --noEmit", { cwd: copy }));
  rmSync(copy, { recursive: true });
  return bad ? { failed: 1 } : { passed: 1 };
}

/** @type {(more: string[]) => Promise<Counts>} */
async function unit(more) {
  const file = report("unit.tap");
  const show = "--test-reporter=spec --test-reporter-destination=stdout";
  const keep = `--test-reporter=tap --test-reporter-destination=${file}`;
  const line = `node --test --test-force-exit --conditions=react-server ${show} ${keep}`;
  const bad = await failures(line, {}, [...more, "lib/**/*.test.ts", "app/**/*.test.ts"]);
  /** @type {Record<string, number>} The runner's closing lines, such as "# pass 12". */
  const counts = {};
  for (const [, word = "", n] of readFileSync(file, "utf8").matchAll(/^# (\w+) (\d+)$/gm))
    counts[word] = Number(n);
  const { pass = 0, fail = 0, cancelled = 0, skipped = 0, todo = 0 } = counts;
  return { passed: pass, failed: fail + cancelled || bad, skipped: skipped + todo };
}

/** @type {(more: string[]) => Promise<Counts>} */
async function e2e(more) {
  process.env.CHROMIUM_PATH ||= await findBrowser();
  return playwright("", more);
}

async function main() {
  const [only, ...more] = process.argv.slice(2);
  if (only && !["unit", "e2e"].includes(only)) throw new Error("Use: npm test [-- unit | e2e [arguments]]");
  await prepare();
  if (!only) await run("Format and lint", () => tool("biome ci ."));
  let built = false;
  if (only !== "unit") {
    await run("Build", async () => {
      await build();
      built = true;
      return { passed: 1 };
    });
  }
  // After the build, which writes the types of the routes.
  if (!only) await run("Types", () => tool("tsc --noEmit"));
  if (!only) await run("Without the sandbox", withoutSandbox);
  if (only !== "e2e") await run("Unit tests", () => unit(more));
  if (only !== "unit") {
    await run("End to end", async () => {
      if (!built) throw new Error("There is nothing to test: the build failed.");
      return e2e(more);
    });
  }
  finish(total);
}

await main().catch(fail);

// What a test runner found: counted from the report that it also writes, and summed up in one last line.
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { start } from "./setup.mjs";

/** @typedef {{ passed?: number, failed?: number, skipped?: number }} Counts */
/** @typedef {{ status: string, annotations: { type: string, description?: string }[] }} Case */
/** @typedef {{ specs?: { tests: Case[] }[], suites?: Suite[] }} Suite */

/** Runs a tool in this terminal; resolves to 0 when it ended well, else to 1. */
export async function failures(/** @type {Parameters<typeof start>} */ ...words) {
  const [code] = await once(start(...words), "close");
  return code === 0 ? 0 : 1;
}

/** Where a runner writes its report; nothing is there yet. @type {(name: string) => string} */
export function report(name) {
  mkdirSync("e2e/report", { recursive: true });
  rmSync(`e2e/report/${name}`, { force: true });
  return `e2e/report/${name}`;
}

/**
 * Runs Playwright Test.
 * @param {string} line its arguments
 * @param {string[]} more those that may contain spaces
 * @returns {Promise<Required<Counts> & { suites: Suite[] }>}
 */
export async function playwright(line, more) {
  process.env.PLAYWRIGHT_JSON_OUTPUT_FILE = report("e2e.json");
  const bad = await failures(`playwright test -c e2e --reporter=list,json ${line}`.trim(), {}, more);
  const { stats, suites } = JSON.parse(readFileSync(process.env.PLAYWRIGHT_JSON_OUTPUT_FILE, "utf8"));
  const failed = stats.unexpected + stats.flaky || bad;
  return { passed: stats.expected, failed, skipped: stats.skipped, suites };
}

/** Ends the command with the sum. @type {(counts: Required<Counts>) => never} */
export function finish({ passed, failed, skipped }) {
  console.log(`\n${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`);
  process.exit(failed ? 1 : 0);
}

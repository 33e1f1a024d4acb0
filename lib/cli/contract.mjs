// `npm run contract -- --url https://modelgates.ai`: e2e/contract against a running gateway. No build, no browser. With an
// apiKey in MODELGATES_API_KEY it spends a cent at most; what it cannot try there it names at the end.
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { fail, prepare, start, stopping } from "./setup.mjs";

const USAGE = "Use: npm run contract -- --url https://modelgates.ai [-- arguments of playwright test]";

/** The gateway's address as the suite wants it. @throws {Error} with the way out */
function readUrl() {
  const { values, positionals } = parseArgs({
    options: { url: { type: "string" } },
    allowPositionals: true,
  });
  const { url = "" } = values;
  const { protocol, username, password, search, hash } = URL.canParse(url) ? new URL(url) : new URL("none:");
  const plain = !(username || password || search || hash);
  if (!/^https?:$/.test(protocol) || !plain) throw new Error(USAGE);
  return { url: url.replace(/\/+$/, ""), more: positionals };
}

/** @typedef {{ status: string, annotations: { type: string, description?: string }[] }} Case */
/** @typedef {{ specs?: { tests: Case[] }[], suites?: Suite[] }} Suite */

/** Every test of a report, however deep. @type {(suite: Suite) => Case[]} */
const casesOf = ({ specs = [], suites = [] }) => [
  ...specs.flatMap(({ tests }) => tests),
  ...suites.flatMap(casesOf),
];

async function main() {
  const { url, more } = readUrl();
  const apiKey = process.env.MODELGATES_API_KEY?.trim() ?? "";
  // A header cannot carry it, and the error that says so would print it.
  if (/[^!-~]/.test(apiKey)) throw new Error("MODELGATES_API_KEY has a character that no key has.");
  await fetch(`${url}/api/v1/models?limit=1`, { signal: AbortSignal.timeout(15_000) }).catch(() => {
    throw new Error(`Nothing answers at ${url}. Is the address right, and the network up?`);
  });
  await prepare();

  const file = "e2e/report/contract.json";
  mkdirSync("e2e/report", { recursive: true });
  rmSync(file, { force: true });
  Object.assign(process.env, {
    CONTRACT_URL: url,
    MODELGATES_API_KEY: apiKey,
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
  });
  // At a live gateway one after another. No trace: it could hold the apiKey.
  const workers = /\/sandbox(\/live)?$/.test(url) ? 2 : 1;
  const line = `playwright test -c e2e e2e.contract. --workers=${workers} --trace=off --reporter=list,json`;
  const [code] = await once(start(line, {}, more), "close");
  if (stopping) process.exit(130);

  const { stats, suites } = JSON.parse(readFileSync(file, "utf8"));
  const reasons = /** @type {Map<string, number>} */ (new Map());
  for (const { status, annotations } of casesOf({ suites })) {
    const { description = "no reason given" } = annotations.find(({ type }) => type === "skip") ?? {};
    if (status === "skipped") reasons.set(description, (reasons.get(description) ?? 0) + 1);
  }
  if (reasons.size > 0) console.log("\nSkipped here:");
  for (const [reason, count] of reasons) console.log(`${String(count).padStart(5)}  ${reason}`);
  const failed = stats.unexpected + stats.flaky || (code === 0 ? 0 : 1);
  const skipped = stats.skipped ? `, ${stats.skipped} skipped` : "";
  console.log(`\n${stats.expected} passed, ${failed} failed${skipped}`);
  process.exit(failed ? 1 : 0);
}

await main().catch(fail);

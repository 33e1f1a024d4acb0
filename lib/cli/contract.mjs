// `npm run contract -- --url https://modelgates.ai`: e2e/contract against a running gateway. No build, no browser. With an
// apiKey in MODELGATES_API_KEY it spends a cent at most; what it cannot try there it names at the end.
import { parseArgs } from "node:util";
import { finish, playwright } from "./report.mjs";
import { fail, prepare, stopping } from "./setup.mjs";

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

/** Every test of a report, however deep. @type {(suite: import("./report.mjs").Suite) => import("./report.mjs").Case[]} */
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

  Object.assign(process.env, { CONTRACT_URL: url, MODELGATES_API_KEY: apiKey });
  // At a live gateway one after another. No trace: it could hold the apiKey.
  const workers = /\/sandbox(\/live)?$/.test(url) ? 2 : 1;
  const found = await playwright(`e2e.contract. --workers=${workers} --trace=off`, more);
  if (stopping) process.exit(130);

  const reasons = /** @type {Map<string, number>} */ (new Map());
  for (const { status, annotations } of casesOf(found)) {
    const { description = "no reason given" } = annotations.find(({ type }) => type === "skip") ?? {};
    if (status === "skipped") reasons.set(description, (reasons.get(description) ?? 0) + 1);
  }
  if (reasons.size > 0) console.log("\nSkipped here:");
  for (const [reason, count] of reasons) console.log(`${String(count).padStart(5)}  ${reason}`);
  finish(found);
}

await main().catch(fail);

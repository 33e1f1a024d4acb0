// `npm run fuzz`: the long form of what `npm test` tries in short, over the production build. Named targets alone:
// `npm run fuzz -- cookies callbacks`. A failure prints the seed and the input; the same seed makes the same choices.
import { parseArgs } from "node:util";
import { build } from "./demo.mjs";
import { failures, finish, playwright } from "./report.mjs";
import { fail, prepare, stopping } from "./setup.mjs";

const USAGE = "Use: npm run fuzz -- [--runs N] [--seed S] [cookies] [ciphertexts] [callbacks] [chat]";

/** How many inputs each target gets when nothing is said. @type {Record<string, number>} */
const LONG = { cookies: 1_000_000, ciphertexts: 1_000_000, callbacks: 200_000, chat: 200_000 };

/** @throws {Error} with the way out */
function readArguments() {
  const options = /** @type {const} */ ({ runs: { type: "string" }, seed: { type: "string" } });
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const { runs, seed = "1" } = values;
  const numbers = [runs ?? "1", seed].every((text) => /^[1-9]\d{0,8}$/.test(text));
  if (!numbers || !positionals.every((name) => name in LONG)) throw new Error(USAGE);
  const targets = positionals.length > 0 ? positionals : Object.keys(LONG);
  return { targets, runs, seed };
}

async function main() {
  const { targets, runs, seed } = readArguments();
  await prepare();
  if (targets.join() !== "ciphertexts") await build();
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const target of targets) {
    Object.assign(process.env, { FUZZ_SEED: seed, FUZZ_RUNS: runs ?? String(LONG[target]) });
    console.log(`\n== ${target}: ${process.env.FUZZ_RUNS} inputs, seed ${seed}`);
    const { passed = 0, failed = 0 } = await run(target);
    if (stopping) process.exit(130);
    total.passed += passed;
    total.failed += failed;
  }
  finish(total);
}

/** @type {(target: string) => Promise<import("./report.mjs").Counts>} */
async function run(target) {
  if (target !== "ciphertexts") return playwright(`e2e.fuzz-${target}.spec --workers=1 --trace=off`, []);
  const bad = await failures("node --test --test-force-exit --conditions=react-server lib/fuzz.test.ts");
  return bad ? { failed: 1 } : { passed: 1 };
}

await main().catch(fail);

// `npm run chaos`: the long form of what `npm test` tries in short. The production app is killed (kill -9) at 200 moments while
// people connect, make keys and leave, and while the secret is rotated: half of them on the embedded database, half on
// PostgreSQL. The seed chooses what is done, and when; what it meets is the machine's. About a quarter of an hour.
import { parseArgs } from "node:util";
import { build } from "./demo.mjs";
import { finish, playwright } from "./report.mjs";
import { fail, prepare, stopping } from "./setup.mjs";

const USAGE = "Use: npm run chaos -- [--kills N] [--seed S]";

/** @throws {Error} with the way out */
function readArguments() {
  const options = /** @type {const} */ ({ kills: { type: "string" }, seed: { type: "string" } });
  const { kills = "200", seed = "1" } = parseArgs({ options }).values;
  if (![kills, seed].every((text) => /^[1-9]\d{0,5}$/.test(text))) throw new Error(USAGE);
  return { CHAOS_KILLS: kills, CHAOS_SEED: seed };
}

async function main() {
  Object.assign(process.env, readArguments());
  await prepare();
  await build();
  const { passed, failed, skipped } = await playwright("e2e.chaos.spec --workers=1 --trace=off", []);
  if (stopping) process.exit(130);
  finish({ passed, failed, skipped });
}

await main().catch(fail);

// `npm run load`: what the production app does under load, at full length; `npm test` does the same in short. Against this machine
// alone, and a provider of its own. Named parts alone: `npm run load -- soak growth`. Fifteen minutes in all. What it says holds for
// this machine and this moment: nothing else should run meanwhile.
import { build } from "./demo.mjs";
import { finish, playwright } from "./report.mjs";
import { fail, prepare, stopping } from "./setup.mjs";

const PARTS = ["soak", "ramp", "overload", "aborts", "drips", "growth"];

async function main() {
  const parts = process.argv.slice(2);
  if (!parts.every((part) => PARTS.includes(part)))
    throw new Error(`Use: npm run load [-- ${PARTS.join(" | ")} ...]`);
  await prepare();
  await build();
  process.env.LOAD = "long";
  const chosen = parts.length > 0 ? parts : PARTS;
  const line = "e2e.load.spec e2e.growth.spec --workers=1 --trace=off -g";
  const { passed, failed, skipped } = await playwright(line, [`(${chosen.join("|")}): `]);
  if (stopping) process.exit(130);
  finish({ passed, failed, skipped });
}

await main().catch(fail);

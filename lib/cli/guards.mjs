// `npm run test:guards`: proves that the guards are guarded. In a copy of the project each is taken away, one at a time,
// and a test must fail. `npm run test:guards -- NAME...` for some of them. It takes 20 minutes in all, much of it builds.
import { findBrowser } from "./browser.mjs";
import { apply, makeCopy, removeCopy } from "./guards/copy.mjs";
import { guards, testOf } from "./guards/list.mjs";
import { build, isEndToEnd, runTests } from "./guards/run.mjs";
import { fail, prepare, stopping } from "./setup.mjs";

/** @typedef {import("./guards/list.mjs").Guard} Guard */

/** @throws {Error} for a name that is none */
function chosen() {
  const names = process.argv.slice(2);
  const unknown = names.find((name) => !guards.some((guard) => guard.name === name));
  if (unknown) throw new Error(`There is no guard ${unknown}. Use: npm run test:guards [-- NAME...]`);
  return guards.filter(({ name }) => names.length === 0 || names.includes(name));
}

/** That the tests pass while nothing is broken: else a failure means nothing. @type {(all: Guard[]) => Promise<string[]>} */
async function unbroken(all) {
  /** @type {Map<string, Set<string>>} */
  const files = new Map();
  for (const [file, title] of all.map(testOf)) files.set(file, (files.get(file) ?? new Set()).add(title));
  const bad = [];
  for (const [file, titles] of files) {
    const outcomes = await runTests(file, [...titles]);
    for (const title of titles) {
      const own = outcomes.filter((outcome) => outcome.title.includes(title));
      if (own.length > 0 && own.every(({ passed }) => passed)) continue;
      bad.push(`${file}: ${title}: ${own[0] ? `fails unbroken: ${own[0].why}` : "does not run"}`);
    }
  }
  return bad;
}

/** What becomes of one breakage. @type {(guard: Guard) => Promise<[verdict: "killed" | "SURVIVED" | "INVALID", words: string]>} */
async function judge(guard) {
  const [file, title] = testOf(guard);
  const mend = apply(guard);
  try {
    const complaint = isEndToEnd(file) ? await build() : "";
    if (complaint) return ["INVALID", `it does not build:\n${complaint}`];
    const outcomes = await runTests(file, [title]);
    const own = outcomes.filter((outcome) => outcome.title.includes(title));
    const failed = own.find(({ passed }) => !passed);
    if (failed) return ["killed", `${file}: ${failed.title} (${failed.why.slice(0, 100)})`];
    return own[0] ? ["SURVIVED", guard.test] : ["INVALID", `its test does not run: ${outcomes[0]?.why}`];
  } finally {
    mend();
  }
}

async function main() {
  const all = chosen();
  await prepare();
  makeCopy();
  if (all.some((guard) => isEndToEnd(testOf(guard)[0]))) {
    process.env.CHROMIUM_PATH ||= await findBrowser();
    const complaint = await build();
    if (complaint) throw new Error(`The copy does not build:\n${complaint}`);
  }
  const bad = await unbroken(all);
  if (bad.length > 0) throw new Error(bad.join("\n"));
  const sum = { killed: 0, SURVIVED: 0, INVALID: 0 };
  for (const guard of all) {
    const began = Date.now();
    const [verdict, words] = await judge(guard).catch(
      (error) => /** @type {const} */ (["INVALID", error.message]),
    );
    if (stopping) process.exit(130);
    sum[verdict]++;
    console.log(
      `${verdict.padEnd(8)} ${guard.name} by ${words}, ${Math.round((Date.now() - began) / 1000)} s`,
    );
  }
  removeCopy();
  console.log(
    `\n${all.length} guards: ${sum.killed} killed, ${sum.SURVIVED} survived, ${sum.INVALID} invalid`,
  );
  process.exit(sum.killed === all.length ? 0 : 1);
}

await main().catch(fail);

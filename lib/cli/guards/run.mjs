// Runs single tests in the copy, and tells how each ended.
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { start } from "../setup.mjs";
import { copy, linkPackages } from "./copy.mjs";

/** @typedef {{ title: string, passed: boolean, why: string }} Outcome of one test */
/** @typedef {{ title: string, ok: boolean, tests: { results: { error?: { message?: string } }[] }[] }} Spec */
/** @typedef {{ specs?: Spec[], suites?: Suite[] }} Suite of Playwright's report */

/** Longer than any of them takes: one that hangs has failed. */
const PATIENCE = 300_000;
const pattern = (/** @type {string} */ text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/**
 * Runs a tool in the copy without showing what it says.
 * @param {string} line
 * @param {string[]} more
 * @param {Record<string, string>} env
 */
async function run(line, more = [], env = {}) {
  const child = start(
    line,
    { cwd: copy, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } },
    more,
  );
  const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (said += chunk));
  const [code] = await once(child, "close");
  clearTimeout(timer);
  return { code, said };
}

/** Builds the copy: "" when it does, else what the build said last. */
export async function build() {
  linkPackages(false);
  const { code, said } = await run("next build");
  linkPackages(true);
  return code === 0 ? "" : said.trim().split("\n").slice(-15).join("\n");
}

/** Whether a test needs the build. @type {(file: string) => boolean} */
export const isEndToEnd = (file) => file.startsWith("e2e/");

/** Runs the tests of `file` whose title contains one of `titles`. @type {(file: string, titles: string[]) => Promise<Outcome[]>} */
export const runTests = (file, titles) =>
  isEndToEnd(file) ? runPlaywright(file, titles) : runUnit(file, titles);

/** @type {typeof runTests} */
async function runUnit(file, titles) {
  const names = titles.map((title) => `--test-name-pattern=${pattern(title)}`);
  const line =
    "node --test --test-force-exit --conditions=react-server --test-timeout=60000 --test-reporter=tap";
  const { said } = await run(line, [...names, file]);
  // TAP: each result begins with "ok" or "not ok", and what failed says why below.
  const results = said.split(/^(?=(?:not )?ok \d+ - )/m).slice(1);
  return results.map((text) => {
    const [, not, title = ""] = /^(not )?ok \d+ - (.*?)(?: # .*)?$/m.exec(text) ?? [];
    const [, why = ""] = /^ {2}error: (?:\|-\n\s*)?(.*)$/m.exec(text) ?? [];
    return { title: title.replaceAll("\\", ""), passed: !not, why };
  });
}

/** @type {typeof runTests} */
async function runPlaywright(file, titles) {
  const report = resolve(copy, "e2e.json");
  rmSync(report, { force: true });
  const line =
    "playwright test -c e2e --workers=1 --reporter=json --trace=off --timeout=90000 --project=embedded";
  const grep = `--grep=${titles.map(pattern).join("|")}`;
  const { said } = await run(line, [grep, join("e2e", `${file.slice(4).replace(".ts", "")}`)], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
  });
  try {
    return JSON.parse(readFileSync(report, "utf8")).suites.flatMap(outcomesOf);
  } catch {
    return [{ title: "", passed: false, why: said.trim().split("\n").at(-1) ?? "" }];
  }
}

/** @type {(suite: Suite) => Outcome[]} */
const outcomesOf = ({ specs = [], suites = [] }) => [
  ...specs.map(({ title, ok, tests }) => {
    const message = tests[0]?.results[0]?.error?.message ?? "";
    const plain = message.replace(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g"), "");
    return { title, passed: ok, why: plain.split("\n")[0] ?? "" };
  }),
  ...suites.flatMap(outcomesOf),
];

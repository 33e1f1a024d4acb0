// Makes a fresh clone ready to run. Plain JavaScript without a dependency: it runs on whatever Node the machine has,
// before anything is installed. `npm run dev`, `npm run demo` and `npm test` all begin here.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, resolve } from "node:path";
import { fileURLToPath } from "node:url";

// Every path starts from the project's folder, and every child inherits this: the project's tools first, nothing that
// phones home, an npm that neither asks nor waits in vain, and no NODE_ENV, which makes npm leave out half the packages.
process.chdir(fileURLToPath(new URL("../..", import.meta.url)));
Object.assign(process.env, {
  PATH: resolve("node_modules/.bin") + delimiter + process.env.PATH,
  NEXT_TELEMETRY_DISABLED: "1",
  CHECKPOINT_DISABLE: "1",
  PRISMA_HIDE_UPDATE_MESSAGE: "1",
  npm_config_prefer_offline: "true",
  npm_config_fetch_retry_mintimeout: "1000",
});
Reflect.deleteProperty(process.env, "NODE_ENV");

const children = /** @type {Set<import("node:child_process").ChildProcess>} */ (new Set());
/** Whether this command was told to stop: what ends after that has not failed. */
export let stopping = false;

/** @param {NodeJS.Signals} signal */
function stop(signal) {
  stopping = true;
  if (children.size === 0) process.exit(130);
  for (const child of children) {
    // A terminal's Ctrl+C has reached it already, and some take a second one for "at once, untidily".
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    setTimeout(() => child.kill("SIGKILL"), 5000).unref();
  }
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);

// A signal to npm ends the shell between npm and us, and stays there: we notice that our parent is another one.
const parent = process.ppid;
const orphaned = () => process.env.npm_lifecycle_event && !stopping && process.ppid !== parent;
setInterval(() => orphaned() && stop("SIGTERM"), 200).unref();

/**
 * Starts a tool of the project or of the machine. It shares this terminal unless `options` say otherwise.
 * @param {string} line the command and its arguments, split at spaces
 * @param {import("node:child_process").SpawnOptions} [options]
 * @param {string[]} [more] arguments that may contain spaces
 */
export function start(line, options, more = []) {
  const [command = "", ...args] = [...line.split(" "), ...more];
  const child = spawn(command, args, { stdio: "inherit", shell: process.platform === "win32", ...options });
  children.add(child);
  for (const end of ["close", "error"]) child.once(end, () => children.delete(child));
  return child;
}

/** Written by npm at the end of an install, whoever started it. */
const installed = "node_modules/.package-lock.json";
/** What a person need not read: npm's warnings, empty lines and stacks. */
const noise = /^(npm (warn|notice).*|npm error|(npm error)?\s+at .*|)$/;

/** @type {[RegExp, string][]} What the output of a failed npm means, and the way out. */
const causes = [
  [/^ENOENT/, "npm is missing. Install Node 24 from https://nodejs.org, which brings it."],
  [/ENOSPC/, "the disk is full. Free 1 GB."],
  [/EUSAGE/, "package.json and package-lock.json disagree. Run npm install."],
  [/EINTEGRITY/, "a download is not what the lockfile expects. Run npm cache clean --force."],
  [/ECONN|ENOTFOUND|EAI_AGAIN|TIMEOUT|CERT/, "the package registry is out of reach. Is the network up?"],
  [/EACCES|EPERM|EROFS/, "a folder cannot be written. See whose they are: ls -ld . ~/.npm"],
];

/**
 * Runs a tool quietly; when it takes longer than two seconds, `label` says so, and how long it took.
 * @param {string} label such as "Installing packages"
 * @param {string} line the command and its arguments, split at spaces
 * @throws {Error} one line with the cause and the way out, after the tool's own words have been shown
 */
export async function step(label, line) {
  const began = Date.now();
  const child = start(line, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
  let ticks = 0;
  const dot = process.stdout.isTTY ? "." : "";
  const ticker = setInterval(() => process.stdout.write(ticks++ === 0 ? label : dot), 2000);
  const [code] = await once(child, "close").catch((error) => [error.code]);
  clearInterval(ticker);
  if (ticks > 0) console.log(code === 0 ? ` ${Math.round((Date.now() - began) / 1000)} s` : "");
  if (stopping) process.exit(130);
  // npm ends with 0 although a full disk kept it from unpacking.
  if (code === 0 && !output.includes("TAR_ENTRY_ERROR")) return;
  const npm = line.startsWith("npm ");
  if (npm) rmSync(installed, { force: true });
  const said = output.split("\n").filter((text) => !noise.test(text));
  console.error((npm ? said.slice(0, 12) : said.slice(-30)).join("\n"));
  const cause = npm && causes.find(([pattern]) => pattern.test(`${code} ${output}`))?.[1];
  throw new Error(`${label} failed: ${cause || "its output is above."}`);
}

/** @param {string} path @returns {string} the text of a file, or "" where there is none */
const read = (path) => (existsSync(path) ? readFileSync(path, "utf8") : "");

/** Whether everything is there that the lockfile asks for. */
function isInstalled() {
  const { packages: present } = JSON.parse(read(installed) || "{}");
  const { packages: wanted } = JSON.parse(read("package-lock.json"));
  const required = Object.keys(wanted).filter((path) => path !== "" && !wanted[path].optional);
  return required.every((path) => present?.[path]?.integrity === wanted[path].integrity);
}

/** Whether prisma/client was generated by the present Prisma from the present schema: it carries both. */
function isGenerated() {
  const { version } = JSON.parse(read("node_modules/prisma/package.json"));
  const marks = [`"clientVersion": "${version}"`, JSON.stringify(read("prisma/schema.prisma"))];
  return marks.every((mark) => read("prisma/client/internal/class.ts").includes(mark));
}

/** Packages, runtime, .env.local, database client: each only when it is missing. @throws {Error} with the way out */
export async function prepare() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new Error(`Node ${process.versions.node} is too old. Install Node 24 from https://nodejs.org`);
  if (!isInstalled()) await step("Installing packages", "npm ci --include=dev");
  // Node before 22.18 runs no TypeScript. The `node` package then places one that does, first in PATH for npm's scripts
  // and for every child. Where this process is that one itself, the install has just deleted it.
  const old = major < 22 || major === 23 || (major === 22 && minor < 18);
  const carried = process.execPath.startsWith(resolve("node_modules"));
  if ((old || carried) && !existsSync("node_modules/.bin/node"))
    await step("Fetching Node 24", "npm rebuild node --ignore-scripts=false --foreground-scripts");
  if (!existsSync(".env.local")) writeFileSync(".env.local", localSettings(), { flag: "wx", mode: 0o600 });
  if (!isGenerated()) await step("Generating the database client", "prisma generate");
}

const localSettings = () => `# Settings of this machine; git ignores them. Each is explained in .env.example.
# The address people open. Left out, it is http://localhost with the port in use.
# APP_URL=http://localhost:3000
# Seals sessions and API keys: under another value everybody connects anew. Show it to nobody.
APP_SECRET=${randomBytes(32).toString("base64url")}
# The built-in sandbox, or the real gateway: https://modelgates.ai
MODELGATES_URL=sandbox
`;

/** Ends the command with one line and no stack. @type {(error: Error) => never} */
export const fail = (error) => {
  console.error(error.message);
  process.exit(1);
};

// `npm run dev` is "setup.mjs next dev": whatever stands behind is started once all is ready.
if (process.argv[1]?.endsWith("setup.mjs")) {
  await prepare().catch(fail);
  const line = process.argv.slice(2).join(" ");
  if (line) start(line).once("close", (code) => process.exit(stopping ? 0 : (code ?? 1)));
}

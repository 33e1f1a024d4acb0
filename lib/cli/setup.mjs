// Makes a fresh clone ready to run. Plain JavaScript without a dependency: it runs on whatever Node the machine has,
// before anything is installed. `npm run dev`, `npm run demo` and `npm test` all begin here.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, resolve } from "node:path";
import { fileURLToPath } from "node:url";

// Every path starts from the project's folder, and every child inherits this: the project's tools first, nothing that
// phones home, and no NODE_ENV, because each tool knows its own and "production" makes npm leave out half the packages.
process.chdir(fileURLToPath(new URL("../..", import.meta.url)));
Object.assign(process.env, {
  PATH: resolve("node_modules/.bin") + delimiter + process.env.PATH,
  NEXT_TELEMETRY_DISABLED: "1",
  CHECKPOINT_DISABLE: "1",
  PRISMA_HIDE_UPDATE_MESSAGE: "1",
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

/** @type {[RegExp, string][]} What the output of a failed npm means, and the way out. */
const causes = [
  [/ENOSPC/, "the disk is full. Free 1 GB."],
  [/EUSAGE/, "package.json and package-lock.json disagree. Run npm install."],
  [/EINTEGRITY/, "a download is not what the lockfile expects. Run npm cache clean --force."],
  [/E404|ETARGET/, "the package registry lacks a package. Is it the right one? npm config get registry"],
  [/ECONN|ENOTFOUND|EAI_AGAIN|TIMEOUT|CERT/, "the package registry is out of reach. Is there a network?"],
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
  let announced = false;
  const ticker = setInterval(() => {
    if (!announced || process.stdout.isTTY) process.stdout.write(announced ? "." : label);
    announced = true;
  }, 2000);
  const [code] = await once(child, "close").catch((error) => [error.code]);
  clearInterval(ticker);
  if (announced) console.log(code === 0 ? ` ${Math.round((Date.now() - began) / 1000)} s` : "");
  if (stopping) process.exit(130);
  if (code === 0) return;
  const lines = output.split("\n").filter((text) => text.trim() && !/^(npm error)?\s+at /.test(text));
  console.error([...lines.slice(0, 10), ...lines.slice(10).slice(-20)].join("\n"));
  const cause = line.startsWith("npm ") && causes.find(([pattern]) => pattern.test(output))?.[1];
  throw new Error(`${label} failed: ${cause || "its output is above."}`);
}

/** Whether npm, run from here or by hand, has finished installing what the lockfile asks for. */
function isInstalled() {
  const record = "node_modules/.package-lock.json";
  if (!existsSync(record)) return false;
  const { packages: present } = JSON.parse(readFileSync(record, "utf8"));
  const { packages: wanted } = JSON.parse(readFileSync("package-lock.json", "utf8"));
  return Object.keys(wanted).every(
    (path) => path === "" || wanted[path].optional || present[path]?.integrity === wanted[path].integrity,
  );
}

/** Whether prisma/client was generated from the present schema by the present Prisma: it carries both. */
function isGenerated() {
  const made = "prisma/client/internal/class.ts";
  if (!existsSync(made)) return false;
  const client = readFileSync(made, "utf8");
  const { version } = JSON.parse(readFileSync("node_modules/prisma/package.json", "utf8"));
  const schema = JSON.stringify(readFileSync("prisma/schema.prisma", "utf8"));
  return client.includes(schema) && client.includes(`"clientVersion": "${version}"`);
}

/** Packages, runtime, .env.local, database client: each only when it is missing. @throws {Error} with the way out */
export async function prepare() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new Error(`Node ${process.versions.node} is too old. Install Node 24 from https://nodejs.org`);
  if (!isInstalled()) {
    const patience = "--fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=5000";
    await step("Installing packages", `npm ci --include=dev --prefer-offline --loglevel=error ${patience}`);
  }
  // Node before 22.18 runs no TypeScript. The `node` package then places one that does, first in PATH for npm's scripts
  // and for every child. Where this process is that one itself, the install has just deleted it.
  const old = major < 22 || major === 23 || (major === 22 && minor < 18);
  const carried = process.execPath.startsWith(resolve("node_modules"));
  if ((old || carried) && !existsSync("node_modules/.bin/node")) {
    await step("Fetching Node 24", "npm rebuild node --ignore-scripts=false --foreground-scripts");
  }
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

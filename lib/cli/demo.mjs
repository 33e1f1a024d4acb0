// `npm run demo`: the production app on this machine, from a fresh clone or a used one.
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fail, prepare, start, step, stopping } from "./setup.mjs";

/** One hash over what `next build` reads: the settings files of this folder, and the folders of the app. */
function fingerprint() {
  const top = readdirSync(".").filter((name) => /\.(json|mjs|ts)$/.test(name) && name !== "next-env.d.ts");
  const deep = ["app", "lib", "prisma", "public"]
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true }).map((name) => `${folder}/${name}`))
    .filter((path) => !/^(lib.cli|prisma.client)|\.test\.ts$/.test(path) && statSync(path).isFile());
  const hash = createHash("sha256");
  for (const path of [...top, ...deep].sort())
    hash.update(`${path}\0`).update(readFileSync(path)).update("\0");
  return hash.digest("hex");
}

/**
 * Builds for production, unless .next holds the build of these inputs. Every build begins by emptying .next, this stamp
 * included: an interrupted or hand-made one is not mistaken for it. @throws {Error} when the build fails
 */
export async function build() {
  // `next dev` leaves types of routes that may be gone by now, and the type check would read them.
  rmSync(".next/dev/types", { recursive: true, force: true });
  const stamp = ".next/inputs";
  const inputs = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === inputs) return;
  await step("Building for production", "next build");
  writeFileSync(stamp, inputs);
}

const health = (/** @type {number} */ port) =>
  fetch(`http://localhost:${port}/api/health`, { signal: AbortSignal.timeout(5000) });

export async function becomesHealthy(/** @type {number} */ port) {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(50)) {
    const response = await health(port).catch(() => null);
    if (response?.ok && (await response.json().catch(() => null))?.ok === true) return true;
  }
  return false;
}

/** Reads the .env files as the server will, then adds what a demo may take for granted. */
async function loadSettings(/** @type {string} */ url) {
  if (process.env.PORT) process.env.APP_URL ||= url;
  const { loadEnvConfig } = (await import("@next/env")).default;
  loadEnvConfig(".", false, { info() {}, error: console.error });
  process.env.APP_URL ||= url;
  process.env.MODELGATES_URL ||= "sandbox";
}

function greet() {
  const { APP_URL, MODELGATES_URL = "" } = process.env;
  const provider = /(^|\/)sandbox(\/live)?\/?$/.test(MODELGATES_URL)
    ? `The provider is the built-in sandbox: no account needed, nothing is paid.
  For the real gateway, set MODELGATES_URL=https://modelgates.ai in .env.local and start again.`
    : `The provider is ${MODELGATES_URL}. Without an account: MODELGATES_URL=sandbox npm run demo`;
  console.log(`\n  Open ${APP_URL} to connect and chat.\n\n  ${provider}\n  Ctrl+C stops it.\n`);
}

/** Runs the demo until somebody stops it. @throws {Error} one line with the cause and the way out */
async function demo() {
  await prepare();
  const port = Number(process.env.PORT || 3000);
  const taken = await health(port).then(Boolean, (error) => error.cause?.code !== "ECONNREFUSED");
  if (taken) throw new Error(`Port ${port} is in use. Try another: PORT=${port + 1} npm run demo`);
  await build();
  await loadSettings(`http://localhost:${port}`);

  // Its stdout waits until it works, so that Next's banner does not drown what matters.
  const server = start(`next start -p ${port}`, { stdio: ["ignore", "pipe", "inherit"] });
  const banner = /** @type {string[]} */ ([]);
  let ready = false;
  server.stdout?.on("data", (chunk) => (ready ? process.stdout.write(chunk) : banner.push(`${chunk}`)));
  const ended = once(server, "close").then(() => false);
  ready = await Promise.race([ended, becomesHealthy(port)]);
  if (ready) greet();
  else if (!stopping) {
    console.error(banner.join("").trim());
    server.kill();
  }
  await ended;
  if (stopping) process.exit(0);
  throw new Error(ready ? "The server ended by itself." : "The server did not start: its output is above.");
}

if (process.argv[1]?.endsWith("demo.mjs")) await demo().catch(fail);

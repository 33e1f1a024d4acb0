// The app of the bench: the production build with the bare route added, and a person who is connected.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { becomesHealthy, build } from "../demo.mjs";

const COPY = ".next/bench";

/**
 * Builds a copy of the project that has the bare route. The copy lies inside the project, where it finds the packages,
 * and in a folder that every other tool passes over. From here on it is the working directory.
 */
export async function buildCopy() {
  const left = /^(\..*|node_modules|e2e|test-results|package-lock\.json|.*\.tsbuildinfo)$/;
  const filter = (/** @type {string} */ path) => path !== join("lib", "cli") && !path.endsWith(".test.ts");
  mkdirSync(COPY, { recursive: true });
  for (const name of readdirSync(COPY)) if (name !== ".next") rmSync(join(COPY, name), { recursive: true });
  for (const name of readdirSync("."))
    if (!left.test(name)) cpSync(name, join(COPY, name), { recursive: true, filter });
  mkdirSync(join(COPY, "app/api/bare"));
  cpSync("lib/cli/bench/bare.ts", join(COPY, "app/api/bare/route.ts"));
  process.chdir(COPY);
  await build();
}

/** A port that is free at this moment. */
async function freePort() {
  const server = createServer();
  await once(server.listen(0), "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  await once(server.close(), "close");
  return port;
}

/**
 * Starts the build of this folder with an empty embedded database, and the meter inside.
 * @param {string} provider the upstream's address
 * @param {Record<string, string>} [settings] other than the bench's
 * @param {string} [options] of `next start`
 */
export async function startApp(provider, settings = {}, options = "--keepAliveTimeout 600000") {
  const port = await freePort();
  const scratch = mkdtempSync(join(tmpdir(), "bench-"));
  const url = `http://localhost:${port}`;
  const env = {
    PATH: process.env.PATH,
    TMPDIR: scratch,
    NODE_ENV: /** @type {const} */ ("production"),
    NEXT_TELEMETRY_DISABLED: "1",
    APP_URL: url,
    APP_SECRET: randomBytes(32).toString("base64url"),
    DATA_DIR: join(scratch, "data"),
    MODELGATES_URL: provider,
    CONNECTS_PER_MINUTE: "100000", // all that is measured comes from one address
    MESSAGES_PER_MINUTE: "100000",
    ...settings,
  };
  const [meter, next] = ["./meter.mjs", "../../../node_modules/next/dist/bin/next"].map((path) =>
    resolve(import.meta.dirname, path),
  );
  const line = `start -p ${port} ${options}`.trim(); // the clients of the bench come back after others had their turn
  const args = ["--expose-gc", "--import", String(meter), String(next), ...line.split(" ")];
  const server = spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const stop = () => {
    process.off("exit", stop);
    server.kill("SIGKILL"); // nothing of it is kept
    rmSync(scratch, { recursive: true, force: true });
  };
  process.on("exit", stop);
  if (!(await becomesHealthy(port))) throw new Error("The server did not start.");
  return { server, url, stop };
}

/**
 * Goes to an address as a tab does: fetch() would say of itself that it is a script.
 * @param {string | URL} url @param {string} method @param {Record<string, string>} headers
 * @returns {Promise<{ location: string, cookie: string }>}
 */
async function visit(url, method, headers) {
  const asking = request(url, { method, headers }).end();
  const [answer] = /** @type {[import("node:http").IncomingMessage]} */ (await once(asking, "response"));
  answer.resume();
  const set = (answer.headers["set-cookie"] ?? []).map((line) => line.split(";")[0] ?? "");
  const cookie = set.filter((pair) => !pair.endsWith("=")).join("; ");
  return { location: answer.headers.location ?? "", cookie };
}

/** Connects somebody new, the consent page aside. @param {string} url @returns {Promise<string>} their cookie */
export async function connect(url) {
  const begun = await visit(`${url}/auth/connect`, "POST", { origin: url });
  const asked = new URL(begun.location).searchParams;
  const callback = new URL(asked.get("callback_url") ?? "");
  callback.searchParams.set("state", asked.get("state") ?? "");
  callback.searchParams.set("code", "code_of_the_bench_0123456789");
  const { location, cookie } = await visit(callback, "GET", { cookie: begun.cookie });
  if (!location.endsWith("/chat")) throw new Error(`Connecting failed: ${location}`);
  return cookie;
}

/** Connects `count` people, of whom each may have three answers at once. @param {string} url @param {number} count */
export async function connectMany(url, count) {
  const cookies = [];
  while (cookies.length < count) cookies.push(await connect(url));
  return cookies;
}

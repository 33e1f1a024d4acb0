// The app of the bench: the production build with the bare route added, and a person who is connected.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
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
 * Starts the build with an empty embedded database, and the meter inside.
 * @param {string} provider the upstream's address
 */
export async function startApp(provider) {
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
  };
  const [meter, next] = ["./meter.mjs", "../../../node_modules/next/dist/bin/next"].map((path) =>
    resolve(import.meta.dirname, path),
  );
  const line = `start -p ${port} --keepAliveTimeout 600000`; // the clients come back after others had their turn
  const args = ["--expose-gc", "--import", String(meter), String(next), ...line.split(" ")];
  const server = spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", "inherit", "ipc"] });
  process.on("exit", () => {
    server.kill();
    rmSync(scratch, { recursive: true, force: true });
  });
  if (!(await becomesHealthy(port))) throw new Error("The server did not start.");
  return { server, url };
}

/** Connects as a browser would, the consent page aside. @param {string} url @returns {Promise<string>} its cookie */
export async function connect(url) {
  const headers = { origin: url, "content-type": "application/x-www-form-urlencoded" };
  const redirect = /** @type {const} */ ("manual");
  const connecting = await fetch(`${url}/auth/connect`, { method: "POST", headers, body: "", redirect });
  const asked = new URL(connecting.headers.get("location") ?? "").searchParams;
  const callback = new URL(asked.get("callback_url") ?? "");
  callback.searchParams.set("state", asked.get("state") ?? "");
  callback.searchParams.set("code", "code_of_the_bench_0123456789");
  const connected = await fetch(callback, { headers: { cookie: cookies(connecting) }, redirect });
  const back = connected.headers.get("location") ?? "";
  if (!back.endsWith("/chat")) throw new Error(`Connecting failed: ${back}`);
  return cookies(connected);
}

/** What a browser sends back of the cookies that an answer sets. @param {Response} answer */
const cookies = ({ headers }) =>
  headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .filter((cookie) => !cookie?.endsWith("="))
    .join("; ");

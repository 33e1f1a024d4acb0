// One instance of the app as people get it: the production build, a fresh database, the sandbox behind a recorder.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { findLeaks, type Places } from "./canaries.ts";
import { freePort } from "./port.ts";
import { Provider } from "./provider.ts";

/** One running instance of the app. */
export interface App {
  url: string;
  secret: string;
  dataDir: string;
  provider: Provider;
  /** Reads or changes its database behind its back. */
  sql: (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;
  pid: number;
  /** Where it listens itself; `url` may be that of something in front of it. */
  port: number;
  /** All it printed so far. */
  log: () => string;
  exited: Promise<number | null>;
  /** Where all it said and stored is to be found. */
  places: () => Places;
  /** Stops it, and looks through all of that for what must not be there. @throws {Error} naming the places */
  stop: () => Promise<void>;
}

export const randomSecret = (): string => randomBytes(32).toString("base64url");

/**
 * Starts `next start` with settings of its own; nothing of the developer's environment or .env.local reaches it.
 * @param path where at its recorder the app is told to find its provider
 * @param known the recorder of another instance, which this one shares
 */
export async function startApp(
  settings: Record<string, string> = {},
  path?: string,
  known?: Provider,
): Promise<App> {
  const port = await freePort();
  const provider = known ?? (await new Provider().start(port, path));
  const secret = randomSecret();
  const scratch = mkdtempSync(join(tmpdir(), "app-"));
  const dataDir = join(scratch, "data");
  const env = {
    PATH: process.env.PATH,
    TMPDIR: scratch, // where the embedded database puts its socket
    NODE_ENV: "production" as const,
    NEXT_TELEMETRY_DISABLED: "1",
    TEE_FILE: join(scratch, "tee"),
    APP_URL: `http://localhost:${port}`,
    APP_SECRET: secret,
    DATABASE_URL: "",
    DATA_DIR: dataDir,
    MODELGATES_URL: provider.url,
    CONNECTS_PER_MINUTE: "100000", // all tests come from one address
    MESSAGES_PER_MINUTE: "100000",
    TRUST_PROXY: "",
    APP_TITLE: "",
    APP_CATEGORIES: "cli-agent",
    DEFAULT_MODEL: "",
    ...settings,
  };
  const next = join(import.meta.dirname, "../node_modules/next/dist/bin/next");
  const tee = join(import.meta.dirname, "tee.mjs");
  const child = spawn(process.execPath, ["--import", tee, next, "start", "-p", String(port)], {
    env,
    cwd: join(import.meta.dirname, ".."),
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (log += chunk));
  const exited = new Promise<number | null>((resolve) => child.on("exit", resolve));
  const end = () => child.kill();
  process.on("exit", end); // a test that failed half way never came to stop()
  const built = [".next/server", ".next/static"].map((folder) => join(import.meta.dirname, "..", folder));
  const places = (): Places => ({ answers: env.TEE_FILE, log, data: [env.DATA_DIR, ...built], scratch });
  const stop = async () => {
    end();
    await exited;
    process.off("exit", end);
    provider.stop();
    const leaks = await findLeaks(places(), provider.everySecret, env.APP_SECRET.split(","));
    if (leaks.length > 0) throw new Error(`A secret stands in ${leaks.join(", ")}. See ${scratch}`);
    rmSync(scratch, { recursive: true, force: true });
  };
  const sql: App["sql"] = async (text, values) => {
    const socket = readdirSync(scratch).find((name) => name.startsWith("modelgates-connect-"));
    const database = env.DATABASE_URL
      ? { connectionString: env.DATABASE_URL }
      : { host: join(scratch, socket ?? ""), user: "postgres", database: "postgres" };
    const client = new pg.Client(database);
    await client.connect();
    return client
      .query(text, values)
      .then(({ rows }) => rows)
      .finally(() => client.end());
  };
  const pid = child.pid ?? 0;
  const what = { url: env.APP_URL, secret: env.APP_SECRET, dataDir, provider, sql };
  return { ...what, pid, port, log: () => log, exited, places, stop };
}

/** Waits until the instance answers `/api/health`, a minute at most on a busy machine: its status, or 0. */
export async function health({ port }: App): Promise<number> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(100)) {
    const answer = await fetch(`http://localhost:${port}/api/health`).catch(() => null);
    if (answer) return answer.status;
  }
  return 0;
}

// The app that is killed: the production build, on data that stays.
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { freePort } from "../port.ts";

const ROOT = join(import.meta.dirname, "../..");
const NEXT = join(ROOT, "node_modules/next/dist/bin/next");
const secret = () => randomBytes(32).toString("base64url");

export class Instance {
  readonly port: number;
  readonly url: string;
  /** All that it printed, from the first start on. */
  log = "";
  /** Milliseconds of each start but the first, which makes the database: until it answered that all is well. */
  readonly recoveries: number[] = [];
  private readonly scratch = mkdtempSync(join(tmpdir(), "chaos-"));
  private readonly databaseUrl: string;
  private readonly provider: string;
  /** The first seals. A rotation lets them change places, so that every key is sealed anew each time. */
  private secrets = [secret(), secret()];
  private child: ChildProcess | undefined;
  private started = false;

  private constructor(port: number, databaseUrl: string, provider: string) {
    this.port = port;
    this.url = `http://localhost:${port}`;
    this.databaseUrl = databaseUrl;
    this.provider = provider;
    process.on("exit", this.end);
  }

  /** @param databaseUrl empty for the embedded database. @param providerOf starts the provider of the app at this port */
  static async prepare(
    databaseUrl: string,
    providerOf: (port: number) => Promise<string>,
  ): Promise<Instance> {
    const port = await freePort();
    return new Instance(port, databaseUrl, await providerOf(port));
  }

  private run(args: string[]): ChildProcess {
    const env = {
      PATH: process.env.PATH,
      TMPDIR: this.scratch, // where the embedded database puts its socket
      NODE_ENV: "production" as const,
      NEXT_TELEMETRY_DISABLED: "1",
      APP_URL: this.url,
      APP_SECRET: this.secrets.join(),
      DATABASE_URL: this.databaseUrl,
      DATA_DIR: join(this.scratch, "data"),
      MODELGATES_URL: this.provider,
      CONNECTS_PER_MINUTE: "100000", // all who connect come from one address
      MESSAGES_PER_MINUTE: "100000",
    };
    const child = spawn(process.execPath, args, { env, cwd: ROOT });
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (this.log += chunk));
    return child;
  }

  /** Starts the app, and waits until it is well. @throws {Error} with its log when that takes a minute */
  async start(): Promise<void> {
    const began = performance.now();
    const since = () => performance.now() - began;
    for (const name of this.sockets()) rmSync(join(this.scratch, name), { recursive: true }); // of the dead
    this.child = this.run([NEXT, "start", "-p", String(this.port)]);
    for (; since() < 60_000; await pause(10)) {
      if (!(await fetch(`${this.url}/api/health`).catch(() => null))?.ok) continue;
      if (this.started) this.recoveries.push(since());
      this.started = true;
      return;
    }
    throw new Error(`The app did not come back:\n${this.log.slice(-2000)}`);
  }

  /** As the power of the machine would, or its kernel when memory is short: nothing of the app runs any more. */
  async kill(): Promise<void> {
    await slay(this.child);
  }

  /** From now on the other secret seals: the app's at its next start, a rotation's at once. */
  turnSecrets(): void {
    this.secrets.reverse();
  }

  /** Begins `npm run secrets:rotate`. */
  rotate(): ChildProcess {
    return this.run(["--conditions=react-server", join(ROOT, "lib/rotate.ts")]);
  }

  async sql(text: string, values?: unknown[]): Promise<Record<string, unknown>[]> {
    const embedded = { host: join(this.scratch, this.sockets()[0] ?? ""), user: "postgres" };
    const client = new pg.Client(this.databaseUrl ? { connectionString: this.databaseUrl } : embedded);
    await client.connect();
    const { rows } = await client.query(text, values).finally(() => client.end());
    return rows;
  }

  private sockets = () => readdirSync(this.scratch).filter((name) => name.startsWith("modelgates-connect-"));

  private end = () => this.child?.kill("SIGKILL"); // a run that failed half way never came to stop()

  async stop(): Promise<void> {
    process.off("exit", this.end);
    await this.kill();
    rmSync(this.scratch, { recursive: true, force: true });
  }
}

/** `kill -9`, and waits until it is dead. */
export async function slay(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const dead = once(child, "exit");
  child.kill("SIGKILL");
  await dead;
}

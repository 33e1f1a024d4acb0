// The database of this process: any PostgreSQL by DATABASE_URL, else PGlite behind a private socket. The app speaks
// PostgreSQL to either.
import "server-only";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { PrismaPg } from "@prisma/adapter-pg";
import type { ClientConfig } from "pg";
import { PrismaClient } from "../prisma/client/client.ts";
import { env } from "./env.ts";
import { migrate } from "./migrate.ts";
import { listen } from "./socket.ts";

export { Prisma } from "../prisma/client/client.ts";

/** On globalThis: a bundler may load this module twice, and the embedded database must be opened once. */
const shared = globalThis as { modelgatesDb?: Promise<PrismaClient> };

/**
 * The one Prisma client of this process. The embedded database is started and migrated first; a real one (DATABASE_URL)
 * is migrated by `npm run db:deploy`, not here.
 */
export function db(): Promise<PrismaClient> {
  shared.modelgatesDb ??= open();
  return shared.modelgatesDb;
}

/** Whether the database answers: what `/api/health` tells, and all it tells. */
export async function isDatabaseUp(): Promise<boolean> {
  try {
    await (await db()).$queryRaw`SELECT 1`;
    return true;
  } catch {
    return false;
  }
}

async function open(): Promise<PrismaClient> {
  const { databaseUrl, dataDir } = env();
  if (databaseUrl) {
    const adapter = new PrismaPg({ connectionString: databaseUrl, max: 10, connectionTimeoutMillis: 5000 });
    return new PrismaClient({ adapter, errorFormat: "minimal" });
  }
  const address = await startEmbedded(dataDir);
  await migrate(address);
  return new PrismaClient({ adapter: new PrismaPg({ ...address, max: 10 }), errorFormat: "minimal" });
}

/**
 * Starts PGlite on `dataDir` and listens on a unix socket that only this user can open.
 * @returns how to reach it with `pg`
 * @throws {Error} when another process has the folder: two on one folder lose rows without a word
 */
export async function startEmbedded(dataDir: string): Promise<ClientConfig> {
  mkdirSync(dataDir, { recursive: true });
  chmodSync(dataDir, 0o700); // a folder that was there already keeps its mode, and PGlite's files are open to all
  takeLock(dataDir);
  const database = await PGlite.create(resolve(dataDir, "pglite"));
  // Under the system's temporary folder: a socket's path may have about 100 characters at most.
  const host = mkdtempSync(join(tmpdir(), "modelgates-connect-"));
  const port = 5432;
  await listen(database, join(host, `.s.PGSQL.${port}`));
  process.on("exit", () => rmSync(host, { recursive: true, force: true }));
  return { host, port, user: "postgres", database: "postgres" };
}

/**
 * One process per folder. Each writes a file in its own name first and looks for others second, so of two that start at
 * once at least one sees the other and gives way. A file whose process is gone is cleared.
 */
function takeLock(dataDir: string): void {
  const own = join(dataDir, `lock.${process.pid}`);
  writeFileSync(own, "", { mode: 0o600 });
  process.on("exit", () => rmSync(own, { force: true }));
  for (const name of readdirSync(dataDir)) {
    const pid = Number(/^lock\.(\d+)$/.exec(name)?.[1] ?? process.pid);
    if (pid === process.pid) continue;
    const path = join(dataDir, name);
    if (isAlive(pid)) {
      rmSync(own, { force: true });
      throw new Error(
        `The embedded database in ${dataDir} is in use by process ${pid}. Stop that process, or set DATA_DIR to ` +
          `another folder. If ${pid} is something else entirely, delete ${path}.`,
      );
    }
    rmSync(path, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

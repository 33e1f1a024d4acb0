// The embedded database: PGlite in this process, behind a private socket, so that the app speaks PostgreSQL either way.
import "server-only";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";

/** How to reach a database with `pg`; `host` is the folder of a unix socket. */
export interface SocketAddress {
  host: string;
  port: number;
  user: string;
  database: string;
}

/**
 * Starts PGlite on `dataDir` and listens on a unix socket that only this user can open.
 * @throws {Error} when another process has the folder: two on one folder lose rows without a word
 */
export async function startEmbedded(dataDir: string): Promise<SocketAddress> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  takeLock(join(dataDir, "lock"), dataDir);
  const database = await PGlite.create(resolve(dataDir, "pglite"));
  // Under the system's temporary folder: a socket's path may have about 100 characters at most.
  const host = mkdtempSync(join(tmpdir(), "modelgates-connect-"));
  const port = 5432;
  const server = new PGLiteSocketServer({
    db: database,
    path: join(host, `.s.PGSQL.${port}`),
    maxConnections: 20,
  });
  await server.start();
  process.on("exit", () => rmSync(host, { recursive: true, force: true }));
  return { host, port, user: "postgres", database: "postgres" };
}

/** One process per folder: the lock names it, and a lock whose process is gone is taken over. */
function takeLock(path: string, dataDir: string): void {
  try {
    writeFileSync(path, String(process.pid), { flag: "wx", mode: 0o600 });
  } catch {
    const pid = Number(readFileSync(path, "utf8"));
    if (pid !== process.pid && isAlive(pid)) {
      throw new Error(
        `The embedded database in ${dataDir} is in use by process ${pid}. Stop that process, or set DATA_DIR to ` +
          `another folder. If ${pid} is something else entirely, delete ${path}.`,
      );
    }
    rmSync(path, { force: true });
    takeLock(path, dataDir);
    return;
  }
  process.on("exit", () => rmSync(path, { force: true }));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

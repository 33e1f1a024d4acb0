// PGlite, a PostgreSQL inside of this process: what runs where no DATABASE_URL is set.
import "server-only";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import type { ClientConfig } from "pg";
import { takeFolder } from "./lock.ts";
import { listen } from "./socket.ts";

export interface Embedded {
  /** How to reach it with `pg`. */
  address: ClientConfig;
  /** Writes down what is only in its log yet, so that the next start need not. Nobody is answered after it. */
  close: () => Promise<void>;
}

/**
 * Starts PGlite on `dataDir` and listens on a unix socket that only this user can open.
 * @throws {Error} when another process has the folder: two on one folder lose rows without a word; or when what is in it
 * does not open
 */
export async function startEmbedded(dataDir: string): Promise<Embedded> {
  mkdirSync(dataDir, { recursive: true });
  chmodSync(dataDir, 0o700); // a folder that was there already keeps its mode, and PGlite's files are open to all
  takeFolder(dataDir);
  const database = await openDatabase(resolve(dataDir, "pglite"));
  // Under the system's temporary folder: a socket's path may have about 100 characters at most.
  const host = mkdtempSync(join(tmpdir(), "modelgates-connect-"));
  const port = 5432;
  await listen(database, join(host, `.s.PGSQL.${port}`));
  process.on("exit", () => rmSync(host, { recursive: true, force: true }));
  return { address: { host, port, user: "postgres", database: "postgres" }, close: () => database.close() };
}

/**
 * A new database gets its name once it is whole: of a first start that was killed nothing is left but a folder that says
 * so, and the next begins anew. Test: lib/first-start.test.ts, by kill -9
 */
async function openDatabase(folder: string): Promise<PGlite> {
  if (!existsSync(folder)) {
    const unfinished = `${folder}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    await (await PGlite.create(unfinished)).close();
    renameSync(unfinished, folder);
  }
  // PostgreSQL refuses an empty one, which a kill at the start leaves behind. That nobody else is here is known by our lock.
  rmSync(join(folder, "postmaster.pid"), { force: true });
  return PGlite.create(folder).catch((cause) => {
    const wayOut = "Restore it from a copy; or delete it, with all that is stored in it, to begin anew.";
    throw new Error(`The embedded database in ${folder} does not open: it is damaged. ${wayOut}`, { cause });
  });
}

// A real PostgreSQL of a test's own, for unit tests and Playwright alike.
import { execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import pg from "pg";
import { freePort } from "./port.ts";

/** A server on this machine's loopback, without fsync and without a password. */
export interface Postgres {
  /** Where it keeps its data and its log. */
  folder: string;
  /** Makes an empty database. @returns its postgresql:// URL */
  createDatabase: (name: string) => Promise<string>;
  /** Ends the server at once and deletes its data; so does the end of this process. */
  stop: () => void;
}

/** The folder of a PostgreSQL server's programs: the one in the PATH, else Debian's, which are not in it. */
export function findPostgres(): string | undefined {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian)
    ? readdirSync(debian).map((version) => join(debian, version, "bin"))
    : [];
  return [...(process.env.PATH ?? "").split(delimiter), ...versions].find((folder) =>
    existsSync(join(folder, "initdb")),
  );
}

/** Why a test that needs PostgreSQL is skipped, for the runner to say; false where there is one. */
export const skipWithoutPostgres = findPostgres()
  ? false
  : "no PostgreSQL server found: apt-get install postgresql";

/** Starts an empty server, which takes two seconds. @throws {Error} where none is installed */
export async function startPostgres(): Promise<Postgres> {
  const bin = findPostgres();
  if (!bin) throw new Error("no PostgreSQL server found");
  const port = await freePort();
  const scratch = mkdtempSync(join(tmpdir(), "postgres-"));
  const data = join(scratch, "cluster");
  // PostgreSQL refuses to run as root, so there it runs as nobody.
  const asUser = process.getuid?.() === 0 ? { uid: 65534, gid: 65534, cwd: "/" } : {};
  if (asUser.uid) chownSync(scratch, asUser.uid, asUser.gid);
  const run = (tool: string, ...args: string[]) =>
    execFileSync(join(bin, tool), args, { ...asUser, stdio: "ignore" });
  const stop = () => {
    process.off("exit", stop);
    if (existsSync(join(data, "postmaster.pid"))) run("pg_ctl", "-D", data, "-m", "immediate", "stop");
    rmSync(scratch, { recursive: true, force: true });
  };
  process.on("exit", stop); // a test that failed half way never came to stop()
  run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync");
  run("pg_ctl", "-D", data, "-w", "-l", join(data, "log"), "-o", `-p ${port} -h 127.0.0.1 -k '' -F`, "start");
  const url = (database: string) => `postgresql://postgres@127.0.0.1:${port}/${database}`;
  const createDatabase = async (name: string) => {
    const client = new pg.Client(url("postgres"));
    await client.connect();
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`).finally(() => client.end());
    return url(name);
  };
  return { folder: data, createDatabase, stop };
}

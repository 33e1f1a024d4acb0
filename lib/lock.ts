// One process for each folder, by a lock that the kernel holds: it goes with its process, after kill -9 too.
import "server-only";
import { readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** A lock whose object is collected as garbage is given up: these are not. Test: lib/folder.test.ts */
const held: DatabaseSync[] = [];

/**
 * Takes `folder` for this process, for as long as it lives. SQLite is here for its lock alone: Node has none, and a file
 * with a process id in it says nothing where two containers share a folder and both are process 1. Nothing else in this
 * process may open the file: closing it would drop the lock (POSIX).
 * @throws {Error} naming the process that has it
 */
export function takeFolder(folder: string): void {
  const lock = new DatabaseSync(join(folder, "lock"));
  const holder = join(folder, "lock.holder");
  try {
    // A second of patience, for one that is just ending; and no journal on the disk, since nothing is ever written.
    lock.exec("PRAGMA busy_timeout = 1000; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if (!isBusy(error))
      throw new Error(`${folder} cannot be locked: set DATA_DIR to a folder on a local disk.`);
    throw new Error(
      `The embedded database in ${folder} is in use by ${read(holder)}. Stop that process, or set DATA_DIR to another ` +
        "folder.",
    );
  }
  held.push(lock);
  writeFileSync(holder, `process ${process.pid} on ${hostname()}`, { mode: 0o600 });
}

const SQLITE_BUSY = 5;
const isBusy = (error: unknown) =>
  error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY;

function read(holder: string): string {
  try {
    return readFileSync(holder, "utf8");
  } catch {
    return "another process"; // which has not come to its name yet
  }
}

// The migrator on the embedded database and on a real PostgreSQL, which is skipped, aloud, where none is installed.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import pg from "pg";
import { startEmbedded } from "./db.ts";
import { migrate, readMigrations } from "./migrate.ts";

const scratch = mkdtempSync(join(tmpdir(), "migrate-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

const names = readMigrations().map(({ name }) => name);
const broken = { name: "29991231000000_broken", sql: 'CREATE TABLE "Half" (); SELECT no_such_function();' };

async function query(database: pg.ClientConfig, sql: string) {
  const client = new pg.Client(database);
  await client.connect();
  return client.query(sql).finally(() => client.end());
}

/** What must hold on either database. */
async function check(database: pg.ClientConfig) {
  assert.deepEqual(await migrate(database), names);
  assert.deepEqual(await migrate(database), []);

  await assert.rejects(
    migrate(database, [...readMigrations(), broken]),
    /Migration 29991231000000_broken failed: .*no_such_function/,
  );
  assert.equal(
    (await query(database, `SELECT to_regclass('"Half"') AS half`)).rows[0].half,
    null,
    "nothing is left half done",
  );
  assert.deepEqual(await migrate(database, [...readMigrations(), { ...broken, sql: "SELECT 1" }]), [
    broken.name,
  ]);

  const { rows } = await query(database, `SELECT * FROM "_prisma_migrations" ORDER BY migration_name`);
  assert.deepEqual(
    rows.map((row) => row.migration_name),
    [...names, broken.name],
  );
  for (const row of rows) {
    assert.match(row.checksum, /^[0-9a-f]{64}$/);
    assert.ok(row.finished_at && !row.rolled_back_at && row.applied_steps_count === 1);
  }
}

test("migrates the embedded database", async () => {
  await check(await startEmbedded(join(scratch, "embedded")));
});

const bin = findPostgres();
const skip = bin ? false : "no PostgreSQL server found: apt-get install postgresql";

test("migrates a real PostgreSQL", { skip }, async () => {
  const data = join(scratch, "cluster");
  // PostgreSQL refuses to run as root, so there it runs as nobody.
  const asUser = process.getuid?.() === 0 ? { uid: 65534, gid: 65534, cwd: "/" } : {};
  if (asUser.uid) chownSync(scratch, asUser.uid, asUser.gid);
  const run = (tool: string, ...args: string[]) =>
    execFileSync(join(bin ?? "", tool), args, { ...asUser, stdio: "ignore" });
  run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync");
  run("pg_ctl", "-D", data, "-w", "-l", join(data, "log"), "-o", `-k ${data} -h '' -F`, "start");
  try {
    const server = { host: data, user: "postgres" };
    await check({ ...server, database: "postgres" });
    // Several processes at once, as in a rolling deploy. Not so on the embedded one: its connections share a session,
    // and one process owns it.
    const applied = await Promise.all([1, 2, 3].map(() => migrate({ ...server, database: "template1" })));
    assert.deepEqual(applied.flat(), names);
  } finally {
    run("pg_ctl", "-D", data, "-m", "immediate", "stop");
  }
});

/** The folder of a PostgreSQL server's programs: Debian keeps them out of the PATH. */
function findPostgres(): string | undefined {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian)
    ? readdirSync(debian).map((version) => join(debian, version, "bin"))
    : [];
  return [...versions, ...(process.env.PATH ?? "").split(":")].find((folder) =>
    existsSync(join(folder, "initdb")),
  );
}

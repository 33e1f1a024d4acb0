// The migrator on the embedded database and on a real PostgreSQL, which is skipped, aloud, where none is installed.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { promisify } from "node:util";
import pg from "pg";
import { skipWithoutPostgres, startPostgres } from "../e2e/postgres.ts";
import { startEmbedded } from "./embedded.ts";
import { migrate, readMigrations } from "./migrate.ts";

const scratch = mkdtempSync(join(tmpdir(), "migrate-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

const run = promisify(execFile);
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
  await check((await startEmbedded(join(scratch, "embedded"))).address);
});

test("migrates a real PostgreSQL", { skip: skipWithoutPostgres }, async () => {
  const { createDatabase, stop } = await startPostgres();
  after(stop);
  await check({ connectionString: await createDatabase("alone") });
});

// Not so on the embedded one: its connections share a session, and one process owns it.
test("several processes at once, as in a rolling deploy, migrate once", {
  skip: skipWithoutPostgres,
}, async () => {
  const { createDatabase, stop } = await startPostgres();
  after(stop);
  const settings = {
    APP_SECRET: randomBytes(32).toString("base64url"),
    DATABASE_URL: await createDatabase("together"),
  };
  const args = ["--conditions=react-server", join(import.meta.dirname, "migrate.ts")];
  const command = () => run(process.execPath, args, { env: { ...process.env, ...settings } });
  const said = (await Promise.all([1, 2, 3].map(command))).map(({ stdout }) => stdout.trim()).sort();
  const done = "The database is up to date.";
  assert.deepEqual(said, [`Applied ${names.join(", ")}.`, done, done]);
});

test("a migration gives up a table that is in use, and nobody waits behind it", {
  skip: skipWithoutPostgres,
}, async () => {
  const { createDatabase, stop } = await startPostgres();
  after(stop);
  const database = { connectionString: await createDatabase("in_use") };
  await migrate(database);
  const reader = new pg.Client(database);
  await reader.connect();
  await reader.query('BEGIN; SELECT FROM "User"');
  const adds = { name: "29991231000000_adds", sql: 'ALTER TABLE "User" ADD COLUMN "plan" TEXT' };
  await assert.rejects(migrate(database, [...readMigrations(), adds]), /adds failed: .*lock timeout/);
  await reader.end();
  assert.deepEqual(await migrate(database, [...readMigrations(), adds]), [adds.name]);
});

// The migrator on the embedded database and on a real PostgreSQL, which is skipped, aloud, where none is installed.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import pg from "pg";
import { skipWithoutPostgres, startPostgres } from "../e2e/postgres.ts";
import { startEmbedded } from "./embedded.ts";
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
  await check((await startEmbedded(join(scratch, "embedded"))).address);
});

test("migrates a real PostgreSQL", { skip: skipWithoutPostgres }, async () => {
  const { createDatabase, stop } = await startPostgres();
  after(stop);
  await check({ connectionString: await createDatabase("alone") });
  // Several processes at once, as in a rolling deploy. Not so on the embedded one: its connections share a session,
  // and one process owns it.
  const connectionString = await createDatabase("together");
  const applied = await Promise.all([1, 2, 3].map(() => migrate({ connectionString })));
  assert.deepEqual(applied.flat(), names);
});

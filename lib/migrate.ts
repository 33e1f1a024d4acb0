// Applies prisma/migrations as `prisma migrate deploy` would, without the native engine it downloads.
import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { command } from "./command.ts";

// The lock and the table that Prisma's own commands use, so that `prisma migrate status` and `deploy` agree with us.
const LOCK = 72707369;
const TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`;

/**
 * How long a migration waits for a table. Whoever comes after it waits behind it: a long read must not stop the app through
 * the migration that waits for it.
 */
const PATIENCE = "3s";

/** One migration: the name of its folder and its SQL. */
export interface Migration {
  name: string;
  sql: string;
}

/** The project's own migrations, in the order of their names. */
export function readMigrations(): Migration[] {
  const folder = join(process.cwd(), "prisma/migrations");
  return readdirSync(folder)
    .filter((name) => !name.includes("."))
    .sort()
    .map((name) => ({ name, sql: readFileSync(join(folder, name, "migration.sql"), "utf8") }));
}

/**
 * Brings a database up to date: each missing migration in a database transaction of its own, all under an advisory
 * lock, so several processes may call it at once.
 * @returns the names it applied
 * @throws {Error} naming a migration that failed, now or earlier; the database is as it was before that one
 */
export async function migrate(database: pg.ClientConfig, migrations = readMigrations()): Promise<string[]> {
  const client = new pg.Client(database);
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
    await client.query(TABLE);
    const { rows } = await client.query<{ migration_name: string; finished_at: Date | null }>(
      `SELECT migration_name, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL`,
    );
    const failed = rows.find((row) => !row.finished_at);
    if (failed)
      throw new Error(`Migration ${failed.migration_name} failed earlier: see "prisma migrate resolve".`);
    const done = new Set(rows.map((row) => row.migration_name));
    const missing = migrations.filter(({ name }) => !done.has(name));
    for (const migration of missing) await apply(client, migration);
    return missing.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

async function apply(client: pg.Client, { name, sql }: Migration): Promise<void> {
  try {
    await client.query(`BEGIN; SET LOCAL lock_timeout = '${PATIENCE}'`);
    await client.query(sql);
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), 1)`,
      [randomUUID(), createHash("sha256").update(sql).digest("hex"), name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw new Error(`Migration ${name} failed: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}

// `npm run db:deploy`: the same for the database that DATABASE_URL names.
await command(
  import.meta.url,
  async () => {
    const { databaseUrl } = (await import("./env.ts")).env();
    if (!databaseUrl)
      throw new Error("DATABASE_URL is not set; the app migrates its embedded database by itself.");
    const applied = await migrate({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
    console.log(applied.length ? `Applied ${applied.join(", ")}.` : "The database is up to date.");
  },
  () => "Is DATABASE_URL right, the server running, and its user allowed to create tables?",
);

// `npm run secrets:rotate` as people run it: killed again and again, while others write and read, and then to its end.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import { skipWithoutPostgres, startPostgres } from "../e2e/postgres.ts";
import { startEmbedded } from "./embedded.ts";
import { subkeys } from "./env.ts";
import { migrate } from "./migrate.ts";
import { newestPrefix, open, seal } from "./vault.ts";

const SEED = Number(process.env.ROTATE_SEED ?? 1);
const newSecret = () => randomBytes(32).toString("base64url");
const vault = (...secrets: string[]) => subkeys("vault", secrets);
const scratch = mkdtempSync(join(tmpdir(), "rotate-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** Mulberry32: the same numbers for the same seed, from 0 to 1. */
let state = SEED;
function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

/** Starts the command with these settings and nothing of the developer's. */
function start(secrets: string[], settings: Record<string, string>) {
  const child = spawn(process.execPath, ["--conditions=react-server", "lib/rotate.ts"], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "test",
      TMPDIR: scratch,
      APP_SECRET: secrets.join(),
      ...settings,
    },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, said }));
  return { child, ended };
}

/** Starts it and kills it at some moment of its work, at most `span` ms after the first row's turn. */
async function startAndKill(span: number, ...settings: Parameters<typeof start>) {
  const { child, ended } = start(...settings);
  await Promise.race([once(child.stdout, "data"), ended]);
  await sleep(random() * span);
  child.kill("SIGKILL");
  return ended;
}

/** An apiKey that says whose it is and how often it was renewed: whoever opens it can judge it. */
const apiKeyOf = (id: string, version: number) => `sk-mg-v1-${id}-${version}`;
const userId = randomUUID();
const ownerOf = (rowId: string) => ({ rowId, userId, origin: "sandbox" });
const sealed = (id: string, version: number, secret: string) =>
  seal(apiKeyOf(id, version), ownerOf(id), vault(secret));

/** The version that a row holds; NaN when it does not open to its own apiKey. */
function versionOf(row: { id: string; sealedApiKey: string }, secrets: ReturnType<typeof vault>): number {
  const apiKey = open(row.sealedApiKey, ownerOf(row.id), secrets) ?? "";
  const version = Number(apiKey.split("-").at(-1));
  return apiKey === apiKeyOf(row.id, version) ? version : Number.NaN;
}

const USER = `INSERT INTO "User" (id) VALUES ($1)`;
const INSERT = `INSERT INTO "Connection" (id, "userId", origin, "sealedApiKey", tail)
  SELECT id, $1::uuid, 'sandbox', sealed, 'tail' FROM unnest($2::uuid[], $3::text[]) AS new(id, sealed)`;
const SELECT = `SELECT id, "sealedApiKey", "lastUsedAt" FROM "Connection"`;
const STALE = `SELECT count(*)::int AS count FROM "Connection" WHERE NOT starts_with("sealedApiKey", $1)`;
type Row = { id: string; sealedApiKey: string; lastUsedAt: Date | null };

test("killed twenty times beside writers and readers, every row opens all the time", {
  skip: skipWithoutPostgres,
  timeout: 180_000,
}, async (t) => {
  const server = await startPostgres();
  after(server.stop);
  const url = await server.createDatabase("rotation");
  await migrate({ connectionString: url });
  const pool = new pg.Pool({ connectionString: url, max: 8 });
  let secrets = [newSecret()];
  const newest = () => secrets[0] ?? "";

  /** What is known of each row: the version that was stored for certain, and the one that may be by now. */
  const rows = new Map<string, { sure: number; tried: number; usedAt?: Date }>();
  const gone = new Set<string>();
  const ids = Array.from({ length: 6000 }, (): string => randomUUID());
  await pool.query(USER, [userId]);
  await pool.query(INSERT, [userId, ids, ids.map((id) => sealed(id, 0, newest()))]);
  for (const id of ids) rows.set(id, { sure: 0, tried: 0 });

  const count = { readings: 0, rows: 0, failures: 0, renewed: 0, used: 0, inserted: 0, deleted: 0 };

  /** Reads all rows: none may be missing, back from the dead, unreadable, or older than what was stored before. */
  async function read(): Promise<void> {
    const before = secrets;
    const dead = new Set(gone);
    const sure = new Map([...rows].map(([id, row]) => [id, row.sure]));
    const found = (await pool.query<Row>(SELECT)).rows;
    const keys = vault(...new Set([...secrets, ...before]));
    for (const row of found) {
      const version = versionOf(row, keys);
      const least = sure.get(row.id) ?? 0;
      const fits = version >= least && version <= (rows.get(row.id)?.tried ?? version);
      if (!fits || dead.has(row.id)) count.failures++;
      sure.delete(row.id);
    }
    for (const [id, version] of sure) if (version >= 0 && rows.has(id)) count.failures++;
    count.readings++;
    count.rows += found.length;
  }

  const busy = new Set<string>();
  /** One change as the app makes it: a renewed apiKey, a note of its use, a new connection, a deleted one. */
  async function write(): Promise<void> {
    const kind = random();
    const id = kind < 0.1 ? randomUUID() : (ids[Math.floor(random() * ids.length)] ?? "");
    const row = rows.get(id) ?? { sure: -1, tried: -1 };
    if (busy.has(id) || (kind >= 0.1 && !rows.has(id))) return;
    busy.add(id);
    if (kind < 0.1) {
      rows.set(id, Object.assign(row, { tried: 0 }));
      await pool.query(INSERT, [userId, [id], [sealed(id, 0, newest())]]);
      ids.push(id);
      row.sure = 0;
      count.inserted++;
    } else if (kind < 0.2) {
      rows.delete(id);
      await pool.query(`DELETE FROM "Connection" WHERE id = $1`, [id]);
      gone.add(id);
      count.deleted++;
    } else if (kind < 0.5) {
      const usedAt = new Date(Date.now() + count.used);
      await pool.query(`UPDATE "Connection" SET "lastUsedAt" = $2 WHERE id = $1`, [id, usedAt]);
      row.usedAt = usedAt;
      count.used++;
    } else {
      const client = await pool.connect();
      const version = ++row.tried;
      await client.query("BEGIN");
      const text = sealed(id, version, newest());
      await client.query(`UPDATE "Connection" SET "sealedApiKey" = $2 WHERE id = $1`, [id, text]);
      await sleep(random() * 5);
      await client.query("COMMIT");
      client.release();
      row.sure = version;
      count.renewed++;
    }
    busy.delete(id);
  }

  let over = false;
  const repeat = async (step: () => Promise<void>, pause: number) => {
    for (; !over; await sleep(random() * pause)) await step();
  };
  const others = Promise.all([repeat(read, 500), ...[1, 2, 3, 4].map(() => repeat(write, 4))]);
  const stale = async (): Promise<number> =>
    (await pool.query(STALE, [newestPrefix(vault(newest()))])).rows[0].count;

  const kills = { all: 0, midway: 0, afterABatch: 0, late: 0 };
  while (kills.midway < 20 && kills.all + kills.late < 100 && count.failures === 0) {
    if ((await stale()) === 0) secrets = [newSecret(), newest()];
    const before = await stale();
    // Now and then two at once.
    const pair = random() < 0.2 ? [1, 2] : [1];
    const runs = await Promise.all(pair.map(() => startAndKill(400, secrets, { DATABASE_URL: url })));
    const left = await stale();
    for (const { code, said } of runs) {
      assert.ok(code === null || code === 0, said);
      if (code === 0) kills.late++;
      else kills.all++;
      // Its work had begun, and there was more of it; perhaps some was done.
      if (code === null && left > 0) kills.midway++;
      if (code === null && left > 0 && before - left >= 500) kills.afterABatch++;
    }
    await read();
  }
  over = true;
  await others;
  const ends = [start(secrets, { DATABASE_URL: url }), start(secrets, { DATABASE_URL: url })];
  for (const { ended } of ends) assert.equal((await ended).code, 0, (await ended).said);

  await read();
  t.diagnostic(
    `seed ${SEED}: ${kills.all} kills, ${kills.midway} midway, ${kills.afterABatch} of these after a batch; ` +
      `${kills.late} runs had ended before; ${rows.size} rows, ` +
      `${count.renewed} renewed, ${count.used} used, ${count.inserted} inserted, ${count.deleted} deleted; ` +
      `${count.readings} readings of all rows, ${count.rows} rows read, ${count.failures} failures`,
  );
  assert.equal(count.failures, 0);
  assert.ok(kills.midway >= 20 && kills.afterABatch >= 5, "too few kills came midway");
  assert.equal(await stale(), 0);
  const found = (await pool.query<Row>(SELECT)).rows;
  assert.deepEqual(found.map(({ id }) => id).sort(), [...rows.keys()].sort());
  for (const row of found) {
    const { sure, usedAt } = rows.get(row.id) ?? {};
    assert.equal(versionOf(row, vault(newest())), sure);
    assert.equal(row.lastUsedAt?.getTime(), usedAt?.getTime(), "a change of another column was lost");
  }
  await pool.end();
});

test("on the embedded database: killed, run to its end, and refused while an app has the folder", {
  timeout: 180_000,
}, async (t) => {
  const settings = { DATA_DIR: join(scratch, "data") };
  let secrets = [newSecret()];
  const newest = () => secrets[0] ?? "";
  const first = await start(secrets, settings).ended;
  assert.equal(first.code, 0, first.said);

  const ids = Array.from({ length: 4000 }, (): string => randomUUID());
  const inside = async <T>(use: (database: PGlite) => Promise<T>): Promise<T> => {
    const database = await PGlite.create(join(settings.DATA_DIR, "pglite"));
    return use(database).finally(() => database.close());
  };
  /** Reads all rows, which must open under `keys`. @returns how many are under the newest secret */
  const read = async (keys: string[]): Promise<number> => {
    const { rows } = await inside((database) => database.query<Row>(SELECT));
    assert.deepEqual(rows.map(({ id }) => id).sort(), ids.sort());
    for (const row of rows) assert.equal(versionOf(row, vault(...keys)), 0);
    return rows.filter((row) => row.sealedApiKey.startsWith(newestPrefix(vault(newest())))).length;
  };
  await inside(async (database) => {
    await database.query(USER, [userId]);
    await database.query(INSERT, [userId, ids, ids.map((id) => sealed(id, 0, newest()))]);
  });

  const done: number[] = [];
  const midway = () => done.filter((count) => count > 0 && count < ids.length).length;
  while (midway() < 2 && done.length < 20) {
    if (done.length === 0 || done.at(-1) === ids.length) secrets = [newSecret(), newest()];
    await startAndKill(400, secrets, settings);
    done.push(await read(secrets));
  }
  const { code, said } = await start(secrets, settings).ended;
  assert.equal(code, 0, said);
  assert.match(said, /Unreadable: 0\.\nNo connection needs an older value/);
  assert.equal(await read([newest()]), ids.length);
  t.diagnostic(`seed ${SEED}: after each kill ${done.join(", ")} of ${ids.length} rows were re-sealed`);
  assert.ok(midway() >= 2, "no two kills came midway");

  await startEmbedded(settings.DATA_DIR);
  const refused = await start(secrets, settings).ended;
  assert.equal(refused.code, 1);
  const words = new RegExp(
    `^The embedded database in \\S+ is in use by process ${process.pid} on \\S+\\. Stop that .*\\n$`,
  );
  assert.match(refused.said, words);
});

test("what cannot be opened is left as it is and counted; a database without tables is named", {
  skip: skipWithoutPostgres,
}, async () => {
  const server = await startPostgres();
  after(server.stop);
  const settings = { DATABASE_URL: await server.createDatabase("unreadable") };
  const [older, newer, foreign] = [newSecret(), newSecret(), newSecret()];
  const bare = await start([newer, older], settings).ended;
  assert.equal(bare.code, 1);
  assert.match(bare.said, /^.*The database is not migrated: run npm run db:deploy first\.\n$/);

  await migrate({ connectionString: settings.DATABASE_URL });
  const client = new pg.Client(settings.DATABASE_URL);
  await client.connect();
  const ids = Array.from({ length: 4 }, () => randomUUID());
  const [a = "", b = "", c = "", d = ""] = ids;
  const texts = [sealed(a, 0, older), sealed(b, 0, newer), sealed(c, 0, foreign), sealed(a, 0, older)];
  await client.query(USER, [userId]);
  await client.query(INSERT, [userId, ids, texts]);
  const { code, said } = await start([newer, older], settings).ended;
  assert.equal(code, 0, said);
  assert.match(said, /Re-sealed: 1\. Under the newest secret already: 1\. Unreadable: 2\./);
  const { rows } = await client.query<Row>(SELECT);
  const text = (id: string) => rows.find((row) => row.id === id)?.sealedApiKey;
  assert.equal(open(text(a) ?? "", ownerOf(a), vault(newer)), apiKeyOf(a, 0));
  assert.deepEqual([b, c, d].map(text), texts.slice(1));
  await client.end();
});

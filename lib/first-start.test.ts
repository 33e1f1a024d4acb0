// The very first start, which makes the database, is killed at its every turn: the next one makes it all the same.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { startEmbedded } from "./embedded.ts";
import { migrate, readMigrations } from "./migrate.ts";

const folder = mkdtempSync(join(tmpdir(), "first-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** As the app starts: the database, then its tables. */
const script = `import { startEmbedded } from "./lib/embedded.ts";
  import { migrate } from "./lib/migrate.ts";
  await migrate((await startEmbedded(${JSON.stringify(folder)})).address);
  setInterval(() => {}, 1000);`;

/** Starts it in a process of its own, and ends that by kill -9 as soon as `seen`. */
async function killOnce(seen: () => boolean): Promise<void> {
  const node = ["--conditions=react-server", "--input-type=module-typescript", "-e", script];
  const child = spawn(process.execPath, node, { stdio: ["ignore", "ignore", "inherit"] });
  process.on("exit", () => child.kill("SIGKILL")); // a test that ran out of time never came to it
  const ended = once(child, "exit");
  while (!seen() && child.exitCode === null) await sleep(1);
  child.kill("SIGKILL");
  const [, signal] = await ended;
  assert.equal(signal, "SIGKILL", "it ended by itself");
}

const has = (name: string) => existsSync(join(folder, name));

test("killed at any moment of its first start, the app starts the next time", {
  timeout: 120_000,
}, async () => {
  const files = () =>
    has("pglite.unfinished") ? readdirSync(join(folder, "pglite.unfinished/base")).length : 0;
  await killOnce(() => has("pglite.unfinished"));
  await killOnce(() => has("pglite.unfinished/base") && files() > 0);
  assert.ok(!has("pglite"), "what is not whole has its name already");
  await killOnce(() => has("pglite"));
  await killOnce(() => has("pglite/postmaster.pid"));
  writeFileSync(join(folder, "pglite/postmaster.pid"), ""); // as a kill leaves it between two system calls

  const { address } = await startEmbedded(folder);
  await migrate(address);
  const client = new pg.Client(address);
  await client.connect();
  const { rows } = await client.query(`SELECT migration_name FROM "_prisma_migrations"`);
  assert.equal(rows.length, readMigrations().length);
  assert.deepEqual((await client.query(`SELECT * FROM "User"`)).rows, []);
  await client.end();
  assert.ok(!has("pglite.unfinished"));
});

test("a database that does not open is named, with the way out, and left as it is", async () => {
  const damaged = join(folder, "damaged");
  mkdirSync(join(damaged, "pglite"), { recursive: true });
  writeFileSync(join(damaged, "pglite/PG_VERSION"), "");
  const words = `${join(damaged, "pglite")} does not open: it is damaged. Restore it from a copy; or delete it`;
  await assert.rejects(startEmbedded(damaged), ({ message }: Error) => message.includes(words));
  assert.deepEqual(readdirSync(join(damaged, "pglite")), ["PG_VERSION"]);
});

// Many clients of the embedded database at once: each must get its own rows, whatever the others do meanwhile.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { startEmbedded } from "./embedded.ts";

const scratch = mkdtempSync(join(tmpdir(), "socket-"));
after(() => rmSync(scratch, { recursive: true, force: true }));
const { address } = await startEmbedded(join(scratch, "data"));

test("two thousand queries and transactions of ten clients: nobody gets another's rows", async () => {
  const pool = new pg.Pool({ ...address, max: 10 });
  await pool.query("CREATE TABLE counter AS SELECT 0 AS value");
  const ask = async (n: number) => {
    const { rows } = await pool.query("SELECT $1::text AS value", [`value ${n}`]);
    assert.equal(rows[0].value, `value ${n}`);
  };
  const change = async (n: number) => {
    const client = await pool.connect();
    await client.query("BEGIN");
    const { rows } = await client.query("SELECT value FROM counter");
    await sleep(n % 3);
    await client.query("UPDATE counter SET value = $1", [rows[0].value + 1]);
    await client.query(n % 20 === 0 ? "ROLLBACK" : "COMMIT");
    client.release();
  };
  await Promise.all(Array.from({ length: 2000 }, (_, n) => (n % 10 === 0 ? change(n) : ask(n))));
  const { rows } = await pool.query("SELECT value FROM counter");
  assert.equal(rows[0].value, 100, "no update was lost, and none that was rolled back counts");
  await pool.end();
});

test("a client that fails, or leaves in the middle of a transaction, holds nobody up", async () => {
  const other = new pg.Client(address);
  await other.connect();
  for (const end of ["error", "leave"]) {
    const client = new pg.Client(address);
    client.on("error", () => undefined);
    await client.connect();
    await client.query("BEGIN; CREATE TABLE half (n int)");
    if (end === "error") await assert.rejects(client.query("SELECT * FROM nowhere"), /nowhere/);
    const waiting = other.query("SELECT to_regclass('half') AS half");
    if (end === "error") await client.query("ROLLBACK");
    // biome-ignore lint/suspicious/noExplicitAny: pg's types do not show its stream
    (client as any).connection.stream.destroy();
    assert.equal((await waiting).rows[0].half, null, end);
  }
  await other.end();
});

test("what is larger than one packet arrives whole", async () => {
  const client = new pg.Client(address);
  await client.connect();
  const text = "é".repeat(1_000_000);
  const { rows } = await client.query("SELECT $1::text AS value", [text]);
  assert.equal(rows[0].value, text);
  await client.end();
});

/** One message: a type of one letter, or none, a length that counts itself unless told otherwise, and a body. */
function message(type: string, body: Buffer | string, length = 4 + body.length): Buffer {
  const head = Buffer.alloc(type.length + 4, type);
  head.writeInt32BE(length, type.length);
  return Buffer.concat([head, Buffer.from(body)]);
}
const HELLO = message("", "\0\x03\0\0user\0postgres\0\0");
const ask = (low: number) => message("", Buffer.from([0x04, 0xd2, 0x16, low]));

/** What stops PGlite for all, or leaves it in the middle of something, unless the socket knows better. */
const ABUSES: Record<string, Buffer> = {
  "asks for SSL": Buffer.concat([ask(0x2f), HELLO]),
  "asks for GSSAPI": Buffer.concat([ask(0x30), HELLO]),
  "asks to cancel": message("", Buffer.from([0x04, 0xd2, 0x16, 0x2e, 0, 0, 0, 0, 0, 0, 0, 0])),
  "speaks another protocol": Buffer.from("GET / HTTP/1.1\r\n\r\n"),
  "sends an unknown message": Buffer.concat([HELLO, message("!", "abc")]),
  "sends a length of 0": Buffer.concat([HELLO, message("Q", "", 0)]),
  "sends a negative length": Buffer.concat([HELLO, message("Q", "abc", -1)]),
  "fails in a transaction, without Sync": Buffer.concat([
    HELLO,
    message("Q", "BEGIN\0"),
    message("P", "\0SELECT nonsense(\0\0\0"),
  ]),
};

for (const [name, bytes] of Object.entries(ABUSES)) {
  test(`a client that ${name} is none of the others' business`, { timeout: 20_000 }, async () => {
    const client = connect(join(String(address.host), ".s.PGSQL.5432")).on("error", () => undefined);
    await once(client, "connect");
    client.write(bytes);
    await sleep(100);
    client.destroy();
    const other = new pg.Client(address);
    await other.connect();
    assert.equal((await other.query("SELECT $1::int AS value", [7])).rows[0].value, 7);
    await other.end();
  });
}

// What the sweep deletes, and what it leaves: on the embedded database, whose rows are aged by hand.
import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after } from "node:test";
import { setImmediate as tick } from "node:timers/promises";
import { db } from "./db.ts";
import { isOver } from "./session.ts";
import { startSweeping, sweep } from "./sweep.ts";

const scratch = mkdtempSync(join(tmpdir(), "sweep-"));
after(() => rmSync(scratch, { recursive: true, force: true }));
Object.assign(process.env, {
  APP_SECRET: randomBytes(32).toString("base64url"),
  DATABASE_URL: "",
  DATA_DIR: scratch,
});

const now = Date.now();
const ago = (hours: number) => new Date(now - hours * 3_600_000);

/** Sessions as hours since [the start, the last visit]. */
const USERS: Record<string, [number, number][]> = {
  fresh: [[0, 0]],
  visitor: [[100, 23.9]],
  "just over": [[100, 24.5]],
  idle: [[100, 25.1]],
  "in its last hour": [[168.5, 0]],
  absolute: [[169.1, 0.1]],
  "one of three lives": [
    [200, 30],
    [20, 1],
    [60, 26],
  ],
  "all of three are over": [
    [200, 30],
    [169.1, 1],
    [60, 26],
  ],
  "no session": [],
};
const KEPT = ["fresh", "visitor", "just over", "in its last hour", "one of three lives"];
const SPENT = [0, 168.9, 169.1, 400];

test("the sweep takes those whom nobody can reach, with all of theirs, and nothing else", async () => {
  const prisma = await db();
  const names = new Map<string, string>();
  for (const [name, sessions] of Object.entries(USERS)) {
    const id = randomUUID();
    names.set(id, name);
    const connection = { origin: "sandbox", sealedApiKey: "x", tail: "x" };
    const rows = sessions.map(([start, visit]) => ({
      idHash: randomUUID(),
      createdAt: ago(start),
      lastSeenAt: ago(visit),
    }));
    await prisma.user.create({
      data: { id, sessions: { create: rows }, connections: { create: [connection, connection] } },
    });
  }
  await prisma.spentTransaction.createMany({
    data: SPENT.map((hours) => ({ stateHash: String(hours), spentAt: ago(hours) })),
  });

  // Several instances at once, and between them every row goes once.
  const [first, second, third] = await Promise.all([sweep(now), sweep(now), sweep(now)]);
  const sum = (key: keyof typeof first) => first[key] + second[key] + third[key];
  assert.deepEqual([sum("users"), sum("sessions"), sum("transactions")], [4, 2, 2]);
  assert.deepEqual(await sweep(now), { users: 0, sessions: 0, transactions: 0 });

  const left = await prisma.user.findMany({ include: { sessions: true, connections: true } });
  assert.deepEqual(left.map(({ id }) => names.get(id)).sort(), KEPT.sort());
  assert.deepEqual(
    left.map(({ connections }) => connections.length),
    KEPT.map(() => 2),
  );
  assert.equal(await prisma.connection.count(), 2 * KEPT.length);
  const sessions = left.flatMap((user) => user.sessions);
  assert.equal(sessions.length, KEPT.length);
  assert.ok(sessions.every((session) => !isOver(session, now - 3_600_000)));
  const spent = await prisma.spentTransaction.findMany({ orderBy: { spentAt: "desc" } });
  assert.deepEqual(
    spent.map(({ stateHash }) => stateHash),
    ["0", "168.9"],
  );
});

test("it runs at the start, after a minute and every hour; a failure is one line, and tried again", async ({
  mock,
}) => {
  const prisma = await db();
  const lines: string[] = [];
  const write = process.stdout.write.bind(process.stdout);
  mock.method(process.stdout, "write", (chunk: string | Uint8Array) => {
    if (typeof chunk !== "string" || !chunk.includes('"event"')) return write(chunk); // the runner's own
    const { level, time, ...said } = JSON.parse(chunk);
    return lines.push(JSON.stringify(said)) > 0;
  });
  mock.timers.enable({ apis: ["setInterval", "setTimeout"] });
  const shared = globalThis as { modelgatesDb?: unknown };
  const fail = () => Promise.reject(new TypeError("hunter2 at 10.0.0.1"));
  shared.modelgatesDb = { user: { deleteMany: fail }, spentTransaction: { updateMany: fail } };
  const said = async (count: number) => {
    for (const end = Date.now() + 5000; lines.length < count && Date.now() < end; ) await tick();
    return lines.at(-1);
  };
  startSweeping();
  assert.equal(await said(1), '{"event":"sweep_failed","error":"TypeError"}');
  mock.timers.tick(59_999);
  await tick();
  assert.equal(lines.length, 1);
  mock.timers.tick(1);
  assert.equal(await said(2), '{"event":"sweep_failed","error":"TypeError"}');
  mock.timers.tick(3_539_999);
  await tick();
  assert.equal(lines.length, 2);
  mock.timers.tick(1);
  assert.equal(await said(3), '{"event":"sweep_failed","error":"TypeError"}');

  shared.modelgatesDb = prisma;
  await prisma.user.create({ data: {} });
  mock.timers.tick(3_600_000);
  assert.equal(await said(5), '{"event":"swept","users":1,"sessions":0,"transactions":0}');
  // The row of the test above has no end: whoever began it may have a key at the provider.
  assert.equal(lines[3], '{"event":"orphan_key_possible","reason":"interrupted","orphans":1}');
  await prisma.user.create({ data: {} });
  mock.timers.tick(3_600_000);
  assert.equal(await said(6), '{"event":"swept","users":1,"sessions":0,"transactions":0}');
  assert.equal(lines.length, 6, "reported once");
});

// How an instance stops, as its platform, its clients and its data see it.
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, expect, health, startApp, test } from "./app.ts";
import { Jar } from "./jar.ts";
import { begin, piece } from "./speak.ts";

/** Asks for an answer. @returns once its first piece is here, or it was refused */
async function ask({ url }: App, { header }: Jar) {
  const headers = { "content-type": "application/json", "sec-fetch-site": "same-origin", cookie: header };
  const body = JSON.stringify({ messages: [{ role: "user", content: "Hello!" }] });
  return fetch(`${url}/api/chat`, { method: "POST", headers, body });
}

/** Lets the provider begin an answer and leave it open. @returns the answer's two sides */
async function openAnswer(app: App, jar: Jar) {
  let provider: ServerResponse | undefined;
  app.provider.misbehave("/chat/completions", (response) => {
    provider = response;
    begin(response, "The first half");
  });
  const answer = await ask(app, jar);
  expect(answer.status).toBe(200);
  return { answer, provider: provider as ServerResponse };
}

/** What PostgreSQL notes of a cluster that was closed in order (pg_control, DB_SHUTDOWNED). */
const wasClosed = (dataDir: string) =>
  readFileSync(join(dataDir, "pglite/global/pg_control")).readInt32LE(16) === 1;

/** An app on `settings`, and a person who is connected to it. */
async function startConnected(settings: Record<string, string>): Promise<[App, Jar]> {
  const app = await startApp(settings);
  expect(await health(app), app.log()).toBe(200);
  const jar = new Jar(app);
  await jar.connect();
  return [app, jar];
}

test("SIGTERM: what was begun is finished, nothing is begun; SIGINT: it is told and ended; the data is closed", async () => {
  test.setTimeout(120_000);
  const settings = {
    DATA_DIR: mkdtempSync(join(tmpdir(), "app-")),
    APP_SECRET: randomBytes(32).toString("base64url"),
  };

  const [first, jar] = await startConnected(settings);
  const { answer, provider } = await openAnswer(first, jar);
  process.kill(first.pid, "SIGTERM");
  await expect.poll(() => health(first), "the load balancer is sent elsewhere").toBe(503);
  const refused = await ask(first, jar);
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(refused.headers.get("connection")).toBe("close");
  expect(await refused.json()).toMatchObject({ error: { code: "stopping" } });
  provider.end(`${piece(", and the second.")}data: [DONE]\n\n`);
  expect(await answer.text()).toMatch(/The first half.*, and the second\..*\[DONE\]/s);
  expect(await first.exited).toBe(143);
  expect(first.log().match(/"event":"stopping","reason":"SIGTERM"/g)).toHaveLength(1);
  expect(wasClosed(settings.DATA_DIR)).toBe(true);
  await first.stop();

  const [second, another] = await startConnected(settings);
  const uses = await second.sql(`SELECT "lastUsedAt" FROM "Connection" ORDER BY "connectedAt"`);
  expect(uses[0]?.lastUsedAt, "what was left for after the answer was cut off").not.toBeNull();
  const cut = await openAnswer(second, another);
  process.kill(second.pid, "SIGINT");
  expect(await cut.answer.text()).toMatch(/The first half.*"error_type":"timeout"/s);
  expect(await second.exited).toBe(130);
  expect(wasClosed(settings.DATA_DIR)).toBe(true);
  await second.stop();

  const [third, last] = await startConnected(settings);
  const lost = await openAnswer(third, last);
  process.kill(third.pid, "SIGTERM");
  await expect.poll(() => health(third)).toBe(503);
  process.kill(third.pid, "SIGTERM");
  expect(await third.exited, "a second signal waits for nothing").toBe(143);
  await expect(lost.answer.text()).rejects.toThrow();
  await third.stop();
  rmSync(settings.DATA_DIR, { recursive: true });
});

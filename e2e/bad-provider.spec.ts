// The exchange against a provider that answers in every way but the right one. Each time: one request, one reason, no row,
// and no word of what it said in an answer of ours or in a log.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type App, expect, test } from "./app.ts";
import { type Bad, badAnswers, CANARY, redirects, slowAnswers } from "./bad-answers.ts";
import { apiKeyFor, callbackOf, Jar, newcomer, problemOf, takeAnyCode } from "./jar.ts";

/** All that the app stored so far. */
const rows = (app: App) =>
  app.sql(`SELECT (SELECT count(*) FROM "Connection") AS connections, (SELECT count(*) FROM "Session") AS sessions,
    (SELECT count(*) FROM "User") AS users`);

/** Everybody comes back at once, each to another of these answers, and each ends as it must. */
async function expectEachRefused(app: App, cases: Record<string, Bad>): Promise<void> {
  const all = Object.entries(cases);
  const before = await rows(app);
  app.provider.misbehave("/auth/keys", (response, { body }) => {
    void all[Number(body.code)]?.[1].answer(response);
  });
  const ends = await Promise.all(
    all.map(async ([name, { problem }], code) => {
      const jar = new Jar(app);
      const callback = callbackOf(await jar.start(), { code: String(code) }).href;
      const answer = await jar.ask("GET", callback);
      expect(JSON.stringify(answer), name).not.toContain("canary");
      expect([name, answer.status, problemOf(answer)]).toEqual([name, 303, problem]);
      return problemOf(await jar.ask("GET", callback));
    }),
  );
  expect(new Set(ends), "the attempt is spent").toEqual(new Set(["replayed"]));
  const codes = app.provider.exchanges.map(({ body }) => Number(body.code)).sort((a, b) => a - b);
  expect(codes, "one exchange each").toEqual(all.map((_, code) => code));
  expect(await rows(app)).toEqual(before);
  expect(app.log()).not.toContain("canary");
  expect(app.log()).not.toMatch(/unhandled|uncaught/i);
}

/** Whoever comes next finds everything as it was. */
async function expectWorking(app: App): Promise<void> {
  takeAnyCode(app);
  await newcomer(app, "after-all");
}

test("the exchange carries three fields, the headers of any call, and nothing of the browser's", async ({
  app,
}) => {
  takeAnyCode(app);
  const jar = new Jar(app);
  await jar.get(callbackOf(await jar.start(), { code: "code-1" }).href, {
    authorization: "Bearer theirs",
    "x-forwarded-for": "203.0.113.7",
    "x-api-key": "theirs",
    "accept-language": "tlh",
    "user-agent": "theirs",
    referer: "https://theirs.example/",
  });
  const [call, ...more] = app.provider.exchanges;
  expect(more).toEqual([]);
  const { code_verifier, ...rest } = call?.body ?? {};
  expect(rest).toEqual({ code: "code-1", code_challenge_method: "S256" });
  expect(code_verifier).toMatch(/^[A-Za-z0-9_-]{43}$/);
  const { host, "content-length": _, ...headers } = call?.headers ?? {};
  expect(headers).toEqual({
    accept: "*/*",
    "accept-encoding": expect.stringContaining("gzip"),
    "accept-language": "*",
    "cache-control": "no-cache",
    connection: "keep-alive",
    "content-type": "application/json",
    pragma: "no-cache",
    "sec-fetch-mode": "cors",
    "user-agent": "node",
  });
});

test("every bad answer ends in one failure, and is passed on to nobody", async ({ app }) => {
  expect(Object.keys(badAnswers).length).toBeGreaterThan(60);
  await expectEachRefused(app, badAnswers);
  await expectWorking(app);
});

test("a redirect is followed nowhere: neither code nor verifier goes elsewhere", async ({ app }) => {
  let hits = 0;
  const elsewhere = createServer((_, response) => {
    hits++;
    response.writeHead(200, { "content-type": "application/json" }).end(`{"key":"${CANARY}","user_id":null}`);
  });
  await new Promise<void>((listening) => elsewhere.listen(0, "127.0.0.1", listening));
  const { port } = elsewhere.address() as AddressInfo;
  await expectEachRefused(app, redirects(`http://127.0.0.1:${port}/api/v1/auth/keys`));
  expect(hits).toBe(0);
  elsewhere.close();
});

test("who drips, or stops after the headers, is given ten seconds like who says nothing", async ({ app }) => {
  const began = Date.now();
  await expectEachRefused(app, slowAnswers);
  expect(Date.now() - began).toBeGreaterThan(9_000);
  expect(Date.now() - began).toBeLessThan(14_000);
  expect(app.provider.exchanges.map(({ dropped }) => dropped)).toEqual([true, true, true]);
});

test("an odd answer that is right all the same is taken", async ({ app }) => {
  const odd: Record<string, [(apiKey: string) => string, string?]> = {
    mark: [(apiKey) => `\ufeff{"key":"${apiKey}","user_id":null}`],
    space: [(apiKey) => ` \r\n{ "key" : "${apiKey}" }\n`],
    twice: [(apiKey) => `{"key":"${CANARY}","key":"${apiKey}"}`], // the last one counts, as for any JSON.parse
    more: [
      (apiKey) =>
        `{"key":"${apiKey}","error":null,"__proto__":{"polluted":1},"deep":${"[".repeat(5000)}${"]".repeat(5000)}}`,
    ],
    charset: [(apiKey) => `{"key":"${apiKey}","user_id":"user_1"}`, "Application/JSON; charset=utf-8"],
  };
  app.provider.misbehave("/key", (response) => response.writeHead(500).end());
  app.provider.misbehave("/auth/keys", (response, { body }) => {
    const [say, type = "application/json"] = odd[String(body.code)] ?? [];
    response.writeHead(200, { "content-type": type }).end(say?.(apiKeyFor(String(body.code))));
  });
  for (const code of Object.keys(odd)) {
    await newcomer(app, code);
    const [row] = await app.sql(`SELECT "tail" FROM "Connection" ORDER BY "connectedAt" DESC LIMIT 1`);
    expect([code, row?.tail]).toEqual([code, apiKeyFor(code).slice(-4)]);
  }
});

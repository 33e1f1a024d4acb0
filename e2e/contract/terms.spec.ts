// CONTRACT 1.3 and 1.4: the terms of a key are shown, and they hold.
import { setTimeout as sleep } from "node:timers/promises";
import { chat, chatStream, hello } from "./ask.ts";
import { expect, test } from "./fixtures.ts";
import type { Gateway } from "./gateway.ts";
import { expectError } from "./judge.ts";
import { needs } from "./needs.ts";

interface Shown {
  label: string;
  limit: number | null;
  limit_remaining: number | null;
  limit_reset: string | null;
  usage: number;
  expires_at: string | null;
}

async function show(gateway: Gateway, apiKey: string): Promise<Shown> {
  const { status, body } = await gateway.call("/key", { apiKey });
  expect(status).toBe(200);
  return (body as { data: Shown }).data;
}

test.beforeEach(({ gateway }) => needs(gateway, "spending"));

test("a key without terms has none", async ({ gateway, newApiKey }) => {
  const none = { limit: null, limit_remaining: null, limit_reset: null, expires_at: null };
  expect(await show(gateway, await newApiKey())).toMatchObject(none);
});

for (const usage_limit_type of ["daily", "weekly", "monthly"]) {
  test(`label, limit, expiry and the ${usage_limit_type} reset are visible`, async ({
    gateway,
    newApiKey,
  }) => {
    const terms = { key_label: "My Custom Key", limit: 2.5, usage_limit_type };
    const apiKey = await newApiKey({ ...terms, expires_at: "2999-12-31T23:59:59Z" });
    expect(await show(gateway, apiKey)).toMatchObject({
      label: "My Custom Key",
      limit: 2.5,
      limit_remaining: 2.5,
      limit_reset: usage_limit_type,
      expires_at: expect.stringMatching(/^2999-12-31T23:59:59(\.000)?Z$/),
    });
  });
}

test("an expiry may be a bare date, as the seeds type it, and may be in another zone", async ({
  gateway,
  newApiKey,
}) => {
  const date = await show(gateway, await newApiKey({ expires_at: "2999-12-31" }));
  expect(date.expires_at).toMatch(/^2999-12-31T/);
  const zoned = await show(gateway, await newApiKey({ expires_at: "2999-12-31T23:59:59+02:00" }));
  expect(Date.parse(zoned.expires_at ?? "")).toBe(Date.parse("2999-12-31T21:59:59Z"));
});

const DEAR = { ...hello, model: "anthropic/claude-sonnet-4.5" };

for (const usage_limit_type of [undefined, "daily", "weekly", "monthly"]) {
  test(`a limit ends the spending (reset: ${usage_limit_type})`, async ({ gateway, newApiKey }) => {
    const limit = 0.0006;
    const apiKey = await newApiKey({ limit, usage_limit_type });
    let spent = 0;
    let answer = await chat(gateway, apiKey, DEAR);
    for (let asked = 1; answer.status === 200 && asked < 20; asked++) {
      spent += (answer.body as { usage: { cost: number } }).usage.cost;
      const { usage, limit_remaining } = await show(gateway, apiKey);
      expect(usage).toBeCloseTo(spent, 9);
      expect(limit_remaining).toBeCloseTo(Math.max(0, limit - spent), 9);
      answer = await chat(gateway, apiKey, DEAR);
    }
    expectError(
      gateway,
      answer,
      403,
      new RegExp(`^Key limit exceeded \\(${usage_limit_type ?? "total"} limit\\)`),
    );
    expect(spent, "not before").toBeGreaterThanOrEqual(limit);
    expect((await show(gateway, apiKey)).limit_remaining).toBe(0);
    const { status, headers } = await chatStream(gateway, apiKey, DEAR);
    expect([status, headers.get("content-type")]).toEqual([403, expect.stringContaining("application/json")]);
  });
}

test("streams count towards the limit", async ({ gateway, newApiKey }) => {
  const apiKey = await newApiKey({ limit: 0.0001 });
  expect((await chatStream(gateway, apiKey, DEAR)).status).toBe(200);
  expectError(gateway, await chat(gateway, apiKey, DEAR), 403, /^Key limit exceeded/);
});

test("a limit of zero spends nothing", async ({ gateway, newApiKey }) => {
  expectError(gateway, await chat(gateway, await newApiKey({ limit: 0 })), 403, /^Key limit exceeded/);
});

test("an expired key is one no more, everywhere", async ({ gateway, newApiKey }) => {
  const ends = Date.now() + 2500;
  const apiKey = await newApiKey({ expires_at: new Date(ends).toISOString() });
  const calls = {
    "/key": () => gateway.call("/key", { apiKey }),
    "/chat/completions": () => chat(gateway, apiKey),
    "/auth/keys/code": () =>
      gateway.call("/auth/keys/code", { apiKey, json: { callback_url: "https://app.example" } }),
  };
  for (const [path, call] of Object.entries(calls)) expect((await call()).status, path).toBe(200);
  expect(Date.now(), "all that was before its end").toBeLessThan(ends);
  await sleep(ends - Date.now() + 100);
  for (const call of Object.values(calls)) expectError(gateway, await call(), 401);
  expectError(gateway, await gateway.call("/credits", { apiKey }), 401);
});

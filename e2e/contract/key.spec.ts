// CONTRACT 1.4: who is this key.

import type { z } from "zod";
import { chat, whichApp } from "./ask.ts";
import { expect, test } from "./fixtures.ts";
import { fits } from "./judge.ts";
import { needs } from "./needs.ts";
import { key, keyData } from "./shapes.ts";

type KeyData = z.infer<typeof keyData>;

test("all 23 fields, by type, private to the asker", async ({ gateway, apiKey }) => {
  expect(Object.keys(keyData.shape)).toHaveLength(23);
  const { status, headers, body } = await gateway.call("/key", { apiKey });
  expect(status).toBe(200);
  expect(headers.get("content-type")).toContain("application/json");
  expect(headers.get("cache-control")).toBe("private, no-store");
  const { label } = (body as { data: KeyData }).data;
  // Before anything else, and as a boolean: what shows the key must not show it here as well.
  expect(label.includes(apiKey) || label.includes(apiKey.slice(-32)), "the label is masked").toBe(false);
  fits(gateway, key, body);
});

test("a fresh key has spent nothing", async ({ gateway, apiKey }) => {
  needs(gateway, "undecided");
  const { body } = await gateway.call("/key", { apiKey });
  const none = { usage: 0, usage_daily: 0, usage_weekly: 0, usage_monthly: 0 };
  expect(body).toMatchObject({ data: { ...none, is_free_tier: false, is_management_key: false } });
});

test("the older address answers the same", async ({ gateway, apiKey }) => {
  const [now, older] = [await gateway.call("/key", { apiKey }), await gateway.call("/auth/key", { apiKey })];
  expect(older.status).toBe(200);
  expect(older.headers.get("cache-control")).toBe("private, no-store");
  expect(Object.keys((older.body as { data: KeyData }).data)).toEqual(
    Object.keys((now.body as { data: KeyData }).data),
  );
  if (!gateway.live) expect(older.body).toEqual(now.body);
});

test("usage grows by the cost that a chat reports", async ({ gateway, apiKey }) => {
  needs(gateway, "freshUsage");
  let spent = 0;
  for (const model of ["openai/gpt-5.2", "deepseek/deepseek-r1", "openai/gpt-oss-20b:free"]) {
    const { usage } = (await chat(gateway, apiKey, { ...whichApp, model })).body as {
      usage: { cost: number };
    };
    expect(usage.cost > 0, model).toBe(!model.endsWith(":free"));
    spent += usage.cost;
    const { data } = (await gateway.call("/key", { apiKey })).body as { data: KeyData };
    for (const name of ["usage", "usage_daily", "usage_weekly", "usage_monthly"] as const)
      expect(data[name], name).toBeCloseTo(spent, 12);
    expect(data.byok_usage).toBe(0);
  }
});

test("one key's usage is not another's", async ({ gateway, apiKey, newApiKey }) => {
  needs(gateway, "freshUsage");
  const other = await newApiKey();
  await chat(gateway, apiKey);
  expect((await gateway.call("/key", { apiKey: other })).body).toMatchObject({ data: { usage: 0 } });
});

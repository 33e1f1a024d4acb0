// CONTRACT 1.3: whoever holds an apiKey makes a code for another one.
import { callback_url, exchanged, expect, test } from "./fixtures.ts";
import { expectError, expectRow, fits } from "./judge.ts";
import { needs } from "./needs.ts";
import { forms } from "./pkce.ts";
import { createdCode } from "./shapes.ts";

test("the seeds' own example is a code, and becomes a key with its limit", async ({ gateway, apiKey }) => {
  needs(gateway, "spending");
  const json = { callback_url, ...forms.S256.asked, limit: 100 };
  const answer = await gateway.call("/auth/keys/code", { apiKey, json });
  expect(answer.status).toBe(200);
  const { data } = fits(gateway, createdCode, answer.body);
  expect(Math.abs(Date.parse(data.created_at) - Date.now())).toBeLessThan(5000);
  const made = await exchanged(gateway, data.id, forms.S256.proof);
  expect((await gateway.call("/key", made)).body).toMatchObject({
    data: { limit: 100, limit_remaining: 100 },
  });
});

test("an app keeps its app_id, and another has another", async ({ gateway, apiKey }) => {
  needs(gateway, "spending");
  const appOf = async (callback_url: string) => {
    const { body } = await gateway.call("/auth/keys/code", { apiKey, json: { callback_url } });
    return fits(gateway, createdCode, body).data.app_id;
  };
  const first = await appOf(callback_url);
  expect(await appOf(`${callback_url}/other`)).toBe(first);
  expect(await appOf("https://other.example/")).not.toBe(first);
});

test("without an apiKey that works there is no code", async ({ gateway }) => {
  const json = { callback_url };
  expectRow(gateway, await gateway.call("/auth/keys/code", { json }), "noApiKey");
  expectRow(gateway, await gateway.call("/auth/keys/code", { json, apiKey: "made-up" }), "badApiKey");
});

const fine = { callback_url };
const bad: Record<string, unknown> = {
  "no callback_url": {},
  "a numeric callback_url": { callback_url: 1 },
  "a method outside the enum": { ...fine, ...forms.S256.asked, code_challenge_method: "S512" },
  "a numeric challenge": { ...fine, code_challenge: 1, code_challenge_method: "S256" },
  "a challenge without a method": { ...fine, code_challenge: "x" },
  "a method without a challenge": { ...fine, code_challenge_method: "S256" },
  "a label of 101 characters": { ...fine, key_label: "x".repeat(101) },
  "a numeric label": { ...fine, key_label: 1 },
  "a label with half a character": { ...fine, key_label: "\ud800" },
  "a limit in words": { ...fine, limit: "100" },
  "another interval": { ...fine, limit: 1, usage_limit_type: "yearly" },
  "an expiry in words": { ...fine, expires_at: "tomorrow" },
  "an expiry in the past": { ...fine, expires_at: "2020-01-01T00:00:00Z" },
  "a workspace that is no uuid": { ...fine, workspace_id: "mine" },
  "an array": [],
  null: null,
};
for (const [name, json] of Object.entries(bad)) {
  test(`${name} is refused`, async ({ gateway, apiKey }) => {
    if (name !== "no callback_url") needs(gateway, "load");
    expectError(gateway, await gateway.call("/auth/keys/code", { apiKey, json }), 400);
  });
}

test("a body that is no JSON is refused", async ({ gateway, apiKey }) => {
  needs(gateway, "load");
  for (const raw of ["{", ""])
    expectError(gateway, await gateway.call("/auth/keys/code", { method: "POST", apiKey, raw }), 400);
});

test("fields that may be null or left out, may", async ({ gateway, newCode }) => {
  needs(gateway, "spending");
  await newCode({ expires_at: null });
  await newCode({ workspace_id: crypto.randomUUID(), key_label: "x".repeat(100) });
  await newCode({ limit: 0.5, usage_limit_type: "daily", expires_at: "2999-12-31T23:59:59.000Z" });
});

for (const [scenario, status] of [
  ["conflict", 409],
  ["approval-500", 500],
] as const) {
  test(`${status} when no code can be made`, async ({ gateway, apiKey }) => {
    needs(gateway, "scenario");
    const json = { callback_url };
    expectError(
      gateway,
      await gateway.call(`/auth/keys/code?scenario=${scenario}`, { apiKey, json }),
      status,
    );
  });
}

test("a scenario chosen for the new key strikes there, and not at its making", async ({
  gateway,
  apiKey,
}) => {
  needs(gateway, "scenario");
  const json = { callback_url };
  const answer = await gateway.call("/auth/keys/code?scenario=mint-refused", { apiKey, json });
  const made = await exchanged(gateway, fits(gateway, createdCode, answer.body).data.id);
  expectError(gateway, await gateway.call("/auth/keys/code", { apiKey: made.apiKey, json }), 403);
  expect((await gateway.call("/auth/keys/code", { apiKey, json })).status).toBe(200);
});

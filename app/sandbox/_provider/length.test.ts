// How long an apiKey gets that carries all its terms.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";

process.env.APP_SECRET = randomBytes(32).toString("base64url");
const { issueCode, readApiKey, redeem } = await import("./grants.ts");
const { isScenario, scenarios } = await import("./scenarios.ts");

test("the longest apiKey has 1,024 characters at most, and loses none of its terms", () => {
  const longest = {
    label: "漢".repeat(100),
    limit: 123_456_789.12345678,
    reset: "monthly",
    expiresAt: Date.parse("9999-12-31T23:59:59.999Z"),
  } as const;
  const lengths = Object.keys(scenarios).flatMap((scenario) => {
    assert.ok(isScenario(scenario));
    const code = issueCode({ ...longest, scenario, challenge: null, method: null });
    const outcome = redeem(code, null, undefined);
    if (typeof outcome === "string") return [];
    const { label, reset } = readApiKey(outcome.apiKey) ?? {};
    assert.deepEqual([label, reset], [longest.label, longest.reset]);
    return outcome.apiKey.length;
  });
  assert.ok(lengths.length > 10);
  assert.ok(Math.max(...lengths) <= 1024, `${Math.max(...lengths)} characters`);
});

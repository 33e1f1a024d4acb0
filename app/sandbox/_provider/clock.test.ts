// What the sandbox does with time, which nobody can wait for on the wire.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { beforeEach, test } from "node:test";

process.env.APP_SECRET = randomBytes(32).toString("base64url");
const { issueCode, NO_TERMS, readApiKey, redeem } = await import("./grants.ts");
const { addUsage, readUsage, remaining, secondsToWait } = await import("./usage.ts");

const MINUTE = 60_000;
const grant = { ...NO_TERMS, challenge: null, method: null };
const at = (text: string) => Date.parse(`${text}Z`);

let apiKey = "";
beforeEach((context) => {
  apiKey = context.name;
});

test("a code works for ten minutes and no longer", () => {
  const issued = at("2026-11-21T12:00");
  const exchange = (now: number) => redeem(issueCode(grant, issued), null, undefined, now);
  assert.equal(typeof exchange(issued + 10 * MINUTE - 1), "object");
  assert.equal(exchange(issued + 10 * MINUTE), "expired");
});

test("a spent code is remembered for as long as it would have worked", () => {
  const issued = at("2026-11-21T12:00");
  const code = issueCode(grant, issued);
  assert.equal(typeof redeem(code, null, undefined, issued), "object");
  redeem(issueCode(grant, issued + 9 * MINUTE), null, undefined, issued + 9 * MINUTE); // tidies the memory
  assert.equal(redeem(code, null, undefined, issued + 10 * MINUTE - 1), "spent");
});

test("a key for one minute gets its minute at the exchange", () => {
  const issued = at("2026-11-21T12:00");
  const exchange = (expiresAt: number | null) => {
    const code = issueCode({ ...grant, expiresAt, scenario: "expires-soon" }, issued);
    const outcome = redeem(code, null, undefined, issued + 5 * MINUTE);
    return typeof outcome === "object" && readApiKey(outcome.apiKey)?.expiresAt;
  };
  assert.equal(exchange(null), issued + 6 * MINUTE);
  assert.equal(exchange(issued + 5 * MINUTE + 1), issued + 5 * MINUTE + 1, "never longer than was agreed");
});

test("usage is counted by UTC day, by week from Monday, and by UTC month", () => {
  for (const day of ["2026-10-31T23:59", "2026-11-15T23:59", "2026-11-16T00:00", "2026-11-21T23:59"])
    addUsage(apiKey, 1, at(day)); // a Saturday, a Sunday, a Monday, a Saturday
  const { usage, usage_daily, usage_weekly, usage_monthly } = readUsage(apiKey, at("2026-11-21T23:59:59"));
  assert.deepEqual([usage, usage_daily, usage_weekly, usage_monthly], [4, 1, 2, 3]);
  assert.equal(readUsage(apiKey, at("2026-11-22T00:00")).usage_daily, 0);
  assert.equal(readUsage(apiKey, at("2026-11-22T23:59")).usage_weekly, 2, "Sunday ends the week");
  assert.equal(readUsage(apiKey, at("2026-11-23T00:00")).usage_weekly, 0);
  assert.equal(readUsage(apiKey, at("2026-12-01T00:00")).usage_monthly, 0);
});

test("a limit starts anew with its interval, and one without an interval never does", () => {
  addUsage(apiKey, 2, at("2026-11-30T12:00")); // a Monday
  const left = (reset: "daily" | "weekly" | "monthly" | null, day: string) =>
    remaining(apiKey, { ...NO_TERMS, limit: 2, reset }, at(day));
  assert.deepEqual([left("daily", "2026-11-30T23:59"), left("daily", "2026-12-01T00:00")], [0, 2]);
  assert.deepEqual([left("weekly", "2026-12-06T23:59"), left("weekly", "2026-12-07T00:00")], [0, 2]);
  assert.deepEqual([left("monthly", "2026-11-30T23:59"), left("monthly", "2026-12-01T00:00")], [0, 2]);
  assert.equal(left(null, "2036-01-01T00:00"), 0);
  assert.equal(remaining(apiKey, NO_TERMS, at("2026-11-30T12:00")), null);
});

test("whoever is told to wait waits once", () => {
  const first = at("2026-11-21T12:00");
  assert.deepEqual(
    [0, 1, 19_999, 20_000, 90_000].map((later) => secondsToWait(apiKey, 20, first + later)),
    [20, 20, 1, 0, 0],
  );
});

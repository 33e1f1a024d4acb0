import assert from "node:assert/strict";
import { test } from "node:test";
import { isSpent } from "./transcript.ts";

const MINUTE = 60_000;
const issued = { status: 200, issued: true, user: null, took: 1 };

test("code and verifier are spent when they were exchanged for a key, and by nothing else", () => {
  assert.ok(isSpent({ exchange: issued, cameAgain: null }));
  assert.ok(!isSpent({ exchange: null, cameAgain: null }));
  for (const status of [200, 403, null])
    assert.ok(!isSpent({ exchange: { ...issued, status, issued: false }, cameAgain: null }));
});

test("after another visit they are withheld for longer than a code lives", () => {
  const cameAgain = Date.now();
  assert.ok(!isSpent({ exchange: issued, cameAgain }, cameAgain));
  assert.ok(!isSpent({ exchange: issued, cameAgain }, cameAgain + 11 * MINUTE));
  assert.ok(isSpent({ exchange: issued, cameAgain }, cameAgain + 13 * MINUTE));
});

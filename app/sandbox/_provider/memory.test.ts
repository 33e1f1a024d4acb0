// What the sandbox remembers of an apiKey, and for how long.
import assert from "node:assert/strict";
import { test } from "node:test";
import { deleteApiKey, isDeleted } from "./deletion.ts";
import { hashOf } from "./memory.ts";
import { addUsage, readUsage, usageOf } from "./usage.ts";

test("an apiKey is known by its SHA-256 in lower-case hex", () => {
  assert.equal(hashOf("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  addUsage("abc", 1);
  assert.equal(usageOf(hashOf("abc")).usage, 1);
  assert.deepEqual(readUsage("abc"), usageOf(hashOf("abc")));
});

test("a deletion is remembered until ten thousand others followed, and ends nothing but its own key", () => {
  const [first, ...others] = Array.from({ length: 10_001 }, (_, nth) => hashOf(`key ${nth}`));
  const last = others.pop();
  assert.ok(first && last);
  for (const hash of [first, ...others]) deleteApiKey(hash);
  deleteApiKey(first); // twice is once
  assert.deepEqual([isDeleted(first), isDeleted(last)], [true, false]);
  deleteApiKey(last);
  assert.deepEqual([isDeleted(first), isDeleted(others[0] ?? ""), isDeleted(last)], [false, true, true]);
});

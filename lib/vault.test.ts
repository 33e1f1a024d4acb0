import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import test from "node:test";
import { subkeys } from "./env.ts";
import { newestPrefix, open, reseal, seal } from "./vault.ts";

const secret = () => randomBytes(32).toString("base64url");
const [older, newer, foreign] = [secret(), secret(), secret()];
const vault = (...secrets: string[]) => subkeys("vault", secrets);

const apiKey = `sk-mg-v1-${randomBytes(32).toString("hex")}`;
const owner = { rowId: "row-1", userId: "user-1", origin: "sandbox" };

test("what was sealed opens for its owner, and never looks the same twice", () => {
  const sealed = seal(apiKey, owner, vault(older));
  assert.equal(open(sealed, owner, vault(older)), apiKey);
  assert.notEqual(sealed, seal(apiKey, owner, vault(older)));
  for (const form of ["utf8", "hex", "base64", "base64url"] as const) {
    assert.ok(!sealed.includes(Buffer.from(apiKey).toString(form).slice(4, 40)), form);
  }
});

test("another row, user, origin or secret does not open it", () => {
  const sealed = seal(apiKey, owner, vault(older));
  assert.equal(open(sealed, { ...owner, rowId: "row-2" }, vault(older)), null);
  assert.equal(open(sealed, { ...owner, userId: "user-2" }, vault(older)), null);
  assert.equal(open(sealed, { ...owner, origin: "https://modelgates.ai/" }, vault(older)), null);
  assert.equal(open(sealed, owner, vault(foreign)), null);
});

test("fields of an owner cannot run into each other", () => {
  const sealed = seal(apiKey, { rowId: "a", userId: 'b","c', origin: "d" }, vault(older));
  assert.equal(open(sealed, { rowId: 'a","b', userId: "c", origin: "d" }, vault(older)), null);
});

test("a prepended secret seals from now on, and the older one still opens until it is dropped", () => {
  const before = seal(apiKey, owner, vault(older));
  const after = seal(apiKey, owner, vault(newer, older));
  assert.equal(open(before, owner, vault(newer, older)), apiKey);
  assert.equal(open(after, owner, vault(newer)), apiKey);
  assert.equal(open(before, owner, vault(newer)), null);
});

test("what an older secret sealed is sealed anew under the newest, for the same owner alone", () => {
  const before = seal(apiKey, owner, vault(older));
  const after = reseal(before, owner, vault(newer, older)) ?? "";
  assert.ok(after.startsWith(newestPrefix(vault(newer))));
  assert.equal(open(after, owner, vault(newer)), apiKey);
  assert.equal(open(after, { ...owner, rowId: "row-2" }, vault(newer, older)), null);
  for (const field of ["rowId", "userId", "origin"])
    assert.equal(reseal(before, { ...owner, [field]: "other" }, vault(newer, older)), null, field);
});

test("what the newest secret sealed is left alone, and what none of them sealed is not touched", () => {
  const current = seal(apiKey, owner, vault(newer));
  assert.equal(reseal(current, owner, vault(newer, older)), current);
  assert.equal(reseal(seal(apiKey, owner, vault(foreign)), owner, vault(newer, older)), null);
  assert.equal(reseal(`${seal(apiKey, owner, vault(older))}x`, owner, vault(newer, older)), null);
  assert.equal(reseal("", owner, vault(newer, older)), null);
});

test("the vault's subkey is none of the other purposes'", () => {
  const sealed = seal(apiKey, owner, subkeys("session", [older]));
  assert.equal(open(sealed, owner, vault(older)), null);
});

test("every changed, cut or foreign text is refused without a throw", () => {
  const sealed = seal(apiKey, owner, vault(older));
  for (let at = 0; at < sealed.length; at++) {
    const other = sealed[at] === "x" ? "y" : "x";
    assert.equal(
      open(sealed.slice(0, at) + other + sealed.slice(at + 1), owner, vault(older)),
      null,
      `at ${at}`,
    );
    assert.equal(open(sealed.slice(0, at), owner, vault(older)), null, `cut at ${at}`);
  }
  for (const text of [
    "",
    ".",
    "..",
    "v1..",
    "v1.x.y",
    `${sealed}.x`,
    `${sealed}=`,
    `${sealed}!`,
    "v2.a.b",
    "null",
  ]) {
    assert.equal(open(text, owner, vault(older)), null, text);
  }
});

test("what was stored long ago opens: the format, its subkey and what it authenticates are what they were", () => {
  const stored = "v1.e8653dd2.Zt3c3UCGR5PCr8SZKpMa0IFfiPAQ9ui20t3J4Y-EyFLHGKLznnB1bL_l5g";
  const secrets = vault("0123456789abcdefghijklmnopqrstuvwxyzABCDEFG");
  assert.equal(open(stored, owner, secrets), "sk-mg-v1-golden");
});

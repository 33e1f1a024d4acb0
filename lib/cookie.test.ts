// What a seal must say of itself, even one made under the right subkey.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import test from "node:test";
import { sealData, unsealData } from "iron-session";
import { openCookie, sealCookie } from "./cookie.ts";
import { subkeys } from "./env.ts";

Object.assign(process.env, {
  APP_URL: "https://app.example",
  APP_SECRET: randomBytes(32).toString("base64url"),
});

const now = Date.now();
/** A seal with any content, under the subkey of any purpose. */
const forge = (subkeyOf: "session" | "transaction" | "vault", content: object) =>
  sealData(content, { password: subkeys(subkeyOf)[0]?.subkey.toString("base64url") ?? "" });
const opens = async (content: object, subkeyOf: "session" | "transaction" | "vault" = "session") =>
  (await openCookie("session", await forge(subkeyOf, content), now)) !== null;

test("a seal opens for its own purpose, under its own subkey", async () => {
  const stamp = { purpose: "session", iat: now / 1000 };
  assert.equal(await opens(stamp), true);
  assert.equal(await opens({ ...stamp, purpose: "transaction" }), false);
  assert.equal(await opens({ iat: stamp.iat }), false);
  assert.equal(await opens(stamp, "transaction"), false);
  assert.equal(await opens(stamp, "vault"), false);
});

test("a cookie's seal is made under the subkey of its purpose", async () => {
  for (const purpose of ["session", "transaction"] as const) {
    const value = await sealCookie(purpose, {}, 60, now);
    const [secret] = subkeys(purpose);
    const password = secret?.subkey.toString("base64url") ?? "";
    assert.equal((await unsealData<{ purpose?: string }>(value, { password })).purpose, purpose);
  }
});

test("a seal without a time of its own, or from the future, does not open", async () => {
  const at = (iat: unknown) => opens({ purpose: "session", iat });
  for (const iat of [undefined, null, "0", String(now / 1000), [now / 1000], now, now / 1000 + 61])
    assert.equal(await at(iat), false, JSON.stringify(iat));
  for (const seconds of [59, 0, -1e6]) assert.equal(await at(now / 1000 + seconds), true, `${seconds}`);
});

test("what is sealed for a cookie cannot overwrite the stamp", async () => {
  const value = await sealCookie("session", { purpose: "transaction", iat: 0, id: "x" }, 60, now);
  const opened = await openCookie("session", value, now);
  assert.deepEqual(opened?.payload, { purpose: "session", iat: now / 1000, id: "x" });
});

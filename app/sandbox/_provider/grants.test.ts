// That a code of the sandbox is worth something once, and to whoever knows its verifier alone.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";

process.env.APP_SECRET = randomBytes(32).toString("base64url");
const { issueCode, NO_TERMS, readApiKey, redeem } = await import("./grants.ts");
const { open, seal } = await import("./seal.ts");

// RFC 7636, appendix B.
const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const issue = () => issueCode({ ...NO_TERMS, challenge, method: "S256" });

test("a code works once, and a refusal does not spend it", () => {
  const code = issue();
  assert.equal(redeem(code, "S256", `${verifier}x`), "verifier");
  assert.equal(redeem(code, "plain", verifier), "method");
  assert.equal(typeof redeem(code, "S256", verifier), "object");
  assert.equal(redeem(code, "S256", verifier), "spent");
});

test("the challenge itself, another verifier or none is no proof", () => {
  for (const wrong of [challenge, "", verifier.toLowerCase(), undefined])
    assert.equal(redeem(issue(), "S256", wrong), "verifier", wrong);
  const without = issueCode({ ...NO_TERMS, challenge: null, method: null });
  assert.equal(redeem(without, null, verifier), "verifier", "a verifier that nobody asked for");
});

test("a code is no apiKey, nor is anything else that was sealed as one", () => {
  for (const sealed of [issue(), seal("code", null)]) {
    const spelt = Buffer.from(sealed, "base64url").toString("hex");
    assert.equal(open("apiKey", spelt), null);
    assert.equal(readApiKey(`sk-mg-v1-${spelt}`), null);
  }
  assert.deepEqual(readApiKey(`sk-mg-v1-${seal("apiKey", null)}`), NO_TERMS);
});

// The rules of an attempt: PKCE, the sealed transaction and its age, and where a person may be sent.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import test from "node:test";
import { seeOther } from "./answer.ts";
import { cookieName, cookieOptions, openCookie, sealCookie } from "./cookie.ts";
import { env } from "./env.ts";
import { Problem } from "./errors.ts";
import { authorizeUrl } from "./modelgates.ts";
import { randomToken, s256Challenge } from "./pkce.ts";
import { isSameOrigin, safePath } from "./request.ts";
import { isOver } from "./session.ts";
import { readTransaction } from "./transaction.ts";

const secrets = [randomBytes(32), randomBytes(32)].map((bytes) => bytes.toString("base64url"));
Object.assign(process.env, {
  APP_URL: "https://app.example",
  APP_SECRET: secrets.join(","),
  MODELGATES_URL: "https://modelgates.ai",
});

test("the S256 challenge is the one of RFC 7636 appendix B", () => {
  assert.equal(
    s256Challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
  );
});

test("a verifier has 43 unreserved characters and never comes twice", () => {
  const all = Array.from({ length: 1000 }, randomToken);
  assert.equal(new Set(all.map((token) => token.slice(0, 8))).size, 1000);
  for (const token of all) assert.match(token, /^[A-Za-z0-9_-]{43}$/);
});

test("the provider is sent S256, the configured callback and nothing else", () => {
  const url = new URL(authorizeUrl({ state: "s", challenge: "c", label: null }));
  const callback = url.searchParams.get("callback_url") ?? "";
  assert.deepEqual(
    [...url.searchParams.keys()],
    ["callback_url", "code_challenge", "code_challenge_method", "state"],
  );
  assert.equal(url.searchParams.get("code_challenge_method"), "S256");
  assert.equal(callback, "https://app.example/auth/callback?transaction=s");
  const named = new URL(authorizeUrl({ state: "s", challenge: "c", label: "A & B" }));
  assert.equal(named.searchParams.get("key_label"), "A & B");
});

const now = Date.parse("2026-01-01T00:00:00Z");
const fields = {
  state: "S".repeat(43),
  verifier: "V",
  returnTo: "/chat",
  label: "Friday",
  replaces: null,
  provider: "https://modelgates.ai",
};
const wish = { returnTo: "/chat", label: "Friday", replaces: null };
/** What opens after `age` seconds. */
const taken = (age = 0) => ({ verifier: "V", ...wish, attempt: fields.state, began: now - age * 1000 });
const sealed = (payload: object, age = 0) => sealCookie("transaction", payload, 1e9, now - age * 1000);
const read = async (value: string, copies = [fields.state]) =>
  readTransaction(value, copies, now).catch((error) => (error instanceof Problem ? error.code : error));

test("a transaction opens for ten minutes, and not from the future", async () => {
  assert.deepEqual(await read(await sealed(fields, 0)), taken());
  assert.deepEqual(await read(await sealed(fields, 599)), taken(599));
  assert.equal(await read(await sealed(fields, 600)), "expired");
  assert.equal(await read(await sealed(fields, 86_400)), "expired");
  assert.equal(await read(await sealed(fields, -120)), "unknown_transaction");
});

test("a transaction needs its state, in every copy that came back", async () => {
  const value = await sealed(fields);
  for (const copies of [[], [""], ["S"], [`${fields.state}x`], [fields.state, "other"], ["é".repeat(43)]]) {
    assert.equal(await read(value, copies), "unknown_transaction", JSON.stringify(copies));
  }
});

test("a transaction begun at another provider is dead", async () => {
  assert.equal(await read(await sealed({ ...fields, provider: "sandbox" })), "unknown_transaction");
});

test("a session's seal does not pass as a transaction, nor the reverse, nor altered text", async () => {
  assert.equal(await read(await sealCookie("session", fields, 600, now)), "unknown_transaction");
  assert.equal(await openCookie("session", await sealed(fields), now), null);
  const value = await sealed(fields);
  assert.equal(
    await read(value.replace(/.(?=.{20}$)/, (c) => (c === "A" ? "B" : "A"))),
    "unknown_transaction",
  );
  for (const text of ["", "x", "Fe26.2*1*__proto__", "%E0%A4%A"])
    assert.equal(await read(text), "unknown_transaction");
});

test("a cookie sealed under the older secret still opens; under a dropped one it does not", async () => {
  const value = await sealed(fields);
  const { secrets: current } = env();
  const [newest = "", older = ""] = current;
  current.splice(0, 2, older, newest);
  assert.deepEqual(await read(value), taken());
  current.splice(0, 2, older);
  assert.equal(await read(value), "unknown_transaction");
  current.splice(0, 1, newest, older);
});

test("over https every cookie is __Host- and Secure, its deletion too", () => {
  assert.equal(cookieName("x"), "__Host-x");
  for (const maxAge of [600, 0]) {
    const expected = { httpOnly: true, secure: true, sameSite: "lax", path: "/", maxAge };
    assert.deepEqual(cookieOptions(maxAge), expected);
  }
});

test("a session is over a day after the last visit, and a week after its start", () => {
  const ago = (hours: number) => new Date(now - hours * 3_600_000);
  assert.equal(isOver({ createdAt: ago(167.9), lastSeenAt: ago(23.9) }, now), false);
  assert.equal(isOver({ createdAt: ago(30), lastSeenAt: ago(24.1) }, now), true);
  assert.equal(isOver({ createdAt: ago(168.1), lastSeenAt: ago(0) }, now), true);
});

const HOSTILE = [
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "/.//evil.example",
  "/a/..//evil.example",
  "/x/../..//evil.example",
  "https://evil.example",
  "https:evil.example",
  "https:/evil.example",
  "http:evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "evil.example",
  "",
  "?next=//evil",
  " /chat",
  "/chat\r\nSet-Cookie: a=b",
  "/\u0000",
  "/chát",
  "/／evil.example",
  "@evil.example",
  "/@evil.example/..//x",
  `/${"a".repeat(600)}`,
  "vbscript:x",
  "blob:https://evil",
  "file:///etc/passwd",
  "///%5Cevil.example",
  "/%2e%2e//evil.example",
  "/..//evil.example",
  "/./..//evil.example",
  null,
  undefined,
  7,
  {},
];

test("a hostile return path falls back, and no path ever leaves this origin", () => {
  for (const text of HOSTILE) assert.equal(safePath(text), "/chat", JSON.stringify(text));
  const odd = [
    "/%5Cevil.example",
    "/%09/evil.example",
    "/%2F/evil.example",
    "/chat?to=//evil",
    "/@evil.example",
    "/a//b",
  ];
  for (const text of [...HOSTILE, ...odd]) {
    const location = seeOther(safePath(text)).headers.get("location") ?? "";
    assert.equal(new URL(location).origin, "https://app.example", JSON.stringify(text));
  }
  assert.equal(safePath("/keys?page=2#top"), "/keys?page=2#top");
});

test("only this app's own pages may change something", () => {
  const own = "https://app.example";
  const allowed = [`same-origin ${own}`, "same-origin ", ` ${own}`];
  for (const site of ["", "same-origin", "same-site", "cross-site", "none"]) {
    for (const origin of [
      "",
      own,
      "null",
      "https://evil.example",
      `${own}.evil.example`,
      "http://app.example",
    ]) {
      const headers = new Headers();
      if (site) headers.set("sec-fetch-site", site);
      if (origin) headers.set("origin", origin);
      const expected = allowed.includes(`${site} ${origin}`);
      assert.equal(isSameOrigin(new Request(own, { headers })), expected, `${site} ${origin}`);
    }
  }
});

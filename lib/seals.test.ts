// Seals that somebody made who knows our secret, yet not our rules: a good seal alone opens nothing.
import assert from "node:assert/strict";
import { hkdfSync, randomBytes } from "node:crypto";
import test from "node:test";
import { sealData } from "iron-session";
import { Problem } from "./errors.ts";
import { isVisit } from "./request.ts";
import { readTransaction } from "./transaction.ts";

const secret = randomBytes(32).toString("base64url");
Object.assign(process.env, {
  APP_URL: "https://app.example",
  APP_SECRET: secret,
  MODELGATES_URL: "https://modelgates.ai",
});
const passwordFor = (purpose: string) =>
  Buffer.from(hkdfSync("sha256", secret, "", purpose, 32)).toString("base64url");

const now = Date.parse("2026-01-01T00:00:00Z");
const second = now / 1000;
const state = "S".repeat(43);
const good = {
  purpose: "transaction",
  iat: second,
  state,
  verifier: "V".repeat(43),
  provider: "https://modelgates.ai",
  returnTo: "/chat",
};

/** "opened", or the problem's code. Anything else is thrown on. */
async function read(payload: object, purpose = "transaction"): Promise<string> {
  const value = await sealData(payload, { password: passwordFor(purpose), ttl: 0 });
  try {
    return (await readTransaction(value, [state], now)) && "opened";
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}

test("of all ages that a seal may claim, only the last ten minutes open", async () => {
  const { iat: _, ...ageless } = good;
  const claims: [result: string, claimed: object][] = [
    ["opened", { iat: second }],
    ["opened", { iat: second - 599 }],
    ["opened", { iat: second - 599.9 }],
    ["expired", { iat: second - 600 }],
    ["expired", { iat: second - 601 }],
    ["unknown_transaction", { iat: second + 120 }],
    ["unknown_transaction", { iat: second + 1e9 }],
    ["unknown_transaction", {}],
    ["unknown_transaction", { iat: null }], // what JSON makes of NaN and Infinity
    ["unknown_transaction", { iat: "NaN" }],
    ["unknown_transaction", { iat: "Infinity" }],
    ["unknown_transaction", { iat: 1e308 }],
    ["unknown_transaction", { iat: String(second) }],
    ["unknown_transaction", { iat: new Date(now).toISOString() }],
    ["unknown_transaction", { iat: now }], // milliseconds
    ["unknown_transaction", { iat: [second] }],
    ["unknown_transaction", { iat: { valueOf: second } }],
    ["unknown_transaction", { iat: true }],
    ["expired", { iat: -second }],
    ["expired", { iat: -1 }],
    ["expired", { iat: 0 }],
    ["expired", { iat: -1e308 }],
  ];
  for (const [result, claimed] of claims)
    assert.equal(await read({ ...ageless, ...claimed }), result, JSON.stringify(claimed));
});

test("a seal under the right key must still name its purpose", async () => {
  for (const purpose of ["session", "vault", "Transaction", "", null, ["transaction"], { transaction: true }])
    assert.equal(await read({ ...good, purpose }), "unknown_transaction", JSON.stringify(purpose));
  const { purpose: _, ...nameless } = good;
  assert.equal(await read(nameless), "unknown_transaction");
});

test("a seal under the key of another purpose opens nothing, whatever it names", async () => {
  for (const key of ["session", "vault", "sandbox", "", "transactions"])
    assert.equal(await read(good, key), "unknown_transaction", key);
});

test("a seal with a field that is missing or of another kind opens nothing", async () => {
  for (const name of ["state", "verifier", "provider", "returnTo"] as const) {
    for (const value of [null, 7, {}, ["x"], true])
      assert.equal(await read({ ...good, [name]: value }), "unknown_transaction", `${name} ${value}`);
  }
  assert.equal(await read({ ...good, label: 7 }), "unknown_transaction");
});

test("a visit is what a browser says it is; one that says nothing is believed", () => {
  const asked = (headers: Record<string, string>) => isVisit(new Request("https://app.example", { headers }));
  const visit = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
  assert.ok(asked({}));
  assert.ok(asked(visit));
  for (const site of ["none", "same-origin", "same-site", "cross-site"])
    assert.ok(asked({ ...visit, "sec-fetch-site": site, "sec-fetch-user": "?1" }));
  assert.ok(asked({ ...visit, purpose: "other" }));
  for (const [name, value] of [
    ["sec-fetch-mode", "no-cors"],
    ["sec-fetch-dest", "image"],
    ["sec-purpose", "prefetch;prerender"],
    ["purpose", "Prefetch"],
    ["rsc", "1"],
    ["next-router-prefetch", "1"],
  ] as const) {
    assert.ok(!asked({ ...visit, [name]: value }), name);
    assert.ok(!asked({ [name]: value }), name);
  }
});

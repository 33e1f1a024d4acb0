// The sandbox under /sandbox/live: every row in which the running service was measured to differ (CONTRACT 0.2, 3.4),
// and some in which it does not. The documented column is the rest of this folder.
import { chat } from "./ask.ts";
import { approved, approvedCode, callback_url, exchanged, expect, test } from "./fixtures.ts";
import type { Answer, Gateway } from "./gateway.ts";
import { expectRow } from "./judge.ts";
import { needs } from "./needs.ts";
import { pageForm } from "./page.ts";
import { forms } from "./pkce.ts";
import type { Row } from "./profiles.ts";

test.use({ profile: "measured" });
test.beforeEach(({ gateway }) => needs(gateway, "undecided"));

const { asked, proof } = forms.S256;
const post = (gateway: Gateway, json: object) => gateway.call("/auth/keys", { json });
const keys = (method: string) => (gateway: Gateway) => gateway.call("/auth/keys", { method });

const cases: [name: string, row: Row, act: (gateway: Gateway) => Promise<Answer>][] = [
  ["an unknown code", "unknownCode", (gateway) => post(gateway, { code: "unknown", ...proof })],
  [
    "a spent code",
    "spentCode",
    async (gateway) => {
      const code = await approvedCode(gateway, asked);
      await exchanged(gateway, code, proof);
      return post(gateway, { code, ...proof });
    },
  ],
  [
    "an expired code",
    "expiredCode",
    async (gateway) => post(gateway, { code: await approvedCode(gateway, { scenario: "expired-code" }) }),
  ],
  [
    "a wrong verifier",
    "wrongVerifier",
    async (gateway) =>
      post(gateway, { code: await approvedCode(gateway, asked), ...proof, code_verifier: "w".repeat(43) }),
  ],
  [
    "another method",
    "otherMethod",
    async (gateway) =>
      post(gateway, { code: await approvedCode(gateway, asked), ...proof, code_challenge_method: "plain" }),
  ],
  ["no code", "misfit", (gateway) => post(gateway, {})],
  ["a numeric code", "misfit", (gateway) => post(gateway, { code: 1 })],
  ["an unknown method", "misfit", (gateway) => post(gateway, { code: "x", code_challenge_method: "S512" })],
  ["no JSON", "notJson", (gateway) => gateway.call("/auth/keys", { raw: "{" })],
  ["no body", "notJson", keys("POST")],
  ["GET", "wrongVerb", keys("GET")],
  ["PUT", "wrongVerb", keys("PUT")],
  ["POST to models", "wrongVerb", (gateway) => gateway.call("/models", { method: "POST" })],
  ["no apiKey", "noApiKey", (gateway) => gateway.call("/key")],
  ["a bad apiKey", "badApiKey", (gateway) => gateway.call("/key", { apiKey: "made-up" })],
  [
    "a deleted apiKey",
    "badApiKey",
    async (gateway) => {
      const { apiKey } = await approved(gateway);
      await gateway.deleteKey(apiKey);
      return chat(gateway, apiKey);
    },
  ],
  ["chat without a key", "noApiKey", (gateway) => chat(gateway, "")],
  ["an unknown sort", "badQuery", (gateway) => gateway.call("/models?sort=none")],
  [
    "chat without JSON",
    "chatNotJson",
    async (gateway) => {
      const { apiKey } = await approved(gateway);
      return gateway.call("/chat/completions", { apiKey, raw: "{" });
    },
  ],
];
for (const [name, row, act] of cases) {
  test(`${name}: ${row}`, async ({ gateway }) => {
    const answer = await act(gateway);
    expectRow(gateway, answer, row);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
  });
}

test("the whole flow works here too", async ({ gateway }) => {
  const { action, fields } = await pageForm(gateway, { callback_url, ...asked });
  expect(new URL(action ?? "", gateway.url).href).toBe(`${gateway.url}/auth/decide`);
  const { apiKey } = await exchanged(gateway, await approvedCode(gateway, fields), proof);
  expect((await chat(gateway, apiKey)).status).toBe(200);
});

test("any https port may be called back", async ({ gateway }) => {
  for (const url of ["https://app.example:8443/cb", "https://app.example"])
    expect((await gateway.decide({ callback_url: url })).status).toBe(303);
  expect((await gateway.decide({ callback_url: "http://app.example" })).status).toBe(400);
});

// CONTRACT 1.2 and step 2 of the seeds: a code and its verifier for an apiKey, once.
import { approved, callback_url, exchanged, expect, test } from "./fixtures.ts";
import { expectRow, fits } from "./judge.ts";
import { needs } from "./needs.ts";
import { forms } from "./pkce.ts";
import { exchanged as shape } from "./shapes.ts";

for (const [name, { asked, proof }] of Object.entries(forms)) {
  test(`a code asked for with ${name} becomes an apiKey, once`, async ({ gateway, newCode }) => {
    if (name !== "S256") needs(gateway, "spending");
    const code = await newCode(asked);
    const { answer, apiKey } = await exchanged(gateway, code, proof);
    fits(gateway, shape, answer.body);
    if (!gateway.live) expect(answer.body).toEqual({ key: expect.any(String), user_id: expect.any(String) });
    expect((await gateway.call("/key", { apiKey })).status, "it works").toBe(200);
    expectRow(gateway, (await gateway.exchange({ code, ...proof })).answer, "spentCode");
    expect((await gateway.call("/key", { apiKey })).status, "and still works").toBe(200);
  });
}

test("an apiKey without terms is sk-mg-v1- and 64 hex, with terms longer", async ({ gateway, newApiKey }) => {
  needs(gateway, "undecided");
  const plain = await approved(gateway);
  expect(plain.answer.body).toMatchObject({ key: "sk-mg-v1-<64 hex>" });
  const named = await approved(gateway, { callback_url, key_label: "Named" });
  expect(named.answer.body).toMatchObject({ key: "sk-mg-v1-<more hex>" });
  const apiKeys = new Set([await newApiKey(), await newApiKey()]);
  expect(apiKeys.size, "a fresh one each time").toBe(2);
});

test("Authorization is ignored, whatever it says", async ({ gateway, apiKey }) => {
  needs(gateway, "spending");
  for (const authorization of ["Bearer made-up", `Bearer ${apiKey}`, "Basic eDp5", "Bearer"]) {
    const json = { code: "unknown" };
    expectRow(gateway, await gateway.call("/auth/keys", { json, headers: { authorization } }), "unknownCode");
    const { answer } = await approved(gateway);
    expect(answer.status).toBe(200);
  }
});

test("Authorization does not stop a good code either", async ({ gateway, newCode }) => {
  needs(gateway, "spending");
  await exchanged(gateway, await newCode(), {}, { headers: { authorization: "Bearer made-up" } });
});

test("a null method is none", async ({ gateway, newCode }) => {
  needs(gateway, "spending");
  await exchanged(gateway, await newCode(), { code_challenge_method: null });
});

test("an unknown code is refused, with and without proof", async ({ gateway }) => {
  const code = "auth_code_abc123def456";
  for (const { proof } of gateway.live ? [forms.S256] : Object.values(forms))
    expectRow(gateway, await gateway.call("/auth/keys", { json: { code, ...proof } }), "unknownCode");
});

test("fields are checked before the code is looked up", async ({ gateway, newCode }) => {
  needs(gateway, "spending");
  const code = await newCode(forms.S256.asked);
  const json = { code, ...forms.S256.proof, code_challenge_method: "S512" };
  expectRow(gateway, await gateway.call("/auth/keys", { json }), "misfit");
  await exchanged(gateway, code, forms.S256.proof);
});

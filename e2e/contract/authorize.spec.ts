// CONTRACT 1.1 and step 1 of the seeds: the three forms, the headless form, and what comes back with the person.
import { approvedCode, callback_url, exchanged, expect, test } from "./fixtures.ts";
import type { Query } from "./gateway.ts";
import { needs } from "./needs.ts";
import { pageForm } from "./page.ts";
import { forms, verifier } from "./pkce.ts";

test.beforeEach(({ gateway }) => needs(gateway, "person"));

for (const [name, { asked, proof }] of Object.entries(forms)) {
  test(`the form with ${name}: page, approval, code, apiKey`, async ({ gateway }) => {
    const { fields } = await pageForm(gateway, { callback_url, ...asked });
    expect(fields).toEqual({ callback_url, ...asked });
    const code = await approvedCode(gateway, fields);
    // At most a sanity check: a code is opaque, and goes into a query unescaped.
    expect(code).toMatch(/^[A-Za-z0-9_-]{8,256}$/);
    await exchanged(gateway, code, proof);
  });
}

const S256 = forms.S256.asked;

test("headless: no redirect, the code is shown, and no state with it", async ({ gateway }) => {
  const { fields } = await pageForm(gateway, { ...S256, state: "not-shown" });
  const shown = new URL(
    (await gateway.decide(fields)).headers.get("location") ?? "",
    `${gateway.url}/auth/decide`,
  );
  expect(shown.origin).toBe(new URL(gateway.url).origin);
  expect(shown.searchParams.has("state")).toBe(false);
  const html = await (await fetch(shown)).text();
  expect(html).not.toContain("not-shown");
  const [code] = /[A-Za-z0-9_-]{60,256}(?=<)/.exec(html) ?? [];
  await exchanged(gateway, code ?? "", forms.S256.proof);
});

test("headless: no link can show a code that is spent, or is worth something to whoever looks on", async ({
  gateway,
}) => {
  const shows = async (code: string) =>
    (await (await fetch(`${gateway.url}/auth/code?code=${code}`)).text()).includes(`>${code}<`);
  const code = await approvedCode(gateway, S256);
  expect(await shows(code)).toBe(true);
  await exchanged(gateway, code, forms.S256.proof);
  expect(await shows(code), "spent").toBe(false);
  expect(await shows(await approvedCode(gateway)), "without a challenge").toBe(false);
  expect(await shows("made_up_code_0123456789"), "made up").toBe(false);
});

test("headless without a challenge is refused", async ({ gateway }) => {
  expect((await pageForm(gateway, {})).action).toBeNull();
  expect((await gateway.decide({})).status).toBe(400);
});

const broken: Record<string, Query> = {
  "a challenge without a method": { code_challenge: S256.code_challenge },
  "a method without a challenge": { code_challenge_method: "S256" },
  "a method outside the enum": { ...S256, code_challenge_method: "S512" },
  "a method in lower case": { ...S256, code_challenge_method: "s256" },
  "a label of 101 characters": { key_label: "x".repeat(101) },
  "a label with a control character": { key_label: "a\u0000b" },
};
for (const [name, query] of Object.entries(broken)) {
  test(`${name} is refused, on the page and behind it`, async ({ gateway }) => {
    expect((await pageForm(gateway, { callback_url, ...query })).action).toBeNull();
    const response = await gateway.decide({ callback_url, ...query });
    expect([response.status, response.headers.get("location")]).toEqual([400, null]);
  });
}

test("key_label names the key", async ({ gateway }) => {
  const key_label = `My “Key” & ${"ü".repeat(80)}`;
  const { fields } = await pageForm(gateway, { callback_url, key_label });
  expect(fields.key_label).toBe(key_label);
  const { apiKey } = await exchanged(gateway, await approvedCode(gateway, fields));
  expect((await gateway.call("/key", { apiKey })).body).toMatchObject({ data: { label: key_label } });
});

test("fields that the page knows nothing of do not stop it", async ({ gateway }) => {
  for (const refused of ["constructor", "__proto__", "none-such"])
    expect((await pageForm(gateway, { callback_url, refused })).action, refused).not.toBeNull();
  const more = { limit: "5", workspace_id: crypto.randomUUID(), required_workspace_id: crypto.randomUUID() };
  await exchanged(gateway, await approvedCode(gateway, { ...more, theme: "dark" }));
});

test("every approval makes a code of its own", async ({ gateway }) => {
  const codes = await Promise.all(Array.from({ length: 20 }, () => approvedCode(gateway, S256)));
  expect(new Set(codes).size).toBe(20);
});

test("a code belongs to the challenge it was asked with", async ({ gateway }) => {
  const code = await approvedCode(gateway, { code_challenge: verifier, code_challenge_method: "S256" });
  expect((await gateway.exchange({ code, ...forms.S256.proof })).answer.status).toBe(403);
});

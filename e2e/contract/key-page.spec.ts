// CONTRACT 1.8 and 3 item 7: every key has a page, and what is deleted there is a key no more.
import { chat, hello } from "./ask.ts";
import { approved, callback_url, expect, test } from "./fixtures.ts";
import type { Gateway } from "./gateway.ts";
import { expectRow } from "./judge.ts";
import { needs } from "./needs.ts";

test.beforeEach(({ gateway }) => needs(gateway, "person"));

/** Every operation that asks for a key. */
const uses = (gateway: Gateway, apiKey: string) => [
  gateway.call("/key", { apiKey }),
  gateway.call("/auth/key", { apiKey }),
  gateway.call("/credits", { apiKey }),
  gateway.call("/auth/keys/code", { apiKey, json: { callback_url } }),
  chat(gateway, apiKey),
  chat(gateway, apiKey, { ...hello, stream: true }),
];

for (const profile of ["documented", "measured"] as const) {
  test.describe(profile, () => {
    test.use({ profile });

    test("a deleted key is refused everywhere, and another is not", async ({ gateway, apiKey }) => {
      const other = (await approved(gateway)).apiKey;
      const deletion = await gateway.deleteKey(apiKey);
      const back = new URL(deletion.headers.get("location") ?? "", gateway.url);
      expect([deletion.status, back.href]).toEqual([303, gateway.keyPage(apiKey)]);
      for (const answer of await Promise.all(uses(gateway, apiKey))) expectRow(gateway, answer, "badApiKey");
      expect((await gateway.call("/key", { apiKey: other })).status).toBe(200);
      expect((await gateway.as("documented").call("/key", { apiKey })).status, "under both profiles").toBe(
        401,
      );
    });

    test("its page knows the hash, and says when it is deleted", async ({ gateway, apiKey }) => {
      const read = async () => (await fetch(gateway.keyPage(apiKey))).text();
      const [hash = ""] = gateway.keyPage(apiKey).split("/").slice(-1);
      const { pathname } = new URL(gateway.url);
      for (const part of [hash, `action="${pathname}/keys/delete"`]) expect(await read()).toContain(part);
      await gateway.deleteKey(apiKey);
      expect(await read()).toContain("This key is deleted");
      expect(await read()).not.toContain("<form");
    });
  });
}

const hash = "0a".repeat(32);
for (const path of ["", "/", "/x", "/%E0%A4%A", `/${hash}0`, `/${hash.slice(1)}`, `/${hash.toUpperCase()}`]) {
  test(`there is no page at /keys${path}`, async ({ gateway }) => {
    for (const { url } of [gateway.as("documented"), gateway.as("measured")])
      expect((await fetch(`${url}/keys${path}`)).status).toBe(404);
  });
}

test("what is no hash deletes nothing", async ({ gateway, apiKey }) => {
  const right = gateway.keyPage(apiKey).split("/").at(-1) ?? "";
  for (const wrong of [
    "",
    "hash=",
    `hash=${apiKey}`,
    `hash=${right.toUpperCase()}`,
    `hash=${right}&hash=${right}`,
  ])
    expect((await gateway.post("/keys/delete", new URLSearchParams(wrong))).status).toBe(400);
  expect((await gateway.call("/key", { apiKey })).status).toBe(200);
});

// The sandbox by itself, as any client of ModelGates meets it. Goes when app/sandbox goes.
import type { APIRequestContext } from "@playwright/test";
import { type App, expect, test } from "./app.ts";

const callback_url = "http://localhost:4000/back?own=1&own=2";

/** Approves at the consent page, and returns where it sends the person. */
async function approve(
  request: APIRequestContext,
  app: App,
  challenge: Record<string, string>,
): Promise<URL> {
  const form = { callback_url, decision: "approve", ...challenge };
  const answer = await request.post(`${app.provider.url}/auth/decide`, { form, maxRedirects: 0 });
  expect(answer.status()).toBe(303);
  return new URL(answer.headers().location ?? "");
}

const S256 = {
  code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
  code_challenge_method: "S256",
};
const code_verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

test("a code is exchanged by its own proof, once, in each of the guide's three forms", async ({
  request,
  app,
}) => {
  const exchange = async (data: object) => {
    const answer = await request.post(`${app.provider.url}/api/v1/auth/keys`, { data });
    return [answer.status(), await answer.json()] as const;
  };
  const forms = [
    { challenge: S256, proof: { code_verifier, code_challenge_method: "S256" } },
    {
      challenge: { code_challenge: code_verifier, code_challenge_method: "plain" },
      proof: { code_verifier, code_challenge_method: "plain" },
    },
    { challenge: {}, proof: {} },
  ];
  for (const { challenge, proof } of forms) {
    const back = await approve(request, app, challenge);
    expect(back.search).toMatch(/^\?own=1&own=2&code=[\w-]+$/);
    const code = back.searchParams.get("code");
    const wrong = { ...proof, code_verifier: "w".repeat(43) };
    expect(await exchange({ ...wrong, code })).toMatchObject([
      403,
      { error: { message: "Invalid code or code_verifier" } },
    ]);
    expect(await exchange({ ...proof, code, code_challenge_method: "S512" })).toMatchObject([
      400,
      { error: { code: 400 } },
    ]);
    const issued = { key: expect.stringMatching(/^sk-mg-v1-[0-9a-f]{64}$/), user_id: expect.any(String) };
    expect(await exchange({ ...proof, code })).toEqual([200, issued]);
    expect((await exchange({ ...proof, code }))[0], "once").toBe(403);
  }
  const mixed = (await approve(request, app, S256)).searchParams.get("code");
  const plain = { code: mixed, code_verifier: S256.code_challenge, code_challenge_method: "plain" };
  expect(await exchange(plain)).toMatchObject([400, { error: { message: "Invalid code_challenge_method" } }]);
});

test("models are public, a key describes itself, and a made-up one is refused", async ({ request, app }) => {
  const get = (path: string, apiKey?: string) =>
    request.get(
      `${app.provider.url}/api/v1${path}`,
      apiKey ? { headers: { authorization: `Bearer ${apiKey}` } } : {},
    );
  const models = await (await get("/models", "made-up")).json();
  expect(models.data.map(({ id }: { id: string }) => id)).toContain("openai/gpt-5.2");
  expect(models).toMatchObject({ total_count: models.data.length, links: { next: null } });

  const code = (await approve(request, app, {})).searchParams.get("code");
  const { key } = await (
    await request.post(`${app.provider.url}/api/v1/auth/keys`, { data: { code } })
  ).json();
  expect(await (await get("/key", key)).json()).toMatchObject({
    data: { usage: 0, limit: null, is_free_tier: false },
  });
  for (const apiKey of [
    undefined,
    "made-up",
    key.replace(/.$/, (last: string) => (last === "0" ? "1" : "0")),
  ]) {
    expect((await get("/key", apiKey)).status()).toBe(401);
  }
});

// CONTRACT 1.0: what holds on every route and with every status.
import { hello } from "./ask.ts";
import { expectCors, list, routes } from "./cors.ts";
import { callback_url, expect, test } from "./fixtures.ts";
import type { Call, Gateway } from "./gateway.ts";
import { expectError, expectRow, refusalOf } from "./judge.ts";
import { needs } from "./needs.ts";

type Case = [path: string, status: number, call: Call];

async function check(gateway: Gateway, [path, status, call]: Case): Promise<void> {
  const answer = await gateway.call(path, { ...call, headers: { origin: "https://app.example" } });
  // Where it is a refusal, the other profile may word it with another status: see measured.spec.ts.
  if (status < 400 || gateway.profile === "documented") expect(answer.status).toBe(status);
  expectCors(answer);
  const exposed = ["x-generation-id", "x-provider-name", "request-id", "cf-ray"];
  expect(list(answer, "expose-headers")).toEqual(expect.arrayContaining(exposed));
  if (path === "/chat/completions") expect(answer.headers.get("x-generation-id")).toMatch(/^gen-/);
  const shape = expect.stringMatching(/^[ABC]$/);
  if (answer.status >= 400) expect(refusalOf(gateway, answer)).toMatchObject({ shape });
}

const open: Case[] = [
  ["/models", 200, {}],
  ["/models?sort=none", 400, {}],
  ["/key", 401, {}],
  ["/auth/key", 401, { apiKey: "made-up" }],
  ["/credits", 401, {}],
  ["/auth/keys", 400, { json: {} }],
  ["/auth/keys", 400, { raw: "{" }],
  ["/auth/keys", 403, { json: { code: "unknown" } }],
  ["/auth/keys/code", 401, { json: {} }],
  ["/chat/completions", 401, { json: hello }],
];
for (const each of open)
  test(`${each[0]} answers ${each[1]} ${JSON.stringify(each[2])} to any origin`, async ({ gateway }) => {
    await check(gateway, each);
  });

const owners: Case[] = [
  ["/key", 200, {}],
  ["/auth/key", 200, {}],
  ["/credits", 403, {}],
  ["/auth/keys/code", 200, { json: { callback_url } }],
  ["/auth/keys/code", 400, { json: {} }],
  ["/chat/completions", 200, { json: hello }],
  ["/chat/completions", 400, { json: {} }],
  ["/chat/completions", 200, { json: { ...hello, stream: true } }],
];
for (const each of owners)
  test(`${each[0]} answers ${each[1]} ${JSON.stringify(each[2])} to any origin, with a key`, async ({
    gateway,
    apiKey,
  }) => {
    needs(gateway, "spending");
    await check(gateway, [each[0], each[1], { ...each[2], apiKey }]);
  });

for (const path of ["/responses", "/models/openai/gpt-5.2/endpoints", "/auth", "/%E0%A4%A"]) {
  test(`${path} is not there, and says so like the rest`, async ({ gateway }) => {
    needs(gateway, "undecided");
    for (const method of ["GET", "POST", "DELETE"]) {
      const answer = await gateway.call(path, { method });
      expectError(gateway, answer, 404, "Not Found");
      expectCors(answer);
    }
    expect((await gateway.call(path, { method: "OPTIONS" })).status).toBe(204);
  });
}

for (const [path, method] of Object.entries(routes)) {
  test(`${path} takes no other method than ${method}`, async ({ gateway }) => {
    needs(gateway, "load");
    for (const other of ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((each) => each !== method)) {
      const answer = await gateway.call(path, { method: other });
      expectRow(gateway, answer, "wrongVerb");
      expectCors(answer);
    }
  });
}

// CONTRACT 1.0: what the generated clients send besides the request itself must do no harm.
import { ask } from "../raw.ts";
import { expect, test } from "./fixtures.ts";
import { needs } from "./needs.ts";

test("an empty cookie header, as the SDK sends it", async ({ gateway }) => {
  const { pathname } = new URL(gateway.url);
  const headers = {
    cookie: "",
    accept: "application/json",
    "user-agent": "speakeasy-sdk/typescript 1.3.19 2.0.0 1.0.0 @modelgates/sdk",
  };
  const answer = await ask(gateway.url, `${pathname}/api/v1/models`.replace("//", "/"), { headers });
  expect(answer.status).toBe(200);
});

/** All spellings of CONTRACT 0.2, C8, and what the sandbox says when asked who is asking. */
const spellings: [headers: Record<string, string>, said: string[]][] = [
  [{}, ["did not say who it is"]],
  [{ "HTTP-Referer": "https://app.example/a" }, ["`https://app.example/a`"]],
  [{ "X-ModelGates-Title": "Own Name" }, ["**Own Name**"]],
  [{ "X-OpenRouter-Title": "Twin Name" }, ["**Twin Name**"]],
  [{ "X-Title": "Old Name" }, ["**Old Name**"]],
  [{ "X-ModelGates-Categories": "cli-agent,cloud-agent" }, ["`cli-agent` and `cloud-agent`"]],
  [{ "X-OpenRouter-Categories": "cli-agent" }, ["`cli-agent`"]],
  [
    { "HTTP-Referer": "https://app.example", "X-ModelGates-Title": "All", "X-ModelGates-Categories": "a, b" },
    ["`https://app.example`", "**All**", "`a` and `b`"],
  ],
];
for (const [headers, said] of spellings) {
  test(`attribution: ${Object.keys(headers).join(", ") || "none"}`, async ({ gateway, apiKey }) => {
    needs(gateway, "script");
    const messages = [{ role: "user", content: "Which app am I?" }];
    const { body } = await gateway.call("/chat/completions", { apiKey, headers, json: { messages } });
    const { choices } = body as { choices: [{ message: { content: string } }] };
    for (const words of said) expect(choices[0].message.content).toContain(words);
  });
}

test("of many categories two count", async ({ gateway, apiKey }) => {
  needs(gateway, "script");
  const headers = { "X-ModelGates-Categories": "one-app,two-app,three-app" };
  const json = { messages: [{ role: "user", content: "Which app am I?" }] };
  const { body } = await gateway.call("/chat/completions", { apiKey, headers, json });
  expect(JSON.stringify(body)).toContain("`two-app`");
  expect(JSON.stringify(body)).not.toContain("three-app");
});

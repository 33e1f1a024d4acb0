// CONTRACT 1.7: what is refused before an answer begins, also where a stream was asked for.
import { chat, hello } from "./ask.ts";
import { expect, test } from "./fixtures.ts";
import { expectError, expectRow } from "./judge.ts";
import { needs } from "./needs.ts";

const NO_INPUT = 'Input required: specify "prompt" or "messages"';
const { model, messages } = hello;

for (const stream of [false, true]) {
  test(`an unknown model is named (stream: ${stream})`, async ({ gateway, apiKey }) => {
    if (stream) needs(gateway, "load");
    const answer = await chat(gateway, apiKey, { ...hello, model: "no/such-model", stream });
    expectError(gateway, answer, 400, "no/such-model is not a valid model ID");
    expect(answer.headers.get("x-generation-id")).toMatch(/^gen-/);
  });

  test(`without messages there is no input (stream: ${stream})`, async ({ gateway, apiKey }) => {
    if (stream) needs(gateway, "load");
    expectError(gateway, await chat(gateway, apiKey, { model, stream }), 400, NO_INPUT);
  });
}

const bad: Record<string, object> = {
  "an empty list of messages": { model, messages: [] },
  "messages in words": { model, messages: "Hello!" },
  "null messages": { model, messages: null },
  "another role": { model, messages: [{ role: "robot", content: "Hello!" }] },
  "no role": { model, messages: [{ content: "Hello!" }] },
  "numeric content": { model, messages: [{ role: "user", content: 5 }] },
  "a numeric model": { model: 5, messages },
  "stream in words": { model, messages, stream: "yes" },
  "max_tokens in words": { model, messages, max_tokens: "16" },
  "half a token": { model, messages, max_tokens: 0.5 },
  "an array": [],
};
for (const [name, json] of Object.entries(bad)) {
  test(`${name} is refused`, async ({ gateway, apiKey }) => {
    needs(gateway, "load");
    const answer = await chat(gateway, apiKey, json);
    expectError(gateway, answer, 400);
    expect(answer.headers.get("x-generation-id")).toMatch(/^gen-/);
  });
}

test("a body that is no JSON is refused", async ({ gateway, apiKey }) => {
  needs(gateway, "load");
  for (const raw of ["{", "", "hello"]) {
    const answer = await gateway.call("/chat/completions", { method: "POST", apiKey, raw });
    expectRow(gateway, answer, "chatNotJson");
    expect((answer.body as { error: object }).error).toMatchObject({ metadata: { provider_name: null } });
  }
});

test("a body beyond all measure is refused", async ({ gateway, apiKey }) => {
  needs(gateway, "load");
  const messages = [{ role: "user", content: "x".repeat(8_000_000) }];
  expectError(gateway, await chat(gateway, apiKey, { messages }), 413);
});

test("nobody chats without a key", async ({ gateway }) => {
  for (const stream of [false, true]) {
    const json = { ...hello, stream };
    expectRow(gateway, await gateway.call("/chat/completions", { json }), "noApiKey");
    expectRow(gateway, await gateway.call("/chat/completions", { json, apiKey: "made-up" }), "badApiKey");
  }
});

test("a refusal costs nothing", async ({ gateway, apiKey }) => {
  needs(gateway, "freshUsage");
  await chat(gateway, apiKey, { ...hello, model: "no/such-model" });
  await chat(gateway, apiKey, { model });
  expect((await gateway.call("/key", { apiKey })).body).toMatchObject({ data: { usage: 0 } });
});

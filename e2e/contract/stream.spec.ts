// CONTRACT 2: an answer as events. The framing itself is checked wherever a stream is read: see events.ts.
import { chat, chatStream, hello, whichApp } from "./ask.ts";
import { type Completion, chunk } from "./chat-shape.ts";
import { finishesOf, textOf } from "./events.ts";
import { expect, test } from "./fixtures.ts";
import { expectError, fits } from "./judge.ts";
import { needs } from "./needs.ts";

test("headers, framing, chunks, both finishes, usage, [DONE]", async ({ gateway, apiKey }) => {
  const { status, headers, text, comments, events, chunks, complete } = await chatStream(gateway, apiKey);
  expect([status, complete]).toEqual([200, true]);
  expect(headers.get("content-type")).toContain("text/event-stream");
  expect(headers.get("cache-control")).toContain("no-cache");
  expect(text.endsWith("data: [DONE]\n\n"), "the last event ends with a blank line").toBe(true);
  expect(events.indexOf("[DONE]")).toBe(events.length - 1);
  if (!gateway.live) {
    expect(comments.length).toBeGreaterThan(0);
    expect(new Set(comments)).toEqual(new Set([": MODELGATES PROCESSING"]));
    expect(text.startsWith(":"), "comments while nothing is ready").toBe(true);
  }

  for (const each of chunks) fits(gateway, chunk, each);
  const [first] = chunks;
  expect(headers.get("x-generation-id")).toBe(first?.id);
  const { id, created, model } = first ?? {};
  for (const each of chunks) expect(each).toMatchObject({ id, created, model });
  expect(first?.choices[0]?.delta.role).toBe("assistant");

  // The finish comes twice, and only the second time with usage.
  expect(finishesOf(chunks)).toEqual(["length", "length"]);
  expect(chunks.map(({ usage }) => usage !== undefined)).toEqual(
    chunks.map((_, i) => i === chunks.length - 1),
  );
  for (const { choices } of chunks.slice(-2)) {
    expect(choices).toHaveLength(1);
    expect(choices[0]?.delta.content).toBe("");
  }
  for (const { choices } of chunks.slice(0, -2)) expect(choices[0]?.finish_reason).toBeNull();
  const { prompt_tokens = 0, completion_tokens = 0, total_tokens, cost } = chunks.at(-1)?.usage ?? {};
  expect(total_tokens).toBe(prompt_tokens + completion_tokens);
  expect(cost).toBeGreaterThan(0);
});

test("the stream says what the whole answer says, and costs the same", async ({ gateway, apiKey }) => {
  needs(gateway, "script");
  const messages = [{ role: "user", content: "Grüße 😀 — “ü”" }];
  const body = (await chat(gateway, apiKey, { ...whichApp, messages })).body as Completion;
  const { chunks } = await chatStream(gateway, apiKey, { ...whichApp, messages });
  expect(textOf(chunks)).toBe(body.choices[0]?.message.content);
  expect(finishesOf(chunks)).toEqual(["stop", "stop"]);
  expect(chunks.at(-1)?.usage).toEqual(body.usage);
  expect(chunks.length, "in many pieces").toBeGreaterThan(8);
});

test("reasoning comes first, with empty content", async ({ gateway, apiKey }) => {
  needs(gateway, "spending");
  const { chunks } = await chatStream(gateway, apiKey, { ...whichApp, model: "deepseek/deepseek-r1" });
  const deltas = chunks.map(({ choices }) => choices[0]?.delta);
  const thinking = deltas.filter((delta) => delta?.reasoning);
  expect(thinking.length).toBeGreaterThan(0);
  expect(deltas.slice(0, thinking.length)).toEqual(thinking);
  for (const delta of thinking) expect(delta?.content).toBe("");
  expect(textOf(chunks)).toMatch(/\w/);
});

test("usage comes also to those who decline it", async ({ gateway, apiKey }) => {
  needs(gateway, "spending");
  const json = { ...hello, stream_options: { include_usage: false }, usage: { include: false } };
  expect((await chatStream(gateway, apiKey, json)).chunks.at(-1)?.usage).toBeDefined();
});

test("a stream is charged what it reports", async ({ gateway, apiKey }) => {
  needs(gateway, "freshUsage");
  const { chunks } = await chatStream(gateway, apiKey);
  const usage = chunks.at(-1)?.usage?.cost;
  expect((await gateway.call("/key", { apiKey })).body).toMatchObject({ data: { usage } });
});

test("failure before the first byte is JSON with its status", async ({ gateway, apiKey }) => {
  const json = { ...hello, model: "no/such-model", stream: true };
  const answer = await gateway.call("/chat/completions", {
    apiKey,
    json,
    headers: { accept: "text/event-stream" },
  });
  expectError(gateway, answer, 400);
});

test("words come as they are made, not in one block", async ({ gateway, apiKey }) => {
  needs(gateway, "script");
  const response = await gateway.open("/chat/completions", { apiKey, json: { ...whichApp, stream: true } });
  let reads = 0;
  for await (const _ of response.body ?? []) reads++;
  expect(reads).toBeGreaterThan(5);
});

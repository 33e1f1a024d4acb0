// CONTRACT 1.7: one answer in one piece.
import { chat, hello, whichApp } from "./ask.ts";
import { completion } from "./chat-shape.ts";
import { expect, test } from "./fixtures.ts";
import type { Gateway } from "./gateway.ts";
import { fits } from "./judge.ts";
import { needs } from "./needs.ts";

/** Asks, and checks what every whole answer must be. */
async function answerOf(gateway: Gateway, apiKey: string, json: object) {
  const { status, headers, body } = await chat(gateway, apiKey, json);
  expect(status, JSON.stringify(body)).toBe(200);
  expect(headers.get("content-type")).toContain("application/json");
  const answer = fits(gateway, completion, body);
  expect(headers.get("x-generation-id")).toBe(answer.id);
  return { answer, choice: answer.choices[0] };
}

test("the seeds' example is answered, in full shape", async ({ gateway, apiKey }) => {
  const { answer, choice } = await answerOf(gateway, apiKey, { ...hello, stream: false });
  expect(answer.id).toMatch(/^gen-\d{10}-\w{20}$/);
  expect(Math.abs(answer.created - Date.now() / 1000)).toBeLessThan(120);
  expect(answer.model).toContain("openai/gpt-5.2");
  expect(answer.choices).toHaveLength(1);
  expect(choice).toMatchObject({ index: 0, message: { role: "assistant" } });
  const { prompt_tokens, completion_tokens, total_tokens, cost } = answer.usage ?? {};
  expect(prompt_tokens).toBeGreaterThan(0);
  expect(completion_tokens).toBeGreaterThan(0);
  expect(completion_tokens).toBeLessThanOrEqual(16);
  expect(total_tokens).toBe((prompt_tokens ?? 0) + (completion_tokens ?? 0));
  expect(cost).toBeGreaterThan(0);
  if (gateway.live) return;
  expect(answer).toMatchObject({
    model: "openai/gpt-5.2",
    system_fingerprint: null,
    provider: expect.any(String),
  });
  expect(choice).toMatchObject({ native_finish_reason: expect.any(String), logprobs: null });
  expect(choice?.message).toMatchObject({
    content: expect.stringMatching(/\w/),
    refusal: null,
    reasoning: null,
  });
});

test("max_tokens and max_completion_tokens end an answer early", async ({ gateway, apiKey }) => {
  needs(gateway, "spending");
  const { messages, model } = whichApp;
  const whole = await answerOf(gateway, apiKey, { model, messages });
  expect(whole.choice?.finish_reason).toBe("stop");
  for (const name of ["max_tokens", "max_completion_tokens"]) {
    const cut = await answerOf(gateway, apiKey, { model, messages, [name]: 5 });
    expect(cut.choice?.finish_reason, name).toBe("length");
    expect(cut.answer.usage?.completion_tokens).toBeLessThanOrEqual(5);
    expect(whole.choice?.message.content?.startsWith(cut.choice?.message.content ?? "-")).toBe(true);
    const none = await answerOf(gateway, apiKey, { model, messages, [name]: null });
    expect(none.choice?.finish_reason, "null is no cap").toBe("stop");
  }
});

test("only messages are required; models are a fallback", async ({ gateway, apiKey }) => {
  needs(gateway, "spending");
  const { messages, max_tokens } = hello;
  await answerOf(gateway, apiKey, { messages });
  const models = ["no/such-model", "openai/gpt-5-mini"];
  const { answer } = await answerOf(gateway, apiKey, { models, messages, max_tokens });
  expect(answer.model).toBe("openai/gpt-5-mini");
  const first = await answerOf(gateway, apiKey, { ...hello, models });
  expect(first.answer.model).toBe("openai/gpt-5.2");
});

test("a reasoning model shows its reasoning beside its answer", async ({ gateway, apiKey }) => {
  needs(gateway, "spending");
  const { choice, answer } = await answerOf(gateway, apiKey, { ...whichApp, model: "deepseek/deepseek-r1" });
  expect(choice?.message).toMatchObject({ reasoning: expect.stringMatching(/\w/) });
  expect(answer.usage?.completion_tokens_details?.reasoning_tokens).toBeGreaterThan(0);
});

test("messages in every role, with text, parts or null", async ({ gateway, apiKey }) => {
  needs(gateway, "spending");
  const image = { type: "image_url", image_url: { url: "data:image/png;base64,AA==" } };
  const messages = [
    { role: "system", content: "Be brief." },
    { role: "developer", content: "Briefer.", name: "dev" },
    { role: "user", content: [{ type: "text", text: "Which app" }, image] },
    { role: "assistant", content: null, tool_calls: [{ id: "c1", type: "function", function: {} }] },
    { role: "tool", content: "42", tool_call_id: "c1" },
    { role: "user", content: [{ type: "text", text: "Which app am I?" }] },
  ];
  const { choice } = await answerOf(gateway, apiKey, { ...whichApp, messages });
  expect(choice?.message.content).toContain("did not say who it is");
});

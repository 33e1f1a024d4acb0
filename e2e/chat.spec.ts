// The chat with the stored key, and the relay behind it.
import type { APIResponse, BrowserContext } from "@playwright/test";
import { type App, expect, test } from "./app.ts";
import { answerTo, complete, connect, send } from "./person.ts";

/** A request to the relay from the app's own page, without the page. */
const post = (context: BrowserContext, app: App, data: string | object, headers = {}) =>
  context.request.post("/api/chat", {
    data,
    headers: { origin: app.url, "content-type": "application/json", ...headers },
  });

test("a person reads a streamed answer made with the stored key", async ({ page, app }) => {
  await connect(page);
  await send(page, "Explain PKCE in plain words.");
  const answer = answerTo(page, 1);
  await expect(page.getByRole("button", { name: "Stop" })).toBeVisible();
  await expect(answer).toContainText("SHA-256");
  await complete(page);
  await expect(page.getByRole("button", { name: "Send" })).toBeVisible();

  const [chat] = app.provider.chats;
  const [key] = app.provider.apiKeys;
  expect(chat?.headers).toMatchObject({
    authorization: `Bearer ${key}`,
    "http-referer": app.url,
    "x-openrouter-title": "ModelGates Connect",
    "x-openrouter-categories": "cli-agent",
  });
  expect(chat?.headers).not.toHaveProperty("cookie");
  expect(chat?.body).toMatchObject({ model: "openai/gpt-5.2", stream: true });
});

test("words arrive one after the other, unbuffered", async ({ page }) => {
  await connect(page);
  const arrivals = await page.evaluate(async () => {
    const body = JSON.stringify({ messages: [{ role: "user", content: "Write something long." }] });
    const response = await fetch("/api/chat", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body,
    });
    const times: number[] = [];
    const reader = response.body?.getReader();
    while (reader && !(await reader.read()).done) times.push(performance.now());
    return { times, headers: Object.fromEntries(response.headers) };
  });
  expect(arrivals.times.length).toBeGreaterThan(20);
  expect((arrivals.times.at(-1) ?? 0) - (arrivals.times[0] ?? 0)).toBeGreaterThan(400);
  expect(arrivals.headers).toMatchObject({
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store, no-transform",
    "content-security-policy": expect.stringMatching(/^default-src 'none';.* frame-ancestors 'none'$/),
  });
  expect(arrivals.headers).not.toHaveProperty("content-encoding");
});

test("stop ends the provider's work too, and keeps the text", async ({ page, app }) => {
  await connect(page);
  await send(page, "Write something long.");
  const answer = answerTo(page, 1);
  await expect(answer).toContainText(/\w+ \w+ \w+/);
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(answer).toContainText("Stopped. The answer ends here.");
  await expect.poll(() => app.provider.chats[0]?.dropped).toBe(true);
  const text = await answer.getByRole("paragraph").first().textContent();
  await send(page, "And now something short, please.");
  await complete(page);
  await expect(answer.getByRole("paragraph").first()).toHaveText(text ?? "nothing");
});

test("leaving before the first word stops the provider as well", async ({ page, app }) => {
  await connect(page);
  app.provider.misbehave("/chat/completions", () => {}); // says nothing at all
  await send(page, "Hello?");
  await expect(page.getByText("Waiting for the first word")).toBeVisible();
  await expect.poll(() => app.provider.chats.length).toBe(1);
  await page.keyboard.press("Escape");
  await expect.poll(() => app.provider.chats[0]?.dropped).toBe(true);
  await expect(page.getByRole("status")).toHaveText("Stopped before the first word.");
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
});

test("the answer in one piece, for whoever does not stream", async ({ page, context, app }) => {
  await connect(page);
  const answer = await post(context, app, {
    stream: false,
    messages: [{ role: "user", content: "Explain PKCE." }],
  });
  expect(await answer.json()).toEqual({
    model: "openai/gpt-5.2",
    content: expect.stringContaining("SHA-256"),
  });
});

test("the relay refuses what it should, and calls nobody", async ({ page, context, request, app }) => {
  await connect(page);
  const message = { role: "user", content: "Hello" };
  const send = (data: string | object, headers = {}) => post(context, app, data, headers);
  const refused: [number, Promise<APIResponse>][] = [
    [401, request.post("/api/chat", { data: { messages: [message] }, headers: { origin: app.url } })],
    [403, send({ messages: [message] }, { origin: "https://evil.example" })],
    [415, send("messages=1", { "content-type": "text/plain" })],
    [400, send("{")],
    [400, send({ messages: [] })],
    [400, send({ messages: [{ role: "root", content: "x" }] })],
    [400, send({ messages: [message], model: "../../etc" })],
    [413, send({ messages: Array(1001).fill(message) })],
    [413, send({ messages: [{ role: "user", content: "x".repeat(300_000) }] })],
  ];
  for (const [status, response] of refused) {
    const body = await (await response).json();
    expect((await response).status(), JSON.stringify(body)).toBe(status);
    expect(body.error.happened).toBeTruthy();
  }
  expect(app.provider.chats).toHaveLength(0);
  await send({ messages: [message], stream: false, tools: [{}], user: "x", models: ["y"], provider: {} });
  const sent = Object.keys(app.provider.chats[0]?.body ?? {}).sort();
  expect(sent).toEqual(["max_completion_tokens", "messages", "model", "stream"]);
});

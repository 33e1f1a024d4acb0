// The two scenarios that only take their time, at once: their waits cost nothing but the clock's.
import { chat, chatStream, whichApp } from "./ask.ts";
import { textOf } from "./events.ts";
import { approvedCode, expect, test } from "./fixtures.ts";
import type { Gateway } from "./gateway.ts";
import { needs } from "./needs.ts";

const seconds = async <T>(work: Promise<T>): Promise<[T, number]> => {
  const began = Date.now();
  return [await work, (Date.now() - began) / 1000];
};

async function slowExchange(gateway: Gateway): Promise<void> {
  const code = await approvedCode(gateway, { scenario: "exchange-slow" });
  const [{ answer, apiKey }, took] = await seconds(gateway.exchange({ code }));
  expect(answer.status).toBe(200);
  expect(took).toBeGreaterThan(14);
  expect(took).toBeLessThan(20);
  expect((await gateway.call("/key", { apiKey })).status, "a key was made").toBe(200);
}

async function slowStream(gateway: Gateway, apiKey: string): Promise<void> {
  const [{ comments, text, chunks }, took] = await seconds(chatStream(gateway, apiKey, whichApp));
  expect(took).toBeGreaterThan(7.5);
  expect(comments.length).toBeGreaterThanOrEqual(8);
  expect(text.lastIndexOf("\n:"), "comments before the answer").toBeLessThan(text.indexOf("data:"));
  expect(textOf(chunks)).toMatch(/\w/);
}

async function slowAnswer(gateway: Gateway, apiKey: string): Promise<void> {
  const [{ status }, took] = await seconds(chat(gateway, apiKey));
  expect(status).toBe(200);
  expect(took).toBeGreaterThan(7.5);
}

test("exchange-slow and slow-start", async ({ gateway, apiKeyFor }) => {
  needs(gateway, "scenario");
  const apiKey = await apiKeyFor("slow-start");
  await Promise.all([slowExchange(gateway), slowStream(gateway, apiKey), slowAnswer(gateway, apiKey)]);
});

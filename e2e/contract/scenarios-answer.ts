// The scenarios that strike when an apiKey is used. Each by its id.
import { chat, chatStream, hello, whichApp } from "./ask.ts";
import { chunk } from "./chat-shape.ts";
import { finishesOf, textOf } from "./events.ts";
import { approved, callback_url, expect } from "./fixtures.ts";
import type { Gateway } from "./gateway.ts";
import { expectError, fits } from "./judge.ts";

type Check = (gateway: Gateway, apiKey: string) => Promise<void>;

/** The same refusal with and without a stream, with its metadata; it costs nothing. */
const refuses =
  (
    status: number,
    message: RegExp,
    metadata: Record<string, unknown>,
    retryAfter: string | null = null,
  ): Check =>
  async (gateway, apiKey) => {
    for (const stream of [false, true]) {
      const answer = await chat(gateway, apiKey, { ...hello, stream });
      expect(expectError(gateway, answer, status, message).metadata).toMatchObject(metadata);
      expect(answer.headers.get("retry-after")).toBe(retryAfter);
      expect(answer.headers.get("x-generation-id")).toMatch(/^gen-/);
    }
    expect((await gateway.call("/key", { apiKey })).body).toMatchObject({ data: { usage: 0 } });
  };

const pool = {
  error_type: "rate_limit_exceeded",
  limit_source: "upstream_provider_shared_pool",
  is_byok: false,
  provider_name: expect.any(String),
  raw: expect.any(String),
  remedy_hint: expect.any(String),
};

/** No code for another key, however often it asks; for all else it works. */
const mintsNothing =
  (status: number, message: RegExp): Check =>
  async (gateway, apiKey) => {
    for (const query of ["", "?scenario=approve", "?scenario=approval-500"]) {
      const answer = await gateway.call(`/auth/keys/code${query}`, { apiKey, json: { callback_url } });
      expectError(gateway, answer, status, message);
    }
    expect((await chat(gateway, apiKey)).status).toBe(200);
    expect((await gateway.call("/key", { apiKey })).status).toBe(200);
  };

const broken: Check = async (gateway, apiKey) => {
  expectError(gateway, await chat(gateway, apiKey), 502);
};

const byKey: Record<string, Check> = {
  "usage-alone": async (gateway, apiKey) => {
    const { chunks, events } = await chatStream(gateway, apiKey);
    for (const each of chunks) fits(gateway, chunk, each);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } });
    expect(finishesOf(chunks)).toHaveLength(1);
    expect(events.at(-1)).toBe("[DONE]");
  },
  revoked: async (gateway, apiKey) => {
    const answers = [await gateway.call("/key", { apiKey }), await chat(gateway, apiKey)];
    for (const answer of answers) expectError(gateway, answer, 401, "User not found.");
  },
  "no-credit": refuses(402, /more credits, or fewer max_tokens/, {
    error_type: "payment_required",
    limit_source: expect.stringMatching(/_credits$/),
  }),
  "key-limit": refuses(403, /^Key limit exceeded \(total limit\)/, { error_type: "permission_denied" }),
  "rate-limit-wait": refuses(429, /^Provider returned error$/, { ...pool, retry_after_seconds: 20 }, "20"),
  "rate-limit": refuses(429, /^Provider returned error$/, pool),
  "mint-refused": mintsNothing(403, /^Only management keys can perform this operation$/),
  "mint-conflict": mintsNothing(409, /^Failed to create or update the app/),
  "mint-500": mintsNothing(500, /^Internal Server Error$/),
  "error-in-200": async (gateway, apiKey) => {
    for (const stream of [false, true]) {
      const { status, body } = await chat(gateway, apiKey, { ...hello, stream });
      const error = { code: expect.any(Number), message: expect.any(String) };
      expect([status, body]).toEqual([200, { error }]);
      expect(Number.isInteger((body as { error: { code: number } }).error.code)).toBe(true);
    }
  },
  "stream-error": async (gateway, apiKey) => {
    await broken(gateway, apiKey);
    const { status, chunks, events, complete } = await chatStream(gateway, apiKey, whichApp);
    expect([status, complete]).toEqual([200, true]);
    for (const each of chunks) fits(gateway, chunk, each);
    expect(textOf(chunks), "half of it came").toMatch(/\w/);
    const last = chunks.at(-1);
    expect(last?.error).toMatchObject({ code: 502, metadata: { error_type: expect.any(String) } });
    expect(last?.choices).toMatchObject([{ finish_reason: "error", delta: { content: "" } }]);
    expect(chunks.filter(({ error, usage }) => error || usage)).toEqual([last]);
    expect(events, "no promise of an end").not.toContain("[DONE]");
  },
  "stream-cut": async (gateway, apiKey) => {
    await broken(gateway, apiKey);
    const { status, chunks, events, complete } = await chatStream(gateway, apiKey, whichApp);
    expect([status, complete]).toEqual([200, false]);
    expect(textOf(chunks)).toMatch(/\w/);
    expect(finishesOf(chunks)).toEqual([]);
    expect(events).not.toContain("[DONE]");
  },
  "stream-endless": async (gateway, apiKey) => {
    await broken(gateway, apiKey);
    const twice = (text: string) => text.split("The ").length > 3;
    const { chunks, complete } = await chatStream(gateway, apiKey, whichApp, twice);
    expect(complete, "it was us who hung up").toBe(true);
    expect(finishesOf(chunks)).toEqual([]);
    const said = textOf(chunks);
    expect(said.indexOf(said.slice(0, 20), 20), "it begins again").toBeGreaterThan(0);
  },
};

export const answerScenarios = Object.fromEntries(
  Object.entries(byKey).map(([scenario, check]) => [
    scenario,
    async (gateway: Gateway) => check(gateway, (await approved(gateway, { scenario })).apiKey),
  ]),
);

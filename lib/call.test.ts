// What a provider may not do to a call: lead it elsewhere, answer without end, or outlive the one who asked.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import test, { after } from "node:test";
import { completeChat, streamChat } from "./completions.ts";
import { Problem } from "./errors.ts";
import { exchangeCode } from "./modelgates.ts";

type Handler = (response: ServerResponse, request: IncomingMessage) => unknown;
let handle: Handler = () => {};
const seen: string[] = [];
const server = createServer((request, response) => {
  seen.push(request.url ?? "");
  handle(response, request);
}).listen(0, "127.0.0.1");
await once(server, "listening");
after(() => {
  server.close();
  server.closeAllConnections();
});
Object.assign(process.env, {
  APP_URL: "https://app.example",
  APP_SECRET: randomBytes(32).toString("base64url"),
  MODELGATES_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
});

const says = (status: number, body: string, headers: Record<string, string> = {}) => {
  handle = (response) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
};
/** How it ends: the problem's name, or what came. */
const outcome = <T>(call: Promise<T>) =>
  call.catch((error) => (error instanceof Problem ? error.code : String(error)));
const exchange = () => outcome(exchangeCode({ code: "c", verifier: "v" }));
const apiKey = "sk-mg-v1-0123456789abcdef";
const chat = { model: "a/b", messages: [{ role: "user" as const, content: "Hello" }] };
const ask = (signal = new AbortController().signal) => streamChat(apiKey, chat, signal);

test("no redirect is followed, of whatever kind", async () => {
  for (const status of [301, 302, 303, 307, 308]) {
    says(status, "", { location: "/elsewhere" });
    assert.equal(await exchange(), "exchange_failed");
    assert.equal(await outcome(ask()), "provider_unreachable");
  }
  assert.ok(!seen.includes("/elsewhere"));
});

test("an exchange brings a key that fits a header, in an answer of 16 KiB at most", async () => {
  const type = { "content-type": "application/json" };
  const answer = (key: unknown, more = "") => says(200, JSON.stringify({ key, user_id: null, more }), type);
  answer(apiKey);
  assert.deepEqual(await exchange(), { apiKey, providerUserId: null });
  answer(apiKey, "x".repeat(16 * 1024));
  assert.equal(await exchange(), "exchange_failed");
  for (const key of [
    undefined,
    null,
    7,
    [apiKey],
    "",
    "short",
    "k".repeat(1025),
    `${apiKey}\n`,
    `${apiKey} x`,
    `${apiKey}é`,
  ]) {
    answer(key);
    assert.equal(await exchange(), "exchange_failed", JSON.stringify(key));
  }
});

test("what is no event stream is not passed on", async () => {
  for (const type of ["text/html", "application/json", "", "text/event"]) {
    says(200, "<h1>hello</h1>", { "content-type": type });
    assert.equal(await outcome(ask()), "provider_down", type);
  }
});

test("whoever leaves takes the provider's work along, before the first byte and after", {
  timeout: 10_000,
}, async () => {
  for (const begun of [false, true]) {
    const leaver = new AbortController();
    const dropped = new Promise<void>((resolve) => {
      handle = (response) => {
        response.on("close", resolve);
        if (begun) response.writeHead(200, { "content-type": "text/event-stream" }).write(": here\n\n");
        else leaver.abort();
      };
    });
    const call = outcome(ask(leaver.signal));
    if (begun) await call.then(() => leaver.abort());
    await dropped; // the test's own timeout judges
    await call;
  }
});

test("a provider that says nothing to an exchange is given up after ten seconds", async ({ mock }) => {
  handle = () => {};
  const limits: number[] = [];
  const { timeout } = AbortSignal;
  mock.method(AbortSignal, "timeout", (ms: number) => {
    limits.push(ms);
    return timeout.call(AbortSignal, 50);
  });
  assert.equal(await exchange(), "exchange_failed");
  assert.deepEqual(limits, [10_000]);
});

test("a Retry-After is a number of seconds, or is not believed", async () => {
  const wait = async (text: string) => {
    says(429, "", { "retry-after": text });
    const problem = await completeChat(apiKey, chat, new AbortController().signal).catch((error) => error);
    return [problem.code, problem.retryAfter];
  };
  assert.deepEqual(await wait("30"), ["rate_limited", 30]);
  for (const text of ["-1", "1e9", "999999", "1.5", "soon", "30, 60", "Wed, 21 Oct 2026 07:28:00 GMT"])
    assert.deepEqual(await wait(text), ["rate_limited", undefined], text);
});

// The provider where it cannot be reached, and how long it may take to begin: the server's side of a bad line.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import test, { after } from "node:test";
import { completeChat, streamChat } from "./completions.ts";
import { env } from "./env.ts";
import { Problem } from "./errors.ts";
import { exchangeCode } from "./modelgates.ts";

let answer: (response: ServerResponse) => unknown = () => {};
const server = createServer((_, response) => answer(response)).listen(0, "127.0.0.1");
await once(server, "listening");
after(() => server.closeAllConnections() ?? server.close());
const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
Object.assign(process.env, {
  APP_URL: "https://app.example",
  APP_SECRET: randomBytes(32).toString("base64url"),
  MODELGATES_URL: here,
});

const chat = { model: "a/b", messages: [{ role: "user" as const, content: "Hello!" }] };
const stays = () => new AbortController().signal;
const problem = (call: Promise<unknown>) =>
  call.then(
    () => "none",
    (error) => (error instanceof Problem ? error.code : error),
  );

test("a host without an address and a port that nobody listens on are failures like any other", async () => {
  const closed = createServer().listen(0, "127.0.0.1");
  await once(closed, "listening");
  const { port } = closed.address() as AddressInfo;
  await new Promise((done) => closed.close(done));
  for (const url of ["https://nowhere.invalid", `http://127.0.0.1:${port}`]) {
    env().provider.url = url;
    assert.equal(await problem(exchangeCode({ code: "c", verifier: "v" })), "exchange_failed");
    assert.equal(await problem(streamChat("sk-mg-v1-x", chat, stays())), "provider_unreachable");
  }
  env().provider.url = here;
});

test("an answer that names a prototype changes none", async () => {
  const body =
    '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"key":"sk-mg-v1-0123456789"}';
  answer = (response) => response.writeHead(200, { "content-type": "application/json" }).end(body);
  const issued = await exchangeCode({ code: "c", verifier: "v" });
  assert.deepEqual(issued, { apiKey: "sk-mg-v1-0123456789", providerUserId: null });
  assert.equal(({} as { polluted?: number }).polluted, undefined);
});

test("an answer with an apiKey and an error is an error; one that is not UTF-8 is none", async () => {
  const bodies = {
    '"error":null': "none",
    '"error":{"code":500}': "exchange_failed",
    '"error":false': "exchange_failed",
    '"more":"\u00ff"': "exchange_failed",
  };
  for (const [more, expected] of Object.entries(bodies)) {
    const body = Buffer.from(`{"key":"sk-mg-v1-0123456789",${more}}`, "latin1");
    answer = (response) => response.writeHead(200, { "content-type": "application/json" }).end(body);
    assert.equal(await problem(exchangeCode({ code: "c", verifier: "v" })), expected, more);
  }
});

test("a stream has a minute to begin, and none of it counts afterwards", async ({ mock }) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  for (const headers of [false, true]) {
    let hungUp = false;
    const asked = new Promise<void>((resolve) => {
      answer = (response) => {
        response.on("close", () => {
          hungUp = true;
        });
        if (headers) response.writeHead(200, { "content-type": "text/event-stream" }).write(":\n\n");
        resolve();
      };
    });
    const leave = new AbortController();
    const stream = streamChat("sk-mg-v1-x", chat, leave.signal);
    const ended = problem(stream);
    await asked;
    if (headers) await stream;
    mock.timers.tick(60_001);
    if (headers) {
      const reader = (await stream).getReader();
      assert.equal((await reader.read()).done, false);
      assert.equal(hungUp, false);
      await reader.cancel();
    } else assert.equal(await ended, "model_slow");
  }
});

test("an answer under another type than its own is none", async () => {
  const completion = JSON.stringify({ model: "a/b", choices: [{ message: { content: "Yes." } }] });
  const types = {
    "application/json": "none",
    "Application/JSON;charset=UTF-8": "none",
    "text/html": "provider_down",
  };
  for (const [type, expected] of Object.entries(types)) {
    answer = (response) => response.writeHead(200, { "content-type": type }).end(completion);
    assert.equal(await problem(completeChat("sk-mg-v1-x", chat, stays())), expected, type);
    answer = (response) =>
      response.writeHead(200, { "content-type": "TEXT/Event-Stream; x" }).end(completion);
    assert.equal(await problem(streamChat("sk-mg-v1-x", chat, stays())), "none");
  }
});

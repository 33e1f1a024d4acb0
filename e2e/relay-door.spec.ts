// What a message may bring to the relay, and how much.
import { request } from "node:http";
import { expect, test } from "./app.ts";
import { apiKeyFor, newcomer, takeAnyCode } from "./jar.ts";
import { ask, codeOf, MESSAGES } from "./relay.ts";
import { EVENTS, piece } from "./speak.ts";

test("only the fields of a conversation travel on, with one key and the headers of this app", async ({
  app,
}) => {
  takeAnyCode(app);
  const cookie = await newcomer(app, "fields");
  app.provider.misbehave("/chat/completions", (response) =>
    response.writeHead(200, EVENTS).end("data: [DONE]\n\n"),
  );
  const more = {
    base_url: "https://evil.example",
    tools: [{ type: "function" }],
    provider: { order: ["x"] },
    models: ["x/y"],
    user: "somebody",
    max_tokens: 1e9,
    max_completion_tokens: 1e9,
    temperature: 2,
    plugins: [{ id: "web" }],
    transforms: ["middle-out"],
  };
  const message = { role: "user", content: "Hello!", name: "x", tool_calls: [{}], cache_control: {} };
  const body = JSON.stringify({ ...more, model: "a/b", messages: [message] });
  const answer = await ask(
    app,
    cookie,
    body.replace("{", '{"__proto__":{"stream":false},"constructor":{},'),
    {
      headers: {
        authorization: "Bearer theirs",
        "x-forwarded-for": "203.0.113.7",
        "http-referer": "https://theirs.example",
      },
      query: "?base_url=https://evil.example&model=x/y",
    },
  );
  expect(answer.status).toBe(200);
  expect(app.provider.chats).toHaveLength(1);
  const { body: sent, headers } = app.provider.chats[0] ?? {};
  expect(sent).toEqual({ model: "a/b", messages: MESSAGES, stream: true, max_completion_tokens: 4096 });
  const { host, "content-length": _, ...rest } = headers ?? {};
  expect(rest).toEqual({
    accept: "text/event-stream",
    "accept-encoding": expect.stringContaining("gzip"),
    "accept-language": "*",
    authorization: `Bearer ${apiKeyFor("fields")}`,
    "cache-control": "no-cache",
    connection: "keep-alive",
    "content-type": "application/json",
    "http-referer": app.url,
    pragma: "no-cache",
    "sec-fetch-mode": "cors",
    "user-agent": "node",
    "x-openrouter-categories": "cli-agent",
    "x-openrouter-title": "ModelGates Connect",
  });
});

test("a body says that it is JSON in any case, and 256 KiB are enough, whatever it says of its length", async ({
  app,
}) => {
  takeAnyCode(app);
  const cookie = await newcomer(app, "sizes");
  app.provider.misbehave("/chat/completions", (response) =>
    response.writeHead(200, EVENTS).end(piece("Yes.")),
  );
  const text = JSON.stringify({ messages: MESSAGES });
  const types = {
    "Application/JSON ; charset=utf-8": 200,
    "text/plain": 415,
    "application/jsonp": 415,
    "": 415,
  };
  for (const [type, status] of Object.entries(types))
    expect((await ask(app, cookie, text, { headers: { "content-type": type } })).status, type).toBe(status);

  const chunked = (body: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const headers = {
        origin: app.url,
        cookie,
        "content-type": "application/json",
        "transfer-encoding": "chunked",
      };
      const call = request(`${app.url}/api/chat`, { method: "POST", headers, agent: false }, (answer) => {
        resolve(answer.statusCode);
        call.destroy();
      });
      call.on("error", reject);
      for (let at = 0; at < body.length; at += 2 ** 14) call.write(body.slice(at, at + 2 ** 14));
      call.end();
    });
  const before = app.provider.chats.length;
  for (const [kib, status] of [
    [255, 200],
    [256, 200],
    [257, 413],
    [2048, 413],
  ] as const) {
    const body = text.padEnd(kib * 1024);
    expect([kib, (await ask(app, cookie, body)).status]).toEqual([kib, status]);
    expect([kib, await chunked(body)]).toEqual([kib, status]);
  }
  expect(app.provider.chats.length - before).toBe(4);
  for (const bytes of [
    Buffer.from(`\ufeff${text}`, "utf16le"),
    Buffer.from(text.replace("Hello", "\u00ff"), "latin1"),
    '{"messages":{"length":{"toString":"x"}}}',
  ])
    expect(await codeOf(await ask(app, cookie, new Blob([bytes])))).toBe("bad_request");
});

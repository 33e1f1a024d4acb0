// Who gets through the relay, with what, and how little of either side reaches the other.
import { request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "./app.ts";
import { apiKeyFor, ask, codeOf, EVENTS, issueAtOnce, MESSAGES, newcomer, say } from "./attempt.ts";

/** What has led around a framework's middleware before, or claims to be its own traffic. */
const DETOURS: Record<string, string>[] = [
  ...[
    "middleware",
    "src/middleware",
    "proxy",
    "middleware:middleware:middleware:middleware:middleware",
    "src/middleware:src/middleware:src/middleware:src/middleware:src/middleware",
    "pages/_middleware",
  ].map((name) => ({ "x-middleware-subrequest": name })),
  { "x-middleware-rewrite": "/api/health" },
  { "x-middleware-next": "1", "x-middleware-invoke": "1" },
  { "x-middleware-set-cookie": "modelgates-session=x" },
  { "x-invoke-path": "/api/health", "x-invoke-status": "200", "x-invoke-output": "/api/health" },
  { "x-matched-path": "/api/health", "x-now-route-matches": "1=api" },
  { "x-nextjs-data": "1" },
  { "x-prerender-revalidate": "x", "x-vercel-id": "x" },
  { "next-resume": "1" },
  { "next-action": "x" },
  { rsc: "1", "next-router-prefetch": "1", "next-router-state-tree": "[]" },
  { rsc: "1", "next-router-segment-prefetch": "/_tree" },
  { "x-original-url": "/api/health", "x-rewrite-url": "/api/health" },
  { "x-http-method-override": "GET", authorization: "Bearer sk-mg-v1-0123456789abcdef" },
];
const ADDRESSES = [
  "?_rsc=x",
  "?__nextLocale=en",
  "?nxtPpath=health",
  "?connection=00000000-0000-4000-8000-000000000000",
  ".rsc",
  ".segments/_tree.segment.rsc",
  "/",
  "%2f",
];

test("nobody without a session gets through, on no known detour", async ({ app }) => {
  issueAtOnce(app);
  const tries = [
    ...DETOURS.map((headers) => ask(app, "", undefined, { headers })),
    ...ADDRESSES.map((query) => ask(app, "", undefined, { query })),
    ...["modelgates-session=x", "modelgates-session=", "__Host-modelgates-session=x"].map((cookie) =>
      ask(app, cookie),
    ),
  ];
  for (const [n, response] of (await Promise.all(tries)).entries()) {
    const text = await response.text();
    if (response.status === 401) expect(text, `try ${n}`).toContain('"code":"not_connected"');
    // Next sends some of them to the same address once more, spelled its own way.
    else if (response.status < 400)
      expect(response.headers.get("location"), `try ${n}`).toMatch(/^\/api\/chat(\?_rsc=[\w-]*)?$/);
    else expect([404, 405], `try ${n}: ${text.slice(0, 100)}`).toContain(response.status);
  }
  for (const page of ["/chat", "/keys", "/keys/new"])
    for (const [n, headers] of DETOURS.entries()) {
      const response = await fetch(app.url + page, { headers }); // as far as it leads
      const text = await response.text();
      // The tree of a page is no page: it names its folders, for anybody.
      if (response.ok && !("next-router-segment-prefetch" in headers))
        expect(response.url + text, `${page} ${n}`).toContain("problem=not_connected");
      expect(text, `${page} ${n}`).not.toMatch(/textarea|composer|Name of the key|Disconnect/i);
    }
  expect(app.provider.calls).toEqual([]);
});

test("only the fields of a conversation travel on, with one key and the headers of this app", async ({
  app,
}) => {
  issueAtOnce(app);
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
  issueAtOnce(app);
  const cookie = await newcomer(app, "sizes");
  app.provider.misbehave("/chat/completions", (response) => response.writeHead(200, EVENTS).end(say("Yes.")));
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
  ])
    expect(await codeOf(await ask(app, cookie, new Blob([bytes])))).toBe("bad_request");
});

test("a body that drips in is read for half a minute, and goes nowhere", async ({ app }) => {
  issueAtOnce(app);
  const cookie = await newcomer(app, "drip");
  const began = Date.now();
  const body = new ReadableStream<Uint8Array>({
    async pull(to) {
      await pause(1000);
      to.enqueue(Buffer.from(" "));
    },
  });
  const headers = { origin: app.url, cookie, "content-type": "application/json" };
  const init = { method: "POST", headers, body, duplex: "half" as const };
  const response = await fetch(`${app.url}/api/chat`, init);
  expect([response.status, await codeOf(response)]).toEqual([408, "upload_slow"]);
  expect(Date.now() - began).toBeLessThan(35_000);
  expect(app.provider.chats).toEqual([]);
});

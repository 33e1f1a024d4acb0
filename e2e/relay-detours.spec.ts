// Ways around the relay's door, and ways to make this server knock at another's.
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, test } from "./app.ts";
import { takeAnyCode } from "./jar.ts";
import { ask } from "./relay.ts";

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
  takeAnyCode(app);
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
      expect(text, `${page} ${n}`).not.toMatch(/textarea|\/keys\/(use|mint|rename|disconnect)/);
    }
  expect(app.provider.calls).toEqual([]);
});

test("this server fetches nothing for whoever names another: no proxy, no upgrade, no tunnel", async ({
  app,
}) => {
  let hits = 0;
  const target = createServer((_, response) => response.end("secret of the inner network"));
  target.on("connection", () => hits++);
  await new Promise<void>((listening) => target.listen(0, "127.0.0.1", listening));
  const there = `127.0.0.1:${(target.address() as AddressInfo).port}`;
  const upgrade =
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==";
  const heads = [
    `GET http://${there}/ HTTP/1.1\r\nHost: ${there}`,
    `GET http://${there}/api/chat HTTP/1.1\r\nHost: x\r\n${upgrade}`,
    `POST http://${there}/api/chat HTTP/1.1\r\nHost: ${there}\r\nContent-Length: 0`,
    `GET //${there}/ HTTP/1.1\r\nHost: x`,
    `GET /\\${there}/ HTTP/1.1\r\nHost: x`,
    `GET @${there}/ HTTP/1.1\r\nHost: x`,
    `GET / HTTP/1.1\r\nHost: ${there}\r\n${upgrade}`,
    `GET /api/chat HTTP/1.1\r\nHost: ${there}\r\nX-Forwarded-Host: ${there}\r\n${upgrade}`,
    `GET /_next/webpack-hmr HTTP/1.1\r\nHost: x\r\n${upgrade}`,
    `GET /_next/image?url=http://${there}/x.png&w=64&q=75 HTTP/1.1\r\nHost: x`,
    `CONNECT ${there} HTTP/1.1\r\nHost: ${there}`,
    `PRI * HTTP/2.0\r\n\r\nSM`,
  ];
  for (const head of heads) {
    const answer = await new Promise<string>((resolve) => {
      let text = "";
      const socket = connect(Number(new URL(app.url).port), "localhost");
      const done = () => {
        socket.destroy();
        resolve(text);
      };
      socket.on("data", (chunk) => {
        text += chunk;
        if (text.includes("\r\n\r\n")) done();
      });
      socket.on("error", done).on("close", done).setTimeout(3000, done);
      socket.write(`${head}\r\n\r\n`);
    });
    expect(answer, head).not.toContain("inner network");
    expect(answer, head).not.toMatch(/^HTTP\/1.1 101/);
  }
  expect(hits).toBe(0);
  target.close();
  expect((await fetch(`${app.url}/api/health`)).status, "and it is still there").toBe(200);
});

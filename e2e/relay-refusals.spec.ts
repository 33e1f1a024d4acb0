// What the provider refuses, and what others would make this server fetch: codes of our own, and not a byte of theirs.
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, test } from "./app.ts";
import { ask, codeOf, issueAtOnce, MESSAGES, newcomer } from "./attempt.ts";

const CANARY = "sk-mg-v1-canary1canary1canary1canary1";
const THEIRS = {
  "set-cookie": "canary=1; Path=/",
  location: "https://canary.example/",
  "access-control-allow-origin": "https://canary.example",
  "x-generation-id": "canary",
  "www-authenticate": 'Bearer realm="canary"',
  server: "canary",
  "cf-ray": "canary",
};

/** The problem by which each status is known to the page; Retry-After travels on as a number of seconds alone. */
const CODES: Record<number, string> = {
  201: "provider_down",
  204: "provider_down",
  301: "provider_unreachable",
  307: "provider_unreachable",
  400: "bad_request",
  402: "out_of_credit",
  403: "apikey_limit",
  404: "model_unknown",
  405: "provider_down",
  408: "model_slow",
  409: "provider_down",
  413: "too_large",
  422: "bad_request",
  429: "rate_limited",
  500: "provider_down",
  502: "provider_down",
  503: "provider_busy",
  504: "model_slow",
  524: "model_slow",
  529: "provider_busy",
  401: "apikey_refused", // last: no message uses the key any more
};

for (const stream of [true, false])
  test(`a refusal has a code of ours, and no word or header of theirs: ${stream ? "streamed" : "whole"}`, async ({
    app,
  }) => {
    issueAtOnce(app);
    const cookie = await newcomer(app, `refused-${stream}`);
    const order = Object.keys(CODES)
      .map(Number)
      .sort((a, b) => Number(a === 401) - Number(b === 401));
    for (const status of order) {
      const error = {
        code: status,
        message: `<script>alert("${CANARY}")</script>`,
        metadata: { raw: CANARY },
      };
      app.provider.misbehave("/chat/completions", (response) =>
        response
          .writeHead(status, { "content-type": "application/json", "retry-after": "7", ...THEIRS })
          .end(JSON.stringify({ error, choices: [{ message: { content: CANARY } }] })),
      );
      const response = await ask(app, cookie, { stream, messages: MESSAGES });
      expect(JSON.stringify([...response.headers]), `${status}`).not.toContain("canary");
      expect(response.headers.get("cache-control"), `${status}`).toBe("no-store");
      const text = await response.clone().text();
      expect(text, `${status}`).not.toContain("canary");
      expect([status, await codeOf(response)]).toEqual([status, CODES[status]]);
      if (status >= 400) expect(response.headers.get("retry-after"), `${status}`).toBe("7");
    }
    expect(app.provider.chats, "nothing is tried twice").toHaveLength(order.length);
    expect(await codeOf(await ask(app, cookie))).toBe("apikey_refused");
    expect(app.provider.chats, "a dead key is not sent").toHaveLength(order.length);
    expect(app.log()).not.toContain("canary");
  });

test("a wait that is no number of seconds is not passed on", async ({ app }) => {
  issueAtOnce(app);
  const cookie = await newcomer(app, "waits");
  for (const wait of ["-1", "1e9", "999999", "Wed, 21 Oct 2026 07:28:00 GMT", "7, 8", "canary"]) {
    app.provider.misbehave("/chat/completions", (response) =>
      response.writeHead(429, { "retry-after": wait }).end(),
    );
    expect((await ask(app, cookie)).headers.get("retry-after"), wait).toBeNull();
  }
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
    expect(answer, head).not.toMatch(/^HTTP\/1.1 (101|200)/);
  }
  expect(hits).toBe(0);
  target.close();
  expect((await fetch(`${app.url}/api/health`)).status, "and it is still there").toBe(200);
});

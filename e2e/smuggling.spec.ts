// Bytes that are hardly HTTP: one request that two readers may take for two, and what would make a proxy of the app.
import { expect, test } from "./app.ts";
import { ask, say } from "./raw.ts";

/** Ways to write one request that two readers may take for two. */
const SMUGGLED: Record<string, string> = {
  "a length and chunks": "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  "chunks and a length": "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
  "two lengths": "Content-Length: 0\r\nContent-Length: 4\r\n\r\n",
  "two lengths in one": "Content-Length: 0, 4\r\n\r\n",
  "a signed length": "Content-Length: +4\r\n\r\nabcd",
  "a hex length": "Content-Length: 0x4\r\n\r\nabcd",
  "a folded header": "X-A: b\r\n Content-Length: 4\r\n\r\n",
  "a folded name": "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
  "a space before the colon": "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
  "a bare line feed": "X-A: b\nTransfer-Encoding: chunked\n\n0\n\n",
  "a bare carriage return": "X-A: b\rTransfer-Encoding: chunked\r\n\r\n",
  "an unknown coding": "Transfer-Encoding: xchunked\r\n\r\n",
  "chunked, but not last": "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
  "a chunk with a bare line feed": "Transfer-Encoding: chunked\r\n\r\n2\nab\r\n0\r\n\r\n",
  "a NUL in a header": "X-A: b\0c\r\n\r\n",
};

for (const [what, rest] of Object.entries(SMUGGLED)) {
  test(`one request is one request: ${what}`, async ({ app }) => {
    const inner = "GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n";
    const heard = await say(app.url, `POST /api/chat HTTP/1.1\r\nHost: x\r\n${rest}${inner}`);
    expect(heard.match(/^HTTP\/1\.1 \d+/gm)).toEqual(["HTTP/1.1 400"]);
    expect(heard).not.toContain('"ok"');
  });
}

test("the app is no proxy, and keeps no connection that asks for an upgrade", async ({ app }) => {
  const upgrade =
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\nSec-WebSocket-Version: 13\r\n";
  const abroad = "http://169.254.169.254/latest/";
  for (const [line, more, status] of [
    [`GET ${abroad} HTTP/1.1`, "", "308"],
    [`GET ${abroad} HTTP/1.1`, upgrade, "308"],
    ["GET / HTTP/1.1", upgrade, "200"],
    ["GET /_next/webpack-hmr HTTP/1.1", upgrade, "404"],
    ["CONNECT 169.254.169.254:80 HTTP/1.1", "", undefined],
  ]) {
    const heard = await say(app.url, `${line}\r\nHost: x\r\n${more}\r\n`);
    expect(/^HTTP\/1\.1 (\d+)/.exec(heard)?.[1], `${line} ${more}`).toBe(status);
    expect(heard, "a redirect stays here").not.toContain("169.254.169.254");
  }
  expect((await ask(app.url, "/api/health")).body).toBe('{"ok":true}');
});

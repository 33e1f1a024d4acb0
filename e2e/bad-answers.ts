// Answers to an exchange that are none: each must end in one failure, and not a word of it may go further.
import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

/** What an answer must never bring anywhere: an apiKey in a place where none belongs, and markup. */
export const CANARY = "sk-mg-v1-canary0canary0canary0canary0";
const MARKUP = `<script>alert("${CANARY}")</script>`;
const GOOD = { key: CANARY, user_id: null };

export interface Bad {
  answer: (response: ServerResponse) => unknown;
  problem: "refused" | "exchange_failed";
}

const failed = (answer: Bad["answer"]): Bad => ({ answer, problem: "exchange_failed" });
const says = (body: string | Buffer, type = "application/json", status = 200, headers = {}) =>
  failed((response) => response.writeHead(status, { "content-type": type, ...headers }).end(body));
const json = (value: unknown) => says(JSON.stringify(value));

/** Statuses with an apiKey and markup in the body: both in vain. */
const statuses = Object.fromEntries(
  [201, 202, 204, 206, 304, 400, 401, 402, 403, 404, 405, 409, 422, 429, 500, 502, 503, 504, 524, 529].map(
    (status): [string, Bad] => {
      const body = JSON.stringify({ ...GOOD, error: { code: status, message: MARKUP } });
      const bad = says(body, "application/json", status, { "retry-after": "7", "x-canary": CANARY });
      return [`status ${status}`, status === 400 || status === 403 ? { ...bad, problem: "refused" } : bad];
    },
  ),
);

/** Redirects to `elsewhere`, which would hand the code and the verifier on. */
export const redirects = (elsewhere: string): Record<string, Bad> =>
  Object.fromEntries(
    [301, 302, 303, 307, 308].map((status) => [
      `redirect ${status}`,
      says(JSON.stringify(GOOD), "application/json", status, { location: elsewhere }),
    ]),
  );

const types: Record<string, Bad> = {
  "a web page": says(MARKUP, "text/html"),
  "JSON called a web page": says(JSON.stringify(GOOD), "text/html"),
  "JSON called text": says(JSON.stringify(GOOD), "text/plain"),
  "JSON called nothing": failed((response) => response.writeHead(200).end(JSON.stringify(GOOD))),
  "JSON called nearly JSON": says(JSON.stringify(GOOD), "application/json5"),
};

const keys: unknown[] = [undefined, null, "", 7, true, [CANARY], { value: CANARY }];
const texts = ["short", `${CANARY}\n`, `${CANARY}\r\nX: y`, `${CANARY} x`, `${CANARY}\u0000`, `${CANARY}é`];
const values = Object.fromEntries(
  [
    ...[{}, null, [], "x", CANARY, 7, true, [GOOD], { data: GOOD }, { ...GOOD, user_id: { $ne: 1 } }],
    ...[...keys, ...texts, `${CANARY}${"x".repeat(9000)}`, `${CANARY}\ud800`].map((key) => ({
      ...GOOD,
      key,
    })),
    { ...GOOD, user_id: `${CANARY}\n` },
    { ...GOOD, error: { code: 500, message: MARKUP } },
    { ...GOOD, error: "no" },
  ].map((value, n) => [`value ${n}: ${JSON.stringify(value)?.slice(0, 60)}`, json(value)]),
);

const text = JSON.stringify(GOOD);
const encodings: Record<string, Bad> = {
  "no body": says(""),
  "half of it": says(text.slice(0, -5)),
  twice: says(text + text),
  "with more behind it": says(`${text}x`),
  "in UTF-16": says(Buffer.from(`\ufeff${text}`, "utf16le")),
  "in no UTF-8": says(
    Buffer.concat([Buffer.from('{"user_id":"'), Buffer.of(0xff), Buffer.from(`",${text.slice(1)}`)]),
  ),
  "as a prototype": says(`{"__proto__":${text}}`),
  "ten thousand deep": says("[".repeat(8000) + text + "]".repeat(8000)),
  "deep under the key": says(`{"key":${'{"key":'.repeat(2000)}1${"}".repeat(2001)}`),
  "longer than 16 KiB": json({ ...GOOD, more: "x".repeat(16_400) }),
};

const connections: Record<string, Bad> = {
  "cut in its head": failed((response) => response.socket?.end("HTTP/1.1 200 OK\r\ncontent-ty")),
  "reset before a word": failed((response) => response.socket?.resetAndDestroy()),
  "reset in its body": failed(async (response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": 200 }).write(text);
    await pause(100);
    response.socket?.resetAndDestroy();
  }),
  "shorter than it says": failed((response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": 200 }).write(text);
    response.socket?.end();
  }),
  "no HTTP": failed((response) => response.socket?.end(`${CANARY}\r\n\r\n`)),
  "a head of 100 KB": failed((response) =>
    response.socket?.end(`HTTP/1.1 200 OK\r\nx: ${"x".repeat(100_000)}\r\n\r\n${text}`),
  ),
  "compressed, it says": says(text, "application/json", 200, { "content-encoding": "gzip" }),
};

/** Every answer by what is bad about it. */
export const badAnswers = { ...statuses, ...types, ...values, ...encodings, ...connections };

/** These wait for the app to lose its patience. */
export const slowAnswers: Record<string, Bad> = {
  "a byte each second": failed(async (response) => {
    response.writeHead(200, { "content-type": "application/json" });
    for (let at = 0; !response.destroyed; at++) {
      response.write(text.slice(at, at + 1) || " ");
      await pause(1000);
    }
  }),
  "headers alone": failed((response) =>
    response.writeHead(200, { "content-type": "application/json" }).flushHeaders(),
  ),
  silence: failed(() => {}),
};

// The provider of the bench, in a process of its own: as little as a connect needs, and event streams by order.
// The model says what is wanted: bench/500-50 is 500 chunks at 50 a second, bench/500-0 comes as fast as it is taken,
// bench/held sends one and waits for `more`; a third number, as in bench/500-50-100, is milliseconds before the first byte.
// Each chunk carries the time at which it was sent.
import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { answer } from "./talk.mjs";

/** @typedef {import("node:http").ServerResponse} Response */

/** The size and the fields of a chunk as gateways send it. */
const chunk = () =>
  `data: {"id":"gen-1763730000-AbCdEfGhIjKlMnOpQrSt","provider":"Bench","model":"bench/model",` +
  `"object":"chat.completion.chunk","created":1763730000,"choices":[{"index":0,"delta":{"role":"assistant",` +
  `"content":" token"},"finish_reason":null,"native_finish_reason":null,"logprobs":null}],` +
  `"at":${performance.timeOrigin + performance.now()}}\n\n`;

/** @type {Set<Response>} */
const held = new Set();

/** Writes `count` chunks, no faster than they are taken. @type {(response: Response, count: number) => Promise<void>} */
async function flood(response, count) {
  for (let i = 0; i < count && !response.destroyed; i++) {
    if (!response.write(chunk())) await Promise.race([once(response, "drain"), once(response, "close")]);
    else if (i % 50 === 49) await nextTurn(); // the other streams' turn
  }
}

/** @type {(response: Response, count: number, rate: number) => Promise<void>} */
async function pace(response, count, rate) {
  let sent = 0;
  const timer = setInterval(() => {
    response.write(chunk());
    if (++sent === count) response.emit("paced");
  }, 1000 / rate);
  await Promise.race([once(response, "paced"), once(response, "close")]);
  clearInterval(timer);
}

/** @type {(response: Response, model: string) => Promise<void>} */
async function stream(response, model) {
  const [, count = "", rate = "", wait = "0"] = /(\d+)-(\d+)(?:-(\d+))?$/.exec(model) ?? [];
  if (wait !== "0") await sleep(Number(wait));
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  if (model === "bench/held") {
    held.add(response.on("close", () => held.delete(response)));
    response.write(chunk());
    return;
  }
  if (rate === "0") await flood(response, Number(count));
  else await pace(response, Number(count), Number(rate));
  response.end("data: [DONE]\n\n");
}

/** What is asked at this moment, and until when what was asked before was worked on: by its first message. */
let open = 0;
/** @type {Map<string, number>} */
const closed = new Map();

/** @type {(response: Response, content: string) => void} */
function follow(response, content) {
  open += 1;
  response.on("close", () => {
    open -= 1;
    closed.set(content, performance.timeOrigin + performance.now());
  });
}

const server = createServer(async (request, response) => {
  const body = await text(request);
  const json = (/** @type {object} */ value) =>
    response.setHeader("content-type", "application/json").end(JSON.stringify(value));
  if (request.url === "/api/v1/auth/keys") json({ key: "mg-key-of-the-bench-0123456789", user_id: null });
  else if (request.url === "/api/v1/key") json({ data: { usage: 0 } });
  else {
    const { model, messages } = JSON.parse(body);
    follow(response, messages[0].content);
    await stream(response, model);
  }
});
server.keepAliveTimeout = Number(process.argv[2] ?? 600_000); // the bench comes back after others had their turn
await once(server.listen(0, "127.0.0.1"), "listening");

answer({
  port: () => /** @type {import("node:net").AddressInfo} */ (server.address()).port,
  open: () => open,
  /** When the calls that asked for these were over. */
  closed: ({ contents }) => contents.map((/** @type {string} */ content) => closed.get(content)),
  /** Sends further chunks on every stream that is held. */
  more: ({ chunks }) =>
    Promise.all([...held].map((response) => flood(response, chunks))).then(() => undefined),
});
process.on("disconnect", () => process.exit());

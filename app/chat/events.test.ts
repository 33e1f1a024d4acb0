import assert from "node:assert/strict";
import { test } from "node:test";
import { readEvents } from "./events.ts";

const event = (data: object | string) =>
  `data: ${typeof data === "string" ? data : JSON.stringify(data)}\r\n\r\n`;
const TEXT = "naïve 日本語 🧑🏽‍🚀\n| a | b |";
const STREAM = [
  ": MODELGATES PROCESSING\n\n",
  event({ choices: [{ delta: { content: TEXT } }] }),
  event({ choices: [{ delta: { content: "" }, finish_reason: "stop" }] }),
  event({ choices: [], usage: { prompt_tokens: 3, completion_tokens: 4, cost: 0.5 } }),
  event("[DONE]"),
].join("");

/** Reads these network reads, and tells what came of them. */
async function read(slices: Uint8Array[]) {
  let text = "";
  let usage: unknown;
  const body = new ReadableStream({
    start(network) {
      for (const slice of slices) network.enqueue(slice);
      network.close();
    },
  });
  const end = await readEvents(body, {
    onToken: (token) => {
      text += token;
    },
    onSign: () => {},
    onUsage: (counted) => {
      usage = counted;
    },
  });
  return { text, usage, end };
}

test("a stream reads the same wherever the network cuts it in two, and byte by byte", async () => {
  const bytes = new TextEncoder().encode(STREAM);
  const whole = {
    text: TEXT,
    usage: { input: 3, output: 4, cost: 0.5, atLeast: false },
    end: "done",
  };
  for (let cut = 0; cut <= bytes.length; cut++)
    assert.deepEqual(await read([bytes.subarray(0, cut), bytes.subarray(cut)]), whole, `cut at ${cut}`);
  assert.deepEqual(await read(Array.from(bytes, (byte) => Uint8Array.of(byte))), whole);
});

test("an answer that came too late is told from one that broke off by an error", async () => {
  const half = event({ choices: [{ delta: { content: TEXT } }] });
  const fail = (error_type: string) =>
    event({ error: { code: 504, message: "x", metadata: { error_type } } });
  const bytes = (text: string) => [new TextEncoder().encode(text)];
  assert.equal((await read(bytes(half + fail("timeout") + event("[DONE]")))).end, "late");
  assert.equal((await read(bytes(half + fail("provider_unavailable")))).end, "error");
});

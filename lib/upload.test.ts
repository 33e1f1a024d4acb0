// How a body that is sent to us is read: so long, so much, and as UTF-8.
import assert from "node:assert/strict";
import test from "node:test";
import { readText } from "./body.ts";
import { Problem } from "./errors.ts";

/** A request whose body comes in `count` pieces, then ends or says nothing more; and what became of it. */
function upload(piece: Uint8Array, count: number, ends = true) {
  const seen = { sent: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(to) {
        if (seen.sent < count) {
          seen.sent++;
          return to.enqueue(piece);
        }
        return ends ? to.close() : new Promise(() => {});
      },
      cancel() {
        seen.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  const request = new Request("https://app.example", { method: "POST", body, duplex: "half" } as RequestInit);
  return { seen, request };
}

const piece = Buffer.from("0123456789");
const read = (request: Request, maxMs?: number) =>
  readText(request, 100, maxMs).catch((error) => (error instanceof Problem ? error.code : error));

test("what fits is read whole, to the last byte", async () => {
  assert.equal(await read(upload(piece, 10).request, 1000), "0123456789".repeat(10));
  assert.equal(await read(new Request("https://app.example"), 1000), "");
});

test("a body that stops coming is given up", async () => {
  const { request, seen } = upload(piece, 3, false);
  assert.equal(await read(request, 50), "upload_slow");
  assert.ok(seen.cancelled);
});

test("a request that is too long is heard out for a while, so that its sender comes to hear of it", async () => {
  const somewhat = upload(piece, 50);
  assert.equal(await read(somewhat.request, 1000), "too_large");
  assert.deepEqual(somewhat.seen, { sent: 50, cancelled: false });
  const endless = upload(piece, 10_000);
  assert.equal(await read(endless.request, 1000), "too_large");
  assert.deepEqual(endless.seen, { sent: 161, cancelled: true });
});

test("an answer that is too long is cut at once", async () => {
  const { request, seen } = upload(piece, 50);
  assert.equal(await read(request), "too_large");
  assert.deepEqual(seen, { sent: 11, cancelled: true });
});

test("what is not UTF-8 is refused, not mended", async () => {
  assert.equal(await read(upload(Buffer.of(0x22, 0xff, 0x22), 1).request, 1000), "bad_request");
});

// A provider that floods: what it sends is counted as it arrives, decompressed, and never held.
import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { constants, gzipSync } from "node:zlib";
import { type App, expect, test } from "./app.ts";
import { callbackOf, Jar, newcomer, problemOf, takeAnyCode } from "./jar.ts";

test.skip(process.platform !== "linux", "what a process holds is read from /proc");

const SIZE = 100 * 2 ** 20;
const JSON_TYPE = { "content-type": "application/json" };

/** Sends `size` bytes of a JSON text that never ends, as fast as they are taken. */
function flood(response: ServerResponse): void {
  const block = Buffer.alloc(2 ** 16, " ");
  const more = (left: number): unknown => {
    if (left <= 0) return response.end();
    return response.write(block)
      ? setImmediate(more, left - block.length)
      : response.once("drain", () => more(left - block.length));
  };
  more(SIZE);
}

// A thousand to one: 100 MB of spaces in 100 KB.
const bomb = gzipSync(Buffer.alloc(SIZE, " "), { level: constants.Z_BEST_COMPRESSION });

const FLOODS: Record<string, (response: ServerResponse) => unknown> = {
  "of a known length": (response) => flood(response.writeHead(200, { ...JSON_TYPE, "content-length": SIZE })),
  "in chunks": (response) => flood(response.writeHead(200, JSON_TYPE)),
  "that is small until it is opened": (response) =>
    response.writeHead(200, { ...JSON_TYPE, "content-encoding": "gzip" }).end(bomb),
  "in chunks, under a status that says no": (response) => flood(response.writeHead(500, JSON_TYPE)),
};

/** Bytes of memory that the app holds, at this moment. */
const held = ({ pid }: App) =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;

/** Bytes that the app took beyond what it held before, at most, while `act` went on. */
async function growth(app: App, act: () => Promise<void>): Promise<number> {
  const before = held(app);
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, held(app));
  }, 10);
  await act().finally(() => clearInterval(watch));
  return peak - before;
}

for (const [name, answer] of Object.entries(FLOODS))
  test(`a hundred megabytes ${name}: an error at once, and no memory for it`, async ({ app }) => {
    takeAnyCode(app);
    for (const code of ["warm-up-1", "warm-up-2", "warm-up-3"]) await newcomer(app, code);
    app.provider.misbehave("/auth/keys", (response) => void answer(response));
    const jar = new Jar(app);
    const callback = callbackOf(await jar.start(), { code: "flood" }).href;
    const grown = await growth(app, async () => {
      const began = Date.now();
      expect(problemOf(await jar.get(callback))).toBe("exchange_failed");
      expect(Date.now() - began).toBeLessThan(5_000);
      const cut = name !== "that is small until it is opened"; // that one is whole before it is opened
      await expect.poll(() => app.provider.exchanges.at(-1)?.dropped).toBe(cut);
    });
    expect(grown).toBeLessThan(32 * 2 ** 20);
  });

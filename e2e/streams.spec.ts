// Answers of many shapes through the real relay into a real browser: the bytes arrive unchanged, under headers of our
// own, and the person reads the text and how it ended.
import type { ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { expect, test } from "./app.ts";
import { alert, answerTo, connect, send, turns } from "./person.ts";
import { type End, type Stream, streams } from "./streams.ts";

// What the browser mentions in its console when an answer is refused.
test.use({ expectedErrors: /status of 502/ });

/** Names of all headers that the app itself sends with an event stream. What else a provider sends stays with us. */
const OURS = [
  "cache-control",
  "connection",
  "content-security-policy",
  "content-type",
  "cross-origin-embedder-policy",
  "cross-origin-opener-policy",
  "cross-origin-resource-policy",
  "date",
  "keep-alive",
  "permissions-policy",
  "referrer-policy",
  "transfer-encoding",
  "vary",
  "x-accel-buffering",
  "x-content-type-options",
  "x-dns-prefetch-control",
  "x-frame-options",
];
const THEIRS = {
  "set-cookie": "spy=1; Path=/",
  "x-generation-id": "gen-1763735104-Qm3kTzR8vXw1LpYc7NfB",
  "access-control-allow-origin": "*",
  location: "https://elsewhere.example/",
  server: "cloudflare",
  "cf-ray": "9a1b2c3d4e5f6789-FRA",
};

/** Sends a stream, slice after slice. */
async function play(response: ServerResponse, { slices, drops, type }: Stream): Promise<void> {
  response.writeHead(200, { "content-type": type ?? "text/event-stream", ...THEIRS }).flushHeaders();
  for (const slice of slices) {
    await new Promise((sent) => response.write(slice, sent));
    await pause(2); // or the next slice joins it on the way
  }
  if (!drops) return void response.end();
  await pause(500); // what is not read yet goes with the connection
  response.destroy();
}

/** Asks the relay from the page, and reads the answer byte for byte. */
const ask = (page: Page) =>
  page.evaluate(async () => {
    const response = await fetch("/api/chat", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ messages: [{ role: "user", content: "Hello!" }] }),
    });
    const reader = response.body?.getReader();
    const reads: string[] = [];
    let dropped = false;
    try {
      for (let read = await reader?.read(); read?.value; read = await reader?.read())
        reads.push(Array.from(read.value, (byte) => String.fromCharCode(byte)).join(""));
    } catch {
      dropped = true;
    }
    return { reads, dropped };
  });

/** The relay adds nothing, leaves nothing out, and holds nothing back until more has come. */
async function expectRelayed(page: Page, { slices }: Stream): Promise<void> {
  const answered = page.waitForResponse("**/api/chat*");
  const { reads, dropped } = await ask(page);
  expect(Buffer.from(reads.join(""), "latin1").equals(Buffer.concat(slices))).toBe(true);
  // Some slices join on the way, more of them on a busy machine.
  expect(reads.length, `reads of ${slices.length} slices`).toBeGreaterThanOrEqual(
    Math.floor(slices.length / 20),
  );
  expect(dropped, "a line that breaks behind the relay does not break before it").toBe(false);
  const headers = await (await answered).headersArray();
  expect(headers.map(({ name }) => name.toLowerCase()).filter((name) => !OURS.includes(name))).toEqual([]);
}

/** Nothing of what is no event stream passes. */
async function expectRefused(page: Page, { slices }: Stream): Promise<void> {
  const answered = page.waitForResponse("**/api/chat*");
  const { reads } = await ask(page);
  expect((await answered).status()).toBe(502);
  expect(reads.join("")).toContain('"code":"provider_down"');
  expect(reads.join("")).not.toContain(String(slices[0]).slice(0, 20));
}

/** What a person reads of each end: to those who listen, beside the answer, and as a failure. */
const ENDS: Record<End, { heard?: string; line?: string; failure?: string }> = {
  done: { heard: "The answer is complete." },
  length: { heard: "The answer reached the longest", line: "The answer reached the longest" },
  cut: { line: "Cut off.", failure: "The connection broke before the answer was complete." },
  late: {
    line: "Broken off, because the rest took too long.",
    failure: "The rest of the answer took too long",
  },
  error: { line: "Broken off by an error.", failure: "reported an error instead of the rest" },
  failed: { failure: "Your message is kept above, unanswered." },
};

/** The text, whole and nothing else, and the end. */
async function expectAnswer(page: Page, { text, end }: Stream): Promise<void> {
  const { heard, line, failure } = ENDS[end];
  if (heard) await expect(page.getByRole("status")).toContainText(heard);
  if (failure) await expect(alert(page)).toContainText(failure);
  else await expect(alert(page)).toHaveCount(0);
  if (end === "failed") return expect(turns(page)).toHaveCount(1);
  await expect(answerTo(page, 1).getByText(text, { exact: true })).toBeVisible();
  if (line) await expect(answerTo(page, 1)).toContainText(line);
}

/** What the answer took, as the provider counted: not a word of it where the provider gave no count. */
async function expectUsage(page: Page, { usage }: Stream): Promise<void> {
  const line = answerTo(page, 1).getByText(/\d tokens/);
  if (usage) await expect(line).toHaveText(`${usage.tokens} tokens, $${usage.cost}`);
  else await expect(line).toHaveCount(0);
}

const kinds = Object.groupBy(Object.entries(streams), ([, { end }]) => end);
for (const [end, some] of Object.entries(kinds))
  test(`answers of many shapes, and each ends as it must: ${end}`, async ({ page, app }) => {
    test.setTimeout(180_000);
    await connect(page);
    for (const [name, stream] of some)
      await test.step(name, async () => {
        app.provider.misbehave("/chat/completions", (response) => void play(response, stream));
        await (stream.type ? expectRefused : expectRelayed)(page, stream);
        await send(page, "Hello!");
        await expectAnswer(page, stream);
        await expectUsage(page, stream);
        await page.getByRole("button", { name: "Clear" }).click();
        await expect(turns(page)).toHaveCount(0);
      });
  });

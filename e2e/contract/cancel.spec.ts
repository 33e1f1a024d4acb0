// CONTRACT 2: who hangs up stops the work, and pays for what was made until then.
import { setTimeout as sleep } from "node:timers/promises";
import { chatStream, hello } from "./ask.ts";
import { expect, test } from "./fixtures.ts";

test("hanging up stops the charging", async ({ gateway, apiKeyFor }) => {
  const apiKey = await apiKeyFor("stream-endless");
  const usage = async () =>
    ((await gateway.call("/key", { apiKey })).body as { data: { usage: number } }).data.usage;
  const words = (text: string) => text.split("data: ").length > 20;
  const { complete } = await chatStream(gateway, apiKey, { ...hello, max_tokens: 200 }, words);
  expect(complete).toBe(true);
  await expect.poll(usage, { timeout: 5000 }).toBeGreaterThan(0);
  const charged = await usage();
  // 20 words are about 40 tokens; a whole minute of this would cost a hundred times as much.
  expect(charged).toBeLessThan(0.002);
  await sleep(1000);
  expect(await usage(), "charged once").toBe(charged);
});

test("hanging up on a whole answer harms nothing", async ({ gateway, apiKeyFor }) => {
  const apiKey = await apiKeyFor("slow-start");
  const call = { apiKey, json: hello, signal: AbortSignal.timeout(300) };
  await expect(gateway.open("/chat/completions", call)).rejects.toThrow();
  expect((await gateway.call("/key", { apiKey })).status).toBe(200);
});

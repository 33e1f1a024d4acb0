// Under fire: of many who exchange one code at once, one receives a key (CONTRACT 1.1), and no crowd outruns a limit.
import { hello } from "./ask.ts";
import { approvedCode, expect, test } from "./fixtures.ts";
import { needs } from "./needs.ts";
import { inParallel } from "./parallel.ts";
import { forms } from "./pkce.ts";

const CODES = 200;
const ATTEMPTS = 20;
const IN_FLIGHT = 200;

test("200 codes, 20 attempts each, 200 at a time: exactly one key per code", async ({ gateway }) => {
  needs(gateway, "load");
  const { asked, proof } = forms.S256;
  const codes = await inParallel(50, Array.from({ length: CODES }), () => approvedCode(gateway, asked));
  // The attempts at one code stand side by side, so that they meet.
  const attempts = codes.flatMap((code) => Array<string>(ATTEMPTS).fill(code));
  const won = new Map(codes.map((code) => [code, 0]));
  const apiKeys = new Set<string>();
  const others = new Map<number, number>();
  await inParallel(IN_FLIGHT, attempts, async (code) => {
    const { answer, apiKey } = await gateway.exchange({ code, ...proof });
    const { status } = answer;
    if (status === 200) won.set(code, (won.get(code) ?? 0) + 1);
    else others.set(status, (others.get(status) ?? 0) + 1);
    if (apiKey) apiKeys.add(apiKey);
  });
  expect([...won.values()]).toEqual(Array(CODES).fill(1));
  expect(apiKeys.size).toBe(CODES);
  expect([...others.keys()]).toEqual([gateway.profile === "measured" ? 400 : 403]);
});

test("100 answers at once stop at the limit too, streamed or not", async ({ gateway, newApiKey }) => {
  needs(gateway, "load");
  for (const stream of [false, true]) {
    const apiKey = await newApiKey({ limit: 0.0001 });
    const statuses = await inParallel(100, Array.from({ length: 100 }), async () => {
      const response = await gateway.open("/chat/completions", { apiKey, json: { ...hello, stream } });
      await response.text();
      return response.status;
    });
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 403)).toHaveLength(99);
  }
});

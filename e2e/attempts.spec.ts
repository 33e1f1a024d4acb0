// Attempts beside and behind one another: each finishes alone, once, with what is its own.
import type { App } from "./app.ts";
import { expect, test } from "./app.ts";
import { type Attempt, callbackOf, challengeOf, Jar, readAttempt, takeAnyCode } from "./jar.ts";
import { shuffled } from "./shuffle.ts";

const TABS = [0, 1, 2, 3, 4];

const permutations = (all: number[]): number[][] =>
  all.length === 0
    ? [[]]
    : all.flatMap((first) =>
        permutations(all.filter((one) => one !== first)).map((rest) => [first, ...rest]),
      );

/** Finds that the exchange of `code` brought the verifier of `attempt`, and was the only one. */
function expectOwnExchange(app: App, code: string, { challenge }: Attempt): void {
  const calls = app.provider.exchanges.filter(({ body }) => body.code === code);
  expect(calls).toHaveLength(1);
  expect(challengeOf(calls[0]?.body.code_verifier)).toBe(challenge);
}

test("five tabs finish in all 120 orders, each with its own verifier and its own way back", async ({
  app,
}) => {
  takeAnyCode(app);
  const orders = permutations(TABS);
  expect(orders).toHaveLength(120);
  const finish = async (order: number[]) => {
    const jar = new Jar(app);
    const tabs: Attempt[] = [];
    for (const tab of TABS) tabs.push(await jar.start({ return_to: `/keys?tab=${tab}` }));
    for (const tab of order) {
      const attempt = tabs[tab] as Attempt;
      const code = `code-${order.join("")}-${tab}`;
      const { location } = await jar.get(callbackOf(attempt, { code }).href);
      expect(location).toBe(`${app.url}/keys?tab=${tab}`);
      expectOwnExchange(app, code, attempt);
    }
    expect(jar.attempts).toEqual([]);
  };
  const left = orders.values();
  await Promise.all(
    TABS.map(async () => {
      for (const order of left) await finish(order);
    }),
  );
  const verifiers = new Set(app.provider.exchanges.map(({ body }) => String(body.code_verifier)));
  expect(verifiers.size).toBe(600);
  for (const verifier of verifiers) expect(verifier).toMatch(/^[A-Za-z0-9._~-]{43,128}$/);
});

test("five starts at the same moment never overwrite each other, whatever the order of their cookies", async ({
  app,
}) => {
  takeAnyCode(app);
  for (let round = 0; round < 20; round++) {
    const jar = new Jar(app);
    const answers = await Promise.all(
      TABS.map((tab) => jar.askPost("/auth/connect", { return_to: `/?tab=${tab}` })),
    );
    for (const answer of shuffled(answers, round)) jar.keep(answer);
    expect(jar.attempts).toHaveLength(5);
    await Promise.all(
      answers.map(async (answer, tab) => {
        const attempt = readAttempt(answer);
        const code = `code-${round}-${tab}`;
        expect((await jar.get(callbackOf(attempt, { code }).href)).location).toBe(`${app.url}/?tab=${tab}`);
        expectOwnExchange(app, code, attempt);
      }),
    );
  }
  expect(app.provider.exchanges).toHaveLength(100);
});

test("fifty starts leave five cookies and a short header, and the newest five finish", async ({ app }) => {
  takeAnyCode(app);
  const jar = new Jar(app);
  await jar.get(callbackOf(await jar.start(), { code: "first" }).href); // a session rides along
  const attempts: Attempt[] = [];
  for (let i = 0; i < 50; i++)
    attempts.push(await jar.start({ return_to: "/keys?page=2", key_label: `Key ${i}` }));
  expect(jar.attempts).toHaveLength(5);
  expect(jar.header.length).toBeLessThan(6 * 1024);
  for (const [i, attempt] of attempts.slice(-5).entries()) {
    const { location } = await jar.get(callbackOf(attempt, { code: `newest-${i}` }).href);
    expect(location).toBe(`${app.url}/keys?page=2`);
  }
  const [dropped] = attempts.slice(-6);
  if (!dropped) throw new Error("no sixth");
  const late = await jar.get(callbackOf(dropped, { code: "sixth" }).href);
  expect(late.location).toBe(`${app.url}/?problem=unknown_transaction`);
  expect(app.provider.exchanges).toHaveLength(6);
});

test("an attempt with all it may carry fits a cookie of 1,536 bytes, and five of them a header of 8 KiB", async ({
  app,
}) => {
  const jar = new Jar(app);
  const longest = {
    return_to: `/${"a".repeat(319)}`,
    key_label: "字".repeat(100),
    connection: "c".repeat(36),
  };
  for (const _ of TABS) await jar.start(longest);
  for (const name of jar.attempts) {
    const size = `${name}=${jar.cookies.get(name)}`.length;
    expect(size, "or the longest is not what is measured").toBeGreaterThan(1400);
    expect(size).toBeLessThanOrEqual(1536);
  }
  takeAnyCode(app);
  const { location } = await jar.get(callbackOf(await jar.start(longest), { code: "c".repeat(2048) }).href);
  expect(location).toBe(`${app.url}${longest.return_to}`);
  expect(jar.header, "what the inspector shows").toContain("modelgates-transcript=");
  expect(jar.header.length).toBeLessThan(8 * 1024);
  await jar.start({ ...longest, return_to: `/${"a".repeat(320)}` });
  expect(jar.header.length).toBeLessThan(8 * 1024);
});

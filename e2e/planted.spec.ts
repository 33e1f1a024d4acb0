// Links and cookies that somebody else has made: none of them speaks for this browser.
import { expect, test } from "./app.ts";
import { callbackOf, Jar, takeAnyCode } from "./jar.ts";
import { count, tails } from "./owned.ts";

test("somebody else's callback changes nothing for a browser, whether it is connected or not", async ({
  app,
}) => {
  takeAnyCode(app);
  const attacker = new Jar(app);
  const newcomer = new Jar(app);
  const connected = new Jar(app);
  await connected.get(callbackOf(await connected.start(), { code: "mine" }).href);
  const inFlight = await connected.start(); // with an attempt of its own, too
  const before = new Map(connected.cookies);
  const rows = await count(app);
  const callback = callbackOf(await attacker.start(), { code: "attackers" }).href;
  for (const victim of [newcomer, connected]) {
    const answer = await victim.get(callback);
    expect(answer.location).toBe(`${app.url}/?problem=unknown_transaction`);
    expect(answer.setCookies).toEqual([]);
  }
  // Nor by the attacker's code under the victim's own state in one place, and the attacker's in the other.
  const mixed = callbackOf(inFlight, {
    code: "attackers",
    state: new URL(callback).searchParams.get("state") ?? "",
  });
  expect((await newcomer.get(mixed.href)).location).toBe(`${app.url}/?problem=unknown_transaction`);
  expect(connected.cookies).toEqual(before);
  expect(await count(app)).toEqual(rows);
  expect(app.provider.exchanges.map(({ body }) => body.code)).toEqual(["mine"]);
});

test("no cookie of ours passes for another kind, under any name", async ({ app }) => {
  takeAnyCode(app);
  const owner = new Jar(app);
  await owner.get(callbackOf(await owner.start(), { code: "owner" }).href);
  const session = owner.session ?? "";
  const attempts = [await owner.start(), await owner.start()] as const;
  const [one = "", two = ""] = owner.attempts;
  const values = { session, one: owner.cookies.get(one) ?? "", two: owner.cookies.get(two) ?? "" };
  expect(new Set(Object.values(values)).size).toBe(3);

  for (const value of [values.one, values.two]) {
    const jar = new Jar(app).with([["modelgates-session", value]]);
    expect((await jar.get("/keys")).location).toBe("/?problem=not_connected");
    const chat = { messages: [{ role: "user", content: "Hello" }] };
    const json = { "content-type": "application/json", origin: app.url };
    expect((await jar.ask("POST", "/api/chat", json, JSON.stringify(chat))).status).toBe(401);
  }
  const named = { [one]: attempts[0], [two]: attempts[1] };
  for (const [name, attempt] of Object.entries(named)) {
    const wrong = name === one ? values.two : values.one;
    for (const value of [values.session, wrong, `${wrong}x`, "", "Fe26.2*1*__proto__****~2"]) {
      for (const tried of attempts) {
        const jar = new Jar(app).with([[name, value]]);
        const { location } = await jar.get(callbackOf(tried, { code: "swapped" }).href);
        expect(location).toBe(`${app.url}/?problem=unknown_transaction`);
        expect(jar.session).toBeUndefined();
      }
    }
    const jar = new Jar(app).with([
      ["modelgates-transaction-0000000000000000", values.one],
      ["session", values.session],
    ]);
    expect((await jar.get(callbackOf(attempt, { code: "renamed" }).href)).location).toContain(
      "unknown_transaction",
    );
    expect((await jar.get("/keys")).location).toBe("/?problem=not_connected");
  }
  expect(app.provider.exchanges).toHaveLength(1);
});

test("a session that an attacker planted is over once its victim has connected", async ({ app }) => {
  const attacker = new Jar(app);
  await attacker.connect();
  const planted = attacker.session ?? "";
  const victim = new Jar(app).with([["modelgates-session", planted]]);
  await victim.connect();
  expect(victim.session).not.toBe(planted);
  await victim.get("/chat"); // as its browser goes there
  expect((await attacker.get("/keys")).location).toBe("/?problem=not_connected");
  expect(await tails(victim)).toContain(app.provider.apiKeys.at(-1)?.slice(-4));
  // Nor may it go on under way: an attempt begun with it before ends in no session that sees the victim's key.
  const other = new Jar(app).with([["modelgates-session", planted]]);
  await other.connect();
  expect(await tails(other)).toEqual([app.provider.apiKeys.at(-1)?.slice(-4)]);
});

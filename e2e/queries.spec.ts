// What may stand in the callback's address: one state, one code of a plain form, and what else comes along.

import { randomFrom } from "../lib/cli/fuzz/random.ts";
import { expect, test } from "./app.ts";
import { callbackOf, Jar, takeAnyCode } from "./jar.ts";

/** Never percent-encoded by a client library: the query goes onto the request line as it stands. */
const CODES: Record<string, string> = {
  "is missing": "",
  "is empty": "&code=",
  "is a space": "&code=%20",
  "holds a space": "&code=a+b",
  "ends with a newline": "&code=abc%0A",
  "holds CR and LF": "&code=abc%0D%0AX-Evil:1",
  "holds NUL": "&code=abc%00",
  "holds DEL": "&code=abc%7F",
  "is an emoji": "&code=%F0%9F%94%91",
  "is no UTF-8": "&code=%FF%FE",
  "is a broken escape": "&code=%E0%A4%A",
  "has 2,049 characters": `&code=${"a".repeat(2049)}`,
  "has 3,072 characters": `&code=${"a".repeat(3072)}`,
  "stands twice": "&code=a&code=b",
  "stands twice, alike": "&code=a&code=a",
  "stands twice, once empty": "&code=a&code=",
  "is an array": "&code[]=a",
  "is an object": "&code[key]=a",
  "comes in the fragment of another": "&Code=a",
};

test("a code that is none is refused before the provider is asked, and never a server error", async ({
  app,
}) => {
  takeAnyCode(app); // so that only this app's own judgement holds it back
  const jar = new Jar(app);
  for (const [what, query] of Object.entries(CODES)) {
    const callback = callbackOf(await jar.start()).href;
    const answer = await jar.get(`${callback}${query}`);
    expect([answer.status, answer.location], `a code that ${what}`).toEqual([
      303,
      `${app.url}/?problem=malformed`,
    ]);
  }
  const long = await jar.ask("GET", `${callbackOf(await jar.start()).href}&code=${"a".repeat(20_000)}`);
  expect(long.status).toBe(431);
  expect(app.provider.exchanges).toHaveLength(0);
  const widest = callbackOf(await jar.start()).href;
  expect((await jar.get(`${widest}&code=${"~".repeat(2048)}`)).location).toBe(`${app.url}/chat`);
});

test("a hundred states that are nearly right are refused by a provider that takes every code", async ({
  app,
}) => {
  takeAnyCode(app);
  const jar = new Jar(app);
  const attempt = await jar.start();
  const foreign = await new Jar(app).start(); // an attacker's own attempt, whose state is genuine
  const random = randomFrom(18);
  const other = (text: string) => {
    const at = Math.floor(random() * text.length);
    return `${text.slice(0, at)}${text[at] === "A" ? "B" : "A"}${text.slice(at + 1)}`;
  };
  const { state } = attempt;
  const copies: [transaction: string, state: string][] = [
    ...Array.from({ length: 60 }, (): [string, string] => [other(state), other(state)]),
    ...[
      state.slice(1),
      state.slice(0, -1),
      `${state}A`,
      `${state}=`,
      state.toLowerCase(),
      state.toUpperCase(),
      ` ${state}`,
    ].flatMap((text): [string, string][] => [
      [text, text],
      [text, ""],
      ["", text],
    ]),
    ...["\0", "null", "undefined", "[object Object]", "%", "*", "__proto__", "constructor"].flatMap(
      (text): [string, string][] => [
        [text, text],
        [text, state],
      ],
    ),
    [foreign.state, foreign.state],
    ["", ""],
    [foreign.state, state],
  ];
  expect(copies.length).toBeGreaterThanOrEqual(100);
  for (const [transaction, state] of copies) {
    const { location } = await jar.get(callbackOf(attempt, { code: "stolen", transaction, state }).href);
    expect(location, JSON.stringify({ transaction, state })).toBe(`${app.url}/?problem=unknown_transaction`);
    expect(jar.attempts, "an attempt that was not named is kept").toHaveLength(1);
  }
  for (const more of ["&state=", `&state=${state}`, "&transaction=x", "&state=x"]) {
    const { location } = await jar.get(`${callbackOf(attempt, { code: "stolen" }).href}${more}`);
    expect(location, more).toBe(`${app.url}/?problem=malformed`);
    expect(jar.attempts).toHaveLength(1);
  }
  expect(app.provider.exchanges).toHaveLength(0);
  // The attempt is still there for whom it belongs to, until one copy of its state is right and the other is not.
  const spoiled = await jar.get(callbackOf(attempt, { code: "stolen", state: foreign.state }).href);
  expect(spoiled.location).toBe(`${app.url}/?problem=unknown_transaction`);
  expect(jar.attempts).toHaveLength(0);
  expect(app.provider.exchanges).toHaveLength(0);
});

test("parameters that the flow does not know change nothing, and one copy of the state is enough", async ({
  app,
}) => {
  takeAnyCode(app);
  const jar = new Jar(app);
  const more = {
    foo: "1",
    iss: "https://evil.example",
    session_state: "x",
    scope: "*",
    error_description: "x",
    "": "x",
  };
  for (const drop of ["state", "transaction", "neither"]) {
    const attempt = await jar.start();
    const url = callbackOf(attempt, { code: `with-${drop}`, ...more });
    url.searchParams.delete(drop);
    expect((await jar.get(url.href)).location).toBe(`${app.url}/chat`);
  }
  expect(app.provider.exchanges).toHaveLength(3);
});

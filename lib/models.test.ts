// The provider's list of models: what becomes of each row, and how seldom it is asked for.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import test from "node:test";
import { listModels, readModels } from "./models.ts";

Object.assign(process.env, {
  APP_SECRET: randomBytes(32).toString("base64url"),
  MODELGATES_URL: "https://provider.example",
});

const model = (id: string, more: object = {}) => ({
  id,
  name: id,
  context_length: 200_000,
  pricing: { prompt: "0.000003", completion: "0.000015" },
  description: "left behind",
  ...more,
});
const ids = (rows: unknown[]) => readModels(rows).map(({ id }) => id);

test("a model keeps its name, author, context and prices, and nothing else", () => {
  assert.deepEqual(
    readModels([model("anthropic/claude-sonnet-4.5", { name: "Anthropic: Claude Sonnet 4.5" })]),
    [
      {
        id: "anthropic/claude-sonnet-4.5",
        name: "Claude Sonnet 4.5",
        author: "Anthropic",
        context: 200_000,
        input: 3,
        output: 15,
      },
    ],
  );
});

test("prices per token become prices per million, to the digit", () => {
  const PRICES: [unknown, number | null][] = [
    ["0", 0],
    ["0.0000003", 0.3],
    ["0.00000175", 1.75],
    ["0.0000000375", 0.0375],
    ["0.000014", 14],
    ["-1", null],
    ["", null],
    ["free", null],
    ["1e999", null],
    [0.000003, null],
    [null, null],
    [undefined, null],
  ];
  for (const [prompt, input] of PRICES) {
    const [read] = readModels([model("a/b", { pricing: { prompt, completion: "0.000002" } })]);
    assert.equal(read?.input, input, String(prompt));
    assert.equal(read?.output, 2);
  }
  for (const pricing of [undefined, null, "free"]) {
    const [read] = readModels([model("a/b", { pricing })]);
    assert.deepEqual([read?.input, read?.output], [null, null]);
  }
});

test("an unknown context is unknown", () => {
  for (const context_length of [null, undefined, 0, -1, "many", 1.5])
    assert.equal(readModels([model("a/b", { context_length })])[0]?.context, null);
});

test("a row that is no model is dropped, and the others stay", () => {
  const bad = [
    null,
    "a/b",
    {},
    model("no-slash"),
    model("a/b c"),
    model("../etc/passwd"),
    model("<script>/x"),
    model(`a/${"x".repeat(101)}`),
    model("a/no-name", { name: " " }),
    model("a/long-name", { name: "x".repeat(201) }),
  ];
  assert.deepEqual(ids([model("a/first"), ...bad, model("a/last:free")]), ["a/first", "a/last:free"]);
  assert.deepEqual(ids([model("a/twice"), model("a/twice")]), ["a/twice"]);
  assert.deepEqual(ids([]), []);
});

test("models stand by author, and within one in the provider's order", () => {
  const rows = [
    model("zeta/new", { name: "Zeta: New" }),
    model("mistralai/tiny", { name: "Mistral Tiny" }),
    model("alpha/only"),
    model("zeta/old", { name: "Zeta: Old: Preview" }),
    model("mistralai/small", { name: "Mistral: Small" }),
  ];
  assert.deepEqual(
    readModels(rows).map(({ author, name }) => [author, name]),
    [
      ["alpha", "alpha/only"],
      ["Mistral", "Mistral Tiny"],
      ["Mistral", "Small"],
      ["Zeta", "New"],
      ["Zeta", "Old: Preview"],
    ],
  );
});

test("the list is asked for once in ten minutes; an old one outlives a failure, and a failure is not kept", async ({
  mock,
}) => {
  mock.timers.enable({ apis: ["Date"] });
  const asked: string[] = [];
  let answer: () => Response = () => new Response("<h1>Bad gateway</h1>", { status: 502 });
  mock.method(globalThis, "fetch", async (url: string) => {
    asked.push(url);
    return answer();
  });
  const down = { code: "provider_down" };
  const list = (...data: unknown[]) =>
    Response.json({ data, total_count: data.length, links: { next: null } });

  await assert.rejects(listModels(), down);
  for (const body of [
    "not JSON",
    '{"data":{}}',
    '{"data":[]}',
    `{"data":[${" ".repeat(4 * 1024 * 1024)}]}`,
  ]) {
    answer = () => new Response(body, { headers: { "content-type": "application/json" } });
    await assert.rejects(listModels(), down);
  }
  assert.equal(asked.length, 5);

  answer = () => list(model("a/first"));
  const [one, two] = await Promise.all([listModels(), listModels()]);
  assert.equal(one, two);
  assert.equal(one[0]?.id, "a/first");
  assert.equal(asked.length, 6);
  assert.equal(asked[5], "https://provider.example/api/v1/models");
  mock.timers.tick(10 * 60_000 - 1);
  assert.equal(await listModels(), one);
  assert.equal(asked.length, 6);

  answer = () => new Response(null, { status: 500 });
  mock.timers.tick(1);
  assert.equal(await listModels(), one);
  assert.equal(await listModels(), one);
  assert.equal(asked.length, 7);
  mock.timers.tick(60_000);
  answer = () => list(model("a/second"));
  assert.equal((await listModels())[0]?.id, "a/second");

  // In pages, whose addresses may lead anywhere: only the query is followed, and not for ever.
  mock.timers.tick(10 * 60_000);
  const from = asked.length;
  answer = () =>
    Response.json({
      data: [model(`a/page-${asked.length - from}`)],
      links: { next: `https://evil.example/models?offset=${asked.length - from}` },
    });
  assert.equal((await listModels()).length, 5);
  assert.deepEqual(
    asked.slice(from).map((url) => url.replace("https://provider.example/api/v1/models", "")),
    ["", "?offset=1", "?offset=2", "?offset=3", "?offset=4"],
  );
});

// Bent chat requests and bent ciphertexts: neither gets as far as the provider. See `npm run fuzz`.
import { nextPost } from "../lib/cli/fuzz/bodies.ts";
import { mutate } from "../lib/cli/fuzz/mutate.ts";
import { must, Random, runs, SEED } from "../lib/cli/fuzz/random.ts";
import { type App, expect, test } from "./app.ts";
import { client, WIDTH } from "./fuzz/http.ts";
import { Jar } from "./jar.ts";

const RUNS = runs(5000);
const COMPLETION = '{"model":"a/b","choices":[{"message":{"content":"Hi"}}]}';

/** Somebody new: the cookie of their session. */
async function connected(app: App): Promise<string> {
  const jar = new Jar(app);
  await jar.connect();
  expect(jar.session).toBeDefined();
  return jar.header;
}

/** The provider answers at once: what it says is not what is looked at. */
const answerQuickly = ({ provider }: App) =>
  provider.misbehave("/chat/completions", (response) => {
    const streams = provider.calls.at(-1)?.body.stream;
    response.writeHead(200, { "content-type": streams ? "text/event-stream" : "application/json" });
    response.end(streams ? "data: [DONE]\n\n" : COMPLETION);
  });

test(`${RUNS} bent chat requests: only a valid one is sent on, and only its known fields`, async ({
  app,
}) => {
  test.setTimeout(60_000 + RUNS * 30);
  console.log(`seed ${SEED}`);
  const random = new Random("bodies");
  const { send, each, close } = client(app.url);
  // A user may have a few answers at once: each lane is another.
  const cookies = await Promise.all(Array.from({ length: WIDTH }, () => connected(app)));
  answerQuickly(app);
  const { calls } = app.provider;
  const counts: Record<string, number> = {};
  let passed = 0;
  let missed = 0;
  await each(RUNS, (index) => {
    const { type, body, valid } = nextPost(random);
    const headers: Record<string, string> = { origin: app.url };
    if (type !== undefined) headers["content-type"] = type;
    return async (lane) => {
      headers.cookie = cookies[lane] ?? "";
      const { status } = await send({ method: "POST", path: "/api/chat", headers, body });
      const input = { index, type, body: body.toString("latin1").slice(0, 2000), length: body.length };
      must(status < 500, `${status}`, input);
      if (status === 200) must(valid, "sent on", input);
      if (status === 200) passed++;
      else if (valid) missed++;
      counts[status] = (counts[status] ?? 0) + 1;
    };
  });
  console.log({ ...counts, missed });
  const chats = calls.filter(({ path }) => path === "/chat/completions");
  expect(chats.length, "a refused one was not sent on either").toBe(passed);
  for (const { body } of chats) {
    const { model, stream, max_completion_tokens, messages, ...more } = body;
    must(Object.keys(more).length === 0, "a field of the sender's", more);
    for (const { role, content, ...rest } of messages as Record<string, unknown>[])
      must(Object.keys(rest).length === 0 && typeof content === "string", `in a message of ${role}`, rest);
  }
  expect(passed, "valid ones were among them").toBeGreaterThan(RUNS / 10);
  expect(passed + missed).toBeLessThan(RUNS / 2);
  expect(missed, "hardly any valid one is refused").toBeLessThan(RUNS / 20);
  close();
});

test("50 bent ciphertexts in the database: each is unreadable, and nothing is sent", async ({ app }) => {
  const random = new Random("rows");
  const { send, close } = client(app.url);
  const cookie = await connected(app);
  answerQuickly(app);
  const ask = () =>
    send({
      method: "POST",
      path: "/api/chat",
      headers: { cookie, origin: app.url, "content-type": "application/json" },
      body: '{"stream":false,"messages":[{"role":"user","content":"Hello"}]}',
    });
  const find = `SELECT id, "sealedApiKey" AS sealed FROM "Connection" ORDER BY "createdAt" DESC LIMIT 1`;
  const [row] = await app.sql(find);
  const genuine = String(row?.sealed);
  const store = (sealed: string) =>
    app.sql(`UPDATE "Connection" SET "sealedApiKey" = $2 WHERE id = $1`, [row?.id, sealed]);
  for (let left = 50; left > 0; ) {
    const bent = mutate(random, [genuine], ".", 5000).replaceAll("\0", "").toWellFormed();
    if (bent === genuine) continue;
    left--;
    await store(bent);
    const { status, body } = await ask();
    must(status === 409 && JSON.parse(body).error.code === "unreadable", `${status} ${body}`, bent);
  }
  expect(app.provider.chats).toHaveLength(0);
  await store(genuine);
  expect((await ask()).status).toBe(200);
  close();
});

// What becomes of an attempt's cookie in a real browser: gone with its attempt, and the other tabs' untouched.
import type { BrowserContext } from "@playwright/test";
import { type App, expect, test } from "./app.ts";
import { callbackOf, Jar, readAttempt, takeAnyCode } from "./jar.ts";

/** Begins an attempt with this browser's own cookies, without its window. */
async function begin(context: BrowserContext, app: App) {
  const options = { headers: { origin: app.url }, maxRedirects: 0 };
  const answer = await context.request.post(`${app.url}/auth/connect`, options);
  const { location = "" } = answer.headers();
  return readAttempt({ status: answer.status(), location });
}

test("an attempt's cookie goes with every outcome that spends it, and other tabs keep theirs", async ({
  page,
  context,
  app,
}) => {
  const names = async () =>
    (await context.cookies(app.url))
      .map(({ name }) => name)
      .filter((name) => name !== "modelgates-transcript")
      .sort();
  await begin(context, app); // another tab
  const kept = await names();
  expect(kept).toHaveLength(1);
  const fails = (status: number) => () =>
    app.provider.misbehave("/auth/keys", (response) => response.writeHead(status).end("{}"));
  const spends: [problem: string | null, query: Record<string, string>, prepare?: () => void][] = [
    ["denied", { error: "access_denied" }],
    ["provider_error", { error: "x" }],
    ["malformed", { code: "" }],
    ["unknown_transaction", { code: "x", state: "another" }],
    ["refused", { code: "x" }, fails(403)],
    ["exchange_failed", { code: "x" }, fails(500)],
    [null, { code: "x" }, () => takeAnyCode(app)],
  ];
  for (const [problem, query, prepare] of spends) {
    prepare?.();
    const attempt = await begin(context, app);
    expect(await names()).toHaveLength(2);
    await page.goto(callbackOf(attempt, query).href);
    await expect(page).toHaveURL(problem ? new RegExp(`/\\?problem=${problem}(&ref=\\w{12})?$`) : "/chat");
    expect(await names(), `${problem}`).toEqual(problem ? kept : ["modelgates-session", ...kept]);
  }
});

test("what names no attempt of this browser takes no cookie away", async ({ page, context, app }) => {
  const attempt = await begin(context, app);
  const held = await context.cookies(app.url);
  const foreign = await new Jar(app).start();
  for (const url of [
    callbackOf(foreign, { code: "x" }),
    callbackOf(attempt, { code: "x", transaction: foreign.state }),
    new URL("/auth/callback?code=x", app.url),
    new URL(`/auth/callback?code=x&code=y&state=${attempt.state}`, app.url),
  ]) {
    await page.goto(url.href);
    await expect(page).toHaveURL(/\?problem=(unknown_transaction|malformed)$/);
    expect(await context.cookies(app.url)).toEqual(held);
  }
});

test("a callback again and again, with the cookies of any moment, makes one exchange", async ({ app }) => {
  const jar = new Jar(app);
  const callback = (await jar.decide(await jar.start())).href;
  const before = new Map(jar.cookies);
  expect((await jar.get(callback)).location).toBe(`${app.url}/chat`);
  const session = jar.session;
  const after = new Map(jar.cookies);
  for (const cookies of [after, before, new Map([...before, ...after]), new Map()]) {
    for (let i = 0; i < 10; i++) {
      const answer = await new Jar(app).with(cookies).get(callback);
      expect(answer.location).toBe(`${app.url}/?problem=replayed`);
      expect(answer.setCookies.filter((line) => line.startsWith("modelgates-session"))).toEqual([]);
    }
  }
  expect(app.provider.exchanges).toHaveLength(1);
  expect(jar.session).toBe(session);
  expect((await jar.get("/keys")).status).toBe(200);
});

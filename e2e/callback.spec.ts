// Coming back, as others would spoil it: nothing but this browser's own attempt, once and in time, makes an exchange.
import { hkdfSync } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { sealData, unsealData } from "iron-session";
import { expect, health, startApp, test } from "./app.ts";
import { Jar } from "./jar.ts";
import { approve, catchCallback, connect, start } from "./person.ts";

test("the same callback again, in a row and all at once, makes one exchange", async ({
  context,
  page,
  app,
}) => {
  await start(page);
  const jar = await context.cookies(app.url);
  const url = await catchCallback(page);
  const tabs = new Jar(app).with(jar.map(({ name, value }) => [name, value]));
  const visits = await Promise.all(Array.from({ length: 20 }, () => tabs.ask("GET", url)));
  const places = visits.map(({ location }) => new URL(location).pathname);
  expect(places.filter((place) => place === "/chat")).toHaveLength(1);
  expect(app.provider.exchanges).toHaveLength(1);

  await page.goto(url); // with the attempt's cookie still in this browser
  await expect(page).toHaveURL("/?problem=replayed");
  await page.goto(url); // and without
  await expect(page).toHaveURL("/?problem=replayed");
  await expect(page.getByText("works only once")).toBeVisible();
  expect(app.provider.exchanges).toHaveLength(1);
});

test("a forged, missing, doubled or mixed-up state is refused before any exchange", async ({ page, app }) => {
  await start(page);
  const callback = new URL(await catchCallback(page));
  const changed = (change: (query: URLSearchParams) => void) => {
    const url = new URL(callback);
    change(url.searchParams);
    return url.href;
  };
  const links: Record<string, string> = {
    [changed((query) => query.set("transaction", "x".repeat(43)))]: "unknown_transaction",
    [changed((query) => ["transaction", "state"].map((name) => query.delete(name)))]: "unknown_transaction",
    [changed((query) => ["transaction", "state"].map((name) => query.set(name, "")))]: "unknown_transaction",
    [changed((query) => query.append("state", "x"))]: "malformed",
    [changed((query) => query.append("code", "x"))]: "malformed",
    [changed((query) => query.set("state", "é"))]: "unknown_transaction", // the attempt is its own, so this spends it
    [callback.href]: "unknown_transaction",
  };
  for (const [link, problem] of Object.entries(links)) {
    await page.goto(link);
    await expect(page, link).toHaveURL(`/?problem=${problem}`);
  }
  expect(app.provider.exchanges).toHaveLength(0);
});

test("a callback in a browser that never started is refused", async ({ page, newVisitor, app }) => {
  await start(page);
  const url = await catchCallback(page);
  const victim = await newVisitor();
  await victim.goto(url);
  await expect(victim.getByRole("alert").first()).toContainText("matches no attempt in this browser");
  expect(app.provider.exchanges).toHaveLength(0);
});

test("an attempt older than ten minutes is refused", async ({ page, context, app }) => {
  await start(page);
  const url = await catchCallback(page);
  const [cookie] = await context.cookies(app.url);
  if (!cookie) throw new Error("no transaction cookie");
  // The harness knows this instance's secret, so it can turn back the clock inside the seal.
  const password = Buffer.from(hkdfSync("sha256", app.secret, "", "transaction", 32)).toString("base64url");
  const payload = await unsealData<{ iat: number }>(cookie.value, { password });
  const value = await sealData({ ...payload, iat: payload.iat - 601 }, { password });
  await context.addCookies([{ ...cookie, value }]);
  await page.goto(url);
  await expect(page).toHaveURL("/?problem=expired");
  expect(app.provider.exchanges).toHaveLength(0);
});

test("a refused code and a failing provider each say what became of the key", async ({ page, app }) => {
  const finish = async (change: (query: URLSearchParams) => void = () => {}) => {
    await start(page);
    const url = new URL(await catchCallback(page));
    change(url.searchParams);
    await page.goto(url.href);
    return new URL(page.url()).searchParams.get("problem");
  };
  expect(await finish((query) => query.set("code", "made_up_code_123"))).toBe("refused");
  expect(await finish((query) => query.set("code", " "))).toBe("malformed");
  expect(await finish((query) => query.set("error", "server_error"))).toBe("provider_error");
  const answers: [number, string, string][] = [
    [400, "application/json", '{"error":{"code":400,"message":"Invalid code"}}'],
    [403, "text/html", "<h1>no</h1>"],
    [500, "application/json", '{"error":{"code":500,"message":"<script>alert(1)</script>"}}'],
    [200, "text/html", "<h1>welcome</h1>"],
    [200, "application/json", "{}"],
    [200, "application/json", '{"key":"sk with a space and a\\nnewline","user_id":null}'],
    [
      200,
      "application/json",
      `{"key":"sk-mg-v1-0123456789abcdef","user_id":null,"more":"${"x".repeat(17_000)}"}`,
    ],
    [200, "application/json", '{"key":"sk-mg-v1-0123456789abcdef","user_id":{"$ne":1}}'],
    [302, "text/plain", ""],
  ];
  for (const [status, type, body] of answers) {
    app.provider.misbehave("/auth/keys", (response) =>
      response
        .writeHead(status, { "content-type": type, location: `${app.provider.url}/api/v1/elsewhere` })
        .end(body),
    );
    const before = app.provider.exchanges.length;
    expect(await finish(), `${status} ${body.slice(0, 60)}`).toBe(
      status === 400 || status === 403 ? "refused" : "exchange_failed",
    );
    expect(app.provider.exchanges.length - before, "no retry").toBe(1);
  }
  await expect(page.getByText("No key reached this app.")).toBeVisible();
  expect(
    app.provider.calls.some(({ path }) => path === "/elsewhere"),
    "a redirect is not followed",
  ).toBe(false);
});

test("a service that answers as it was measured to reads alike", async ({ newVisitor }) => {
  const app = await startApp({}, "/sandbox/live");
  expect(await health(app), app.log()).toBe(200);
  const page = await newVisitor(app);
  await start(page);
  const refused = new URL(await catchCallback(page));
  refused.searchParams.set("code", "made_up_code_123");
  await page.goto(refused.href);
  await expect(page).toHaveURL("/?problem=refused");
  expect(app.provider.exchanges[0]?.answer).toContain('"code":400');
  await connect(page);
  await page.goto("about:blank"); // it may still be loading something
  await app.stop();
});

test("the way back leads to a path of this app, and nowhere else", async ({ page, context, app }) => {
  const places = {
    "/?from=here": "/?from=here",
    "//evil.example/": "/chat",
    "https://evil.example/": "/chat",
  };
  for (const [asked, reached] of Object.entries(places)) {
    const options = { form: { return_to: asked }, headers: { origin: app.url }, maxRedirects: 0 };
    const { location = "" } = (await context.request.post("/auth/connect", options)).headers();
    await page.goto(location);
    await approve(page);
    await expect(page).toHaveURL(reached);
  }
});

/** Every route that answers a form, and the page that a refusal leads to, as the routes themselves say it. */
const FORMS = globSync("app/**/route.ts", { cwd: join(import.meta.dirname, "..") }).flatMap((file) => {
  const text = readFileSync(join(import.meta.dirname, "..", file), "utf8");
  const [, back] = /answerForm\(request, "([^"]+)"/.exec(text) ?? [];
  return back ? [[`/${dirname(file).split(sep).slice(1).join("/")}`, back] as const] : [];
});

test("another site can send none of our forms", async ({ page, context, app }) => {
  await connect(page);
  expect(FORMS.length).toBeGreaterThan(7);
  for (const [path, back] of FORMS) {
    const forged: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      {},
    ];
    for (const headers of forged) {
      const response = await context.request.post(path, { headers, maxRedirects: 0 });
      expect(response.headers().location).toBe(`${app.url}${back}?problem=cross_origin`);
      expect(response.headers()).not.toHaveProperty("clear-site-data");
    }
    expect((await context.request.get(path, { maxRedirects: 0 })).status()).toBe(405);
  }
  expect((await context.request.head("/auth/callback?transaction=x")).status()).toBe(405);
  await page.reload();
  await expect(page).toHaveURL("/chat");
});

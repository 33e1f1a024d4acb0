// What the log tells of an attack and of a normal day: each fact once, as one line of JSON, and nothing else.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, expect, health, startApp, test } from "./app.ts";
import { Jar } from "./jar.ts";
import { catchCallback, connect, connectAnother, item, start } from "./person.ts";

/** Every line that is not of the framework's own start. */
function lines(app: App): Record<string, unknown>[] {
  const own = app
    .log()
    .split("\n")
    .filter((line) => line.startsWith("{"));
  return own.map((line) => JSON.parse(line));
}

/** What was logged while `act` went on, without when and for which request. */
async function logged(app: App, act: () => Promise<unknown>): Promise<Record<string, unknown>[]> {
  const before = lines(app).length;
  await act();
  await expect.poll(() => lines(app).length).toBeGreaterThan(before);
  return lines(app)
    .slice(before)
    .map(({ time, request, level, ...rest }) => rest);
}

const ID = expect.stringMatching(/^[0-9a-f]{12}$/);

test("each fact that matters to security is told once, with ids nobody can use", async ({ newVisitor }) => {
  const app = await startApp();
  expect(await health(app), app.log()).toBe(200);
  expect(lines(app)).toMatchObject([{ event: "started", provider: "sandbox", database: "embedded" }]);
  const page = await newVisitor(app);
  const here = { origin: app.url };
  const data = { stream: false, messages: [{ role: "user", content: "Hello!" }] };
  const ask = () => page.request.post("/api/chat", { data, headers: here });
  const form = (path: string, headers: Record<string, string> = here) =>
    page.request.post(path, { headers, maxRedirects: 0 });

  expect(await logged(app, () => form("/auth/forget", { origin: "https://evil.example" }))).toEqual([
    { event: "cross_origin" },
  ]);
  const cookie = "modelgates-session=Fe26.2*1*garbage";
  expect(await logged(app, () => fetch(`${app.url}/api/models`, { headers: { cookie } }))).toEqual([
    { event: "cookie_refused", purpose: "session", reason: "invalid" },
  ]);
  expect(
    await logged(app, () => fetch(`${app.url}/keys`, { headers: { cookie }, redirect: "manual" })),
  ).toHaveLength(1);

  const flood = Array.from(
    { length: 100 },
    (_, n) => `modelgates-transaction-${String(n).padStart(16, "0")}=x`,
  ).join("; ");
  const pressed = () => new Jar(app).ask("POST", "/auth/connect", { ...here, cookie: flood });
  expect(await logged(app, pressed), "a flood of cookies is none of lines").toHaveLength(10);

  await start(page);
  expect(await logged(app, () => page.getByRole("button", { name: "Deny" }).click())).toEqual([
    { event: "connect_failed", problem: "denied" },
  ]);
  await expect(page).toHaveURL("/?problem=denied");
  const [connected] = await logged(app, () => connect(page));
  expect(connected).toEqual({ event: "connected", user: ID, connection: ID, provider: "sandbox" });
  const user = connected?.user;

  const [made] = await logged(app, async () => {
    await page.goto("/keys/new");
    await page.getByRole("button", { name: "Make the key" }).click();
    await expect(page).toHaveURL(/notice=made/);
  });
  expect(made).toEqual({ event: "minted", user, connection: ID });

  await app.sql(`UPDATE "Connection" SET "sealedApiKey" = replace("sealedApiKey", 'v1.', 'v0.')`);
  expect(await logged(app, ask)).toEqual([
    { event: "apikey_unreadable", user, connection: made?.connection },
  ]);
  await connectAnother(page, "Revoked", "revoked");
  await ask();
  const refusals = () => lines(app).filter(({ event }) => event === "apikey_refused");
  await expect.poll(refusals).toMatchObject([{ user, connection: ID }]);

  await page.goto("/keys");
  const [gone] = await logged(app, async () => {
    await item(page, "Revoked")
      .getByText(/^Disconnect:/)
      .click();
    await item(page, "Revoked").getByRole("button", { name: "Delete the key here" }).click();
    await expect(page).toHaveURL(/notice=disconnected/);
  });
  expect(gone).toMatchObject({ event: "disconnected", user });
  expect(await logged(app, () => form("/auth/sign-out/others"))).toEqual([
    { event: "signed_out_elsewhere", user },
  ]);
  expect(await logged(app, () => form("/auth/sign-out"))).toEqual([{ event: "signed_out", user }]);
  await connect(page);
  expect(await logged(app, () => form("/auth/forget"))).toMatchObject([{ event: "forgotten" }]);
  await page.goto("about:blank");
  await app.stop();
});

test("no input makes a line of its own, colours a terminal, or stands in the log at all", async ({
  newVisitor,
}) => {
  const app = await startApp();
  expect(await health(app), app.log()).toBe(200);
  const page = await newVisitor(app);
  await connect(page);
  const own = lines(app).length;
  const canary = 'canary\r\n\u001b[31m{"event":"connected"}';
  const text = encodeURIComponent(canary);
  const headers = {
    origin: app.url,
    "user-agent": "canary",
    referer: `${app.url}/canary`,
    "x-request-id": "canary",
  };
  const requests: [string, object][] = [
    [`/auth/callback?transaction=${text}&state=${text}&code=${text}&error=${text}`, {}],
    [`/?problem=${text}&ref=${text}`, {}],
    [`/keys?notice=${text}`, {}],
    [`/${text}`, {}],
    ["/auth/connect", { method: "POST", form: { key_label: canary, return_to: canary, connection: canary } }],
    ["/keys/rename", { method: "POST", form: { connection: canary, key_label: canary } }],
    ["/keys/mint", { method: "POST", form: { connection: canary, attempt: canary, limit: canary } }],
    [
      `/api/chat?connection=${text}`,
      { method: "POST", data: { messages: [{ role: canary, content: canary }] } },
    ],
    ["/api/chat", { method: "POST", data: { model: canary, messages: [{ role: "user", content: canary }] } }],
  ];
  for (const [path, options] of requests)
    await page.request.fetch(path, { headers, maxRedirects: 0, ...options });
  const cookie = `modelgates-session=${text}; modelgates-transaction-canary=${text}`;
  await fetch(`${app.url}/keys`, { headers: { cookie }, redirect: "manual" });
  await expect.poll(() => lines(app).length).toBeGreaterThan(own);
  expect(app.log()).not.toContain("canary");
  expect(app.log()).not.toContain("\u001b[31m");
  expect(lines(app).filter(({ event }) => event === "connected")).toHaveLength(1);
  await page.goto("about:blank");
  await app.stop();
});

test("killed between exchange and storing: the person is told of the key that may exist, the log once", async ({
  newVisitor,
}) => {
  const settings = { DATA_DIR: mkdtempSync(join(tmpdir(), "app-")) };
  const killed = await startApp(settings);
  const again = { ...settings, APP_SECRET: killed.secret };
  expect(await health(killed), killed.log()).toBe(200);
  const page = await newVisitor(killed);
  await start(page);
  const callback = await catchCallback(page);
  killed.provider.misbehave("/auth/keys", () => {}); // the exchange has begun, and no answer comes
  const lost = new Jar(killed).get(callback, { cookie: await cookies(page) }).catch(() => "cut off");
  await expect.poll(() => killed.provider.exchanges.length).toBe(1);
  process.kill(killed.pid, "SIGKILL");
  expect(await lost).toBe("cut off");
  await killed.stop();

  const next = await startApp(again);
  expect(await health(next), next.log()).toBe(200);
  await next.sql(`UPDATE "SpentTransaction" SET "spentAt" = now() - interval '61 seconds'`);
  await page.goto(callback.replace(killed.url, next.url));
  await expect(page).toHaveURL(/\/\?problem=interrupted&ref=/);
  await expect(page.getByRole("alert").first()).toContainText("look in your key list there");
  expect(next.provider.exchanges).toHaveLength(0);
  await page.goto("about:blank");
  await next.stop();

  const last = await startApp(again);
  expect(await health(last), last.log()).toBe(200);
  const orphans = () => lines(last).filter(({ event }) => event === "orphan_key_possible");
  await expect.poll(orphans).toMatchObject([{ level: "error", reason: "interrupted", orphans: 1 }]);
  await last.stop();
});

const cookies = async (page: import("@playwright/test").Page) =>
  (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");

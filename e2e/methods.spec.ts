// Requests that no page of ours makes: other methods, broken paths, floods of headers.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { HIDDEN, MALFORMED } from "./addresses.ts";
import { expect, test } from "./app.ts";
import { connect } from "./person.ts";
import { ask, say } from "./raw.ts";
import { HANDLERS, PAGES } from "./routes.ts";

const root = join(import.meta.dirname, "..");
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "BREW"];

test("a page is read and nothing else, by whatever method or trick", async ({ app }) => {
  for (const path of [
    ...PAGES,
    "/sandbox/live/auth",
    `/sandbox/keys/${"a".repeat(64)}`,
    "/icon.svg",
    "/plain.css",
    "/llms.txt",
  ]) {
    for (const method of METHODS.slice(2)) {
      const { status, headers, body } = await ask(app.url, path, { method });
      const expected = /TRACE|BREW/.test(method) ? 400 : 405;
      expect(status, `${method} ${path}`).toBe(expected);
      if (expected === 405) expect(headers.allow).toBe("GET, HEAD");
      expect(body).toBe("");
    }
    // As a Server Action is called, with JavaScript and without: a page is brought no body.
    const form = `--x\r\nContent-Disposition: form-data; name="$ACTION_ID_${"a".repeat(42)}"\r\n\r\n\r\n--x--\r\n`;
    const type = { "content-type": "multipart/form-data; boundary=x" };
    const action = { "next-action": "a".repeat(42), "content-type": "text/plain" };
    for (const headers of [type, action, { ...type, ...action }])
      expect((await ask(app.url, path, { method: "POST", headers, body: form })).status, path).toBe(400);
  }
});

test("a route answers its own methods, and no other moves it", async ({ app }) => {
  for (const { path, methods } of HANDLERS) {
    const answersAll = path.startsWith("/sandbox") || path === "/api/unknown";
    expect(methods.length > 0 || answersAll, path).toBe(true);
    for (const method of METHODS) {
      const { status, headers, body } = await ask(app.url, path, { method });
      expect(status, `${method} ${path}`).toBeLessThan(500);
      if (answersAll) continue;
      const own = methods.includes(method) || (method === "HEAD" && methods.includes("GET"));
      if (own || method === "OPTIONS") continue;
      expect([400, 405], `${method} ${path}`).toContain(status);
      expect(headers, path).not.toHaveProperty("location");
      expect(body).toBe("");
    }
  }
});

test("the app has no Server Action", () => {
  for (const file of globSync("{app,lib}/**/*.{ts,tsx}", { cwd: root }))
    expect(readFileSync(join(root, file), "utf8"), file).not.toMatch(/^\s*["']use server["']/m);
  const manifest = readFileSync(join(root, ".next/server/server-reference-manifest.json"), "utf8");
  expect(JSON.parse(manifest)).toMatchObject({ node: {}, edge: {} });
});

test("the chat takes JSON alone: what a form can send from elsewhere is not read", async ({ page, app }) => {
  await connect(page);
  const data = JSON.stringify({ messages: [{ role: "user", content: "Hello" }] });
  const headers = { origin: app.url };
  for (const type of [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "",
  ]) {
    const answer = await page.request.post("/api/chat", {
      data,
      headers: { ...headers, "content-type": type },
    });
    expect(answer.status(), type).toBe(415);
  }
  expect(app.provider.chats).toHaveLength(0);
  const json = { ...headers, "content-type": "application/json; charset=utf-8" };
  expect((await page.request.post("/api/chat", { data, headers: json })).status()).toBe(200);
});

test("no other site may read an answer, or ask whether it may", async ({ app }) => {
  const preflight = {
    "access-control-request-method": "POST",
    "access-control-request-headers": "content-type",
  };
  for (const path of [...PAGES, ...HANDLERS.map(({ path }) => path), "/api/nowhere"]) {
    if (path.startsWith("/sandbox")) continue; // its API is for pages elsewhere, as the provider's is
    for (const origin of ["https://evil.example", "null"])
      for (const method of ["GET", "OPTIONS"]) {
        const { headers } = await ask(app.url, path, { method, headers: { origin, ...preflight } });
        expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
      }
  }
});

test("what is not for the web is not there", async ({ app }) => {
  expect(new Set(HIDDEN).size).toBeGreaterThanOrEqual(100);
  const maps = globSync(".next/static/**/*.map", { cwd: root });
  expect(maps, "source maps that a browser could ask for").toEqual([]);
  for (const path of HIDDEN) {
    let answer = await ask(app.url, path);
    if (answer.status === 308) answer = await ask(app.url, answer.headers.location ?? "");
    expect(answer.status, path).toBe(404);
    expect(answer.headers["cache-control"], path).toContain("no-store");
  }
  expect((await ask(app.url, "/api/health?verbose=1")).body).toBe('{"ok":true}');
});

test("an address below /api that is not there is told so as the API tells things", async ({ app }) => {
  for (const method of ["GET", "POST", "DELETE"]) {
    const { status, headers, body } = await ask(app.url, "/api/no/such", { method });
    expect([status, headers["content-type"]]).toEqual([404, "application/json"]);
    expect(JSON.parse(body).error.code).toBe("unknown_address");
  }
});

test("a broken path is refused, and leads to no other host", async ({ app }) => {
  expect(MALFORMED.length).toBeGreaterThanOrEqual(200);
  for (const path of MALFORMED) {
    // Written by hand: Node's own client refuses to send some of them.
    const bytes = Buffer.from(path).toString("latin1").replaceAll(" ", "%20");
    const answer = await say(app.url, `GET ${bytes} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    const [, status] = /^HTTP\/1\.1 (\d+)/.exec(answer) ?? [];
    const [, location] = /^location: (.*)\r$/im.exec(answer) ?? [];
    expect(Number(status), path.slice(0, 80)).toBeLessThan(500);
    if (location) expect(new URL(location, app.url).origin, path).toBe(app.url);
    // Some are another way to write the address of the home page, or of the chat, which sends strangers there.
    if (status === "200") expect(answer, path).toContain("Not connected.");
  }
});

test("floods of headers and cookies are refused or ignored", async ({ app }) => {
  const cookies = (n: number, name: (n: number) => string) =>
    Array.from({ length: n }, (_, n) => `${name(n)}=${"x".repeat(100)}`).join("; ");
  const floods: [number[], Record<string, string | string[]>][] = [
    [[431], { "x-flood": "x".repeat(16 * 1024) }],
    [[431], { cookie: cookies(300, (n) => `c${n}`) }],
    [[200], { cookie: cookies(100, (n) => `c${n}`) }],
    [[200], { cookie: cookies(100, (n) => `modelgates-transaction-${n}`) }],
    [[200], { cookie: cookies(50, () => "modelgates-session") }],
    [[200], { cookie: ["modelgates-session=a", "modelgates-session=b", "__Host-modelgates-session=c"] }],
    [[200], { cookie: "modelgates-session=%; =; ;;; a; __proto__=1; constructor=2; modelgates-session" }],
    [[200], { cookie: `modelgates-session="${"é".repeat(20)}"`.normalize("NFC") }],
    [[200, 431], Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`x-${n}`, "1"]))],
  ];
  for (const [expected, headers] of floods) {
    const { status, body } = await ask(app.url, "/", { headers });
    expect(expected, JSON.stringify(headers).slice(0, 60)).toContain(status);
    if (status === 200) expect(body).toContain("Not connected.");
    const models = await ask(app.url, "/api/models", { headers });
    expect([401, 431]).toContain(models.status);
  }
});

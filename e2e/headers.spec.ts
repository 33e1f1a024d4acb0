// What every answer says beside its content, whoever made it: a page, a route, a file, or the framework itself.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./app.ts";
import { connect } from "./person.ts";
import { type Answer, ask } from "./raw.ts";
import { HANDLERS, PAGES } from "./routes.ts";

const next = join(import.meta.dirname, "../.next");
const [chunk] = readdirSync(join(next, "static/chunks")).filter((name) => name.endsWith(".js"));
const CHUNK = `/_next/static/chunks/${chunk}`;
const FIXED = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
  "x-dns-prefetch-control": "off",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};
const MAY_BE_KEPT = [CHUNK, "/icon.svg", "/plain.css", "/sandbox/api/v1/models"];

/** What Next answers before any file of ours is asked. */
const ODD: [string, string, Record<string, string>?][] = [
  ["GET", "/nowhere"],
  ["GET", "/api/nowhere"],
  ["GET", "/chat/"],
  ["GET", "//evil.example"],
  ["GET", "/icon.svg"],
  ["GET", "/plain.css"],
  ["GET", CHUNK],
  ["GET", "/_next/static/chunks/none.js"],
  ["GET", "/_next/none"],
  ["POST", CHUNK],
  ["GET", "/_global-error"],
  ["GET", "/_global-error.rsc"],
  ["GET", "/%E0%A4%A"],
  ["GET", "/chat", { rsc: "1" }],
  ["GET", "/chat?_rsc=x", { rsc: "1" }],
  ["GET", "/chat.rsc"],
  ["TRACE", "/"],
  ["OPTIONS", "*"],
];
const ALL = [
  ...[...PAGES, ...HANDLERS.map(({ path }) => path)].flatMap(
    (path) => ["GET", "HEAD", "POST", "OPTIONS"].map((method) => [method, path]) as [string, string][],
  ),
  ...ODD,
];

function expectWhole({ status, headers }: Answer, path: string): void {
  const where = `${status} ${path}`;
  const sandbox = path.startsWith("/sandbox");
  const shared = path.startsWith("/sandbox/api/") ? { "cross-origin-resource-policy": "cross-origin" } : {};
  expect(headers, where).toMatchObject({ ...FIXED, ...shared });
  const policy = headers["content-security-policy"];
  for (const directive of [
    "default-src 'none'",
    "base-uri 'none'",
    "form-action '",
    "frame-ancestors 'none'",
  ])
    expect(policy, where).toContain(directive);
  expect(policy, where).not.toMatch(/unsafe|\*/);
  const kept = MAY_BE_KEPT.includes(path) && status === 200;
  expect(headers["cache-control"], where).toMatch(kept ? /^public, max-age=\d+/ : /no-store/);
  expect(headers["content-type"] ?? "charset", where).toMatch(/charset|^application\/json$/);
  for (const name of ["x-powered-by", "server", "x-nextjs-cache", "strict-transport-security", "set-cookie"])
    expect(headers, where).not.toHaveProperty(name);
  if (!sandbox) expect(headers, where).not.toHaveProperty("access-control-allow-origin");
}

test("every answer carries every header, and without a session none sets a cookie", async ({ app }) => {
  for (const [method, path, headers] of ALL) {
    const origin = "https://evil.example";
    expectWhole(await ask(app.url, path, { method, headers: { origin, ...headers } }), path);
  }
});

test("what is shown to a session is kept by nobody, and other sites may not read it", async ({
  page,
  app,
}) => {
  await connect(page);
  const cookie = (await page.context().cookies(app.url))
    .map(({ name, value }) => `${name}=${value}`)
    .join("; ");
  for (const path of [...PAGES, "/api/models", "/chat?_rsc=x", "/nowhere"])
    for (const accept of ["text/html", "text/x-component"]) {
      const rsc = accept === "text/html" ? "" : "1";
      const headers = { cookie, origin: "https://evil.example", accept, rsc };
      expectWhole(await ask(app.url, path, { headers }), path);
    }
  const seen = await ask(app.url, "/chat", { headers: { cookie } });
  expect(seen.body, "the session counts").toContain("Message");
  // A cache in front that goes by the looks of an address must find nothing to keep.
  for (const path of [
    "/chat/x.css",
    "/chat%2f.js",
    "/chat;.css",
    "/keys/x.js",
    "/keys/new/a.png",
    "/chat.css",
  ]) {
    const answer = await ask(app.url, path, { headers: { cookie } });
    expect(answer.status, path).toBe(404);
    expect(answer.headers["cache-control"], path).toContain("no-store");
    expect(answer.body, path).toContain("There is no page");
  }
});

test("a page's policy allows the page's own scripts by a nonce, and nothing besides", async ({ app }) => {
  const { headers, body } = await ask(app.url, "/");
  const [, nonce = ""] = /'nonce-([^']+)'/.exec(headers["content-security-policy"] as string) ?? [];
  expect(Buffer.from(nonce, "base64")).toHaveLength(16);
  expect(headers["content-security-policy"]).toBe(
    `default-src 'none'; script-src 'nonce-${nonce}' 'strict-dynamic'; style-src 'self'; connect-src 'self'; ` +
      `img-src 'self'; form-action 'self' ${new URL(app.provider.url).origin}; base-uri 'none'; object-src 'none'; ` +
      "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default; report-uri /api/reports",
  );
  const scripts = body.match(/<script\b[^>]*>/g) ?? [];
  expect(scripts.length).toBeGreaterThan(5);
  expect(scripts.filter((script) => !script.includes(` nonce="${nonce}"`))).toEqual([]);
  expect(body).not.toMatch(/<[^>]+\s(style|on\w+)=/);
});

test("no nonce comes twice", async ({ app }) => {
  const policies = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const some: string[] = [];
      for (let n = 0; n < 100; n++) {
        const { headers } = await fetch(`${app.url}/icon.svg`, { method: "HEAD" });
        some.push(headers.get("content-security-policy") ?? "");
      }
      return some;
    }),
  );
  expect(new Set(policies.flat()).size).toBe(1000);
});

test("a policy or nonce that the visitor sends is not taken over", async ({ app }) => {
  const headers = {
    "content-security-policy": `script-src 'nonce-evil"><script>alert(1)</script>'`,
    "content-security-policy-report-only": "script-src 'nonce-evil'",
    "x-nonce": "evil",
  };
  for (const path of ["/", "/nowhere", "/chat", "/api/health"]) {
    const answer = await ask(app.url, path, { headers });
    expect(JSON.stringify(answer), path).not.toContain("evil");
  }
});

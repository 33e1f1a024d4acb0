// What a request says of host and scheme is the sender's word: addresses and cookies come from APP_URL alone.
import { connect as open } from "node:net";
import { text } from "node:stream/consumers";
import { type App, expect, test } from "./app.ts";
import { callbackOf, Jar, takeAnyCode } from "./jar.ts";

const EVIL = "evil.example";

/** One request as it stands, over a connection of its own. */
async function sendText({ url }: App, lines: string[], body = ""): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = open(Number(port), hostname);
  // Not end(): Next answers nobody who has hung up.
  socket.write(
    `${[...lines, "connection: close", `content-length: ${body.length}`].join("\r\n")}\r\n\r\n${body}`,
  );
  return text(socket);
}

/** Every way to name another host, as the lines of a request: what a proxy in front may pass on, or a sender make up. */
const SPOOFS: Record<string, (method: string, path: string, host: string) => string[]> = {
  "absolute form, as to a proxy": (method, path) => [
    `${method} http://${EVIL}${path} HTTP/1.1`,
    `host: ${EVIL}`,
  ],
  Host: (method, path) => [`${method} ${path} HTTP/1.1`, `host: ${EVIL}`],
  "Host with a port": (method, path, host) => [`${method} ${path} HTTP/1.1`, `host: ${host}:443@${EVIL}`],
  "Host of another tenant": (method, path, host) => [`${method} ${path} HTTP/1.1`, `host: ${host}.${EVIL}`],
  "Host twice": (method, path, host) => [`${method} ${path} HTTP/1.1`, `host: ${host}`, `host: ${EVIL}`],
  "Host twice, ours last": (method, path, host) => [
    `${method} ${path} HTTP/1.1`,
    `host: ${EVIL}`,
    `host: ${host}`,
  ],
  "no Host": (method, path) => [`${method} ${path} HTTP/1.0`],
  ...Object.fromEntries(
    [
      ["x-forwarded-host", EVIL],
      ["x-forwarded-host", `${EVIL}, localhost`],
      ["x-forwarded-proto", "https"],
      ["x-forwarded-proto", "javascript"],
      ["x-forwarded-port", "444"],
      ["forwarded", `for=1.2.3.4;host=${EVIL};proto=https`],
      ["x-original-host", EVIL],
      ["x-original-url", `https://${EVIL}/`],
      ["x-rewrite-url", "/auth/sign-out"],
      ["x-host", EVIL],
      ["x-forwarded-server", EVIL],
      ["x-http-host-override", EVIL],
      ["referer", `https://${EVIL}/`],
      ["x-forwarded-prefix", `//${EVIL}`],
      ["x-middleware-subrequest", "proxy:proxy:proxy:proxy:proxy"],
    ].map(([name, value]) => [
      `${name}: ${value}`,
      (method: string, path: string, host: string) => [
        `${method} ${path} HTTP/1.1`,
        `host: ${host}`,
        `${name}: ${value}`,
      ],
    ]),
  ),
};

/** The status and the headers that lead somewhere or set something, with what is new each time blotted out. */
const shape = (answer: string) =>
  (answer.split("\r\n\r\n")[0] ?? "")
    .split("\r\n")
    .filter((line) => /^(HTTP|location|set-cookie|clear-site-data|refresh|link)/i.test(line))
    .map((line) =>
      line
        .replace(/(transaction(%3D|-)|state=|code_challenge=)[\w-]+/g, "$1…")
        .replace(/(modelgates-[^=]+=)[^;]+|(nonce=|Expires=)[^;]+/g, "$1$2…"),
    );

test("no spelling of another host or scheme changes where an answer leads, or a cookie", async ({ app }) => {
  takeAnyCode(app);
  const jar = new Jar(app);
  await jar.get(callbackOf(await jar.start(), { code: "before" }).href);
  const session = jar.cookies;
  const form = ["content-type: application/x-www-form-urlencoded", `origin: ${app.url}`];
  /** Each with the cookies that it needs, fresh ones for what is spent. */
  const routes: Record<string, () => Promise<[method: string, path: string, lines: string[]]>> = {
    connect: async () => ["POST", "/auth/connect?return_to=/keys", form],
    "back with a code": async () => {
      const fresh = new Jar(app).with(session);
      const { pathname, search } = callbackOf(await fresh.start(), { error: "access_denied" });
      return ["GET", pathname + search, [`cookie: ${fresh.header}`]];
    },
    "back from nowhere": async () => ["GET", "/auth/callback?code=x&state=y", []],
    "a form from elsewhere": async () => ["POST", "/auth/sign-out", ["origin: https://evil.example"]],
    "a page without a session": async () => ["GET", "/chat", []],
  };
  const { host } = new URL(app.url);
  for (const [route, prepare] of Object.entries(routes)) {
    const [method, path, lines] = await prepare();
    const normal = await sendText(app, [`${method} ${path} HTTP/1.1`, `host: ${host}`, ...lines]);
    expect(shape(normal).join(), route).toMatch(/30[37].*location: (http:\/\/localhost|http:\/\/127|\/\?)/);
    for (const [name, spoof] of Object.entries(SPOOFS)) {
      const [method, path, lines] = await prepare();
      const answer = await sendText(app, [...spoof(method, path, host), ...lines]);
      if (/^HTTP\/1.1 400 /.test(answer)) continue; // Node refuses what names two hosts
      expect(shape(answer), `${route}, ${name}`).toEqual(shape(normal));
      expect(answer.split("\r\n\r\n")[0], `${route}, ${name}`).not.toContain(EVIL);
    }
  }
});

test("an address of /auth/connect passes none of its parameters on", async ({ app }) => {
  const jar = new Jar(app);
  const hostile = {
    callback_url: "https://evil.example/",
    code_challenge: "x".repeat(43),
    code_challenge_method: "plain",
    state: "mine",
    limit: "1000000",
    scenario: "deny",
    client_id: "evil",
    redirect_uri: "https://evil.example/",
    response_type: "token",
    key_label: "",
  };
  const { location } = await jar.post(`/auth/connect?${new URLSearchParams(hostile)}`, {
    ...hostile,
    key_label: "Mine",
  });
  const authorize = new URL(location);
  expect(`${authorize.origin}${authorize.pathname}`).toBe(`${app.provider.url}/auth`);
  const sent = [...authorize.searchParams.keys()].sort();
  expect(sent).toEqual(["callback_url", "code_challenge", "code_challenge_method", "key_label", "state"]);
  const read = (name: string) => authorize.searchParams.get(name);
  expect(read("code_challenge_method")).toBe("S256");
  expect(read("key_label")).toBe("Mine");
  expect(read("callback_url")).toBe(`${app.url}/auth/callback?transaction=${read("state")}`);
  expect(location).not.toMatch(/evil|mine|xxx/);
  const plain = new URL((await jar.post("/auth/connect?key_label=Another")).location);
  expect([...plain.searchParams.keys()]).not.toContain("key_label");
});

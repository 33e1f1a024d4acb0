// What a failure shows: this app's own sentences, and not a word of what came with it.
import { type App, expect, test } from "./app.ts";
import { callbackOf, Jar, plain, takeAnyCode } from "./jar.ts";

const TOKEN = "canary7f3a";
/** Markup, attributes, script, headers and addresses: thirty ways to be more than text where an error is shown. */
const CANARIES = [
  ...[
    "<script>alert('T')</script>",
    "<img src=x onerror=alert('T')>",
    '"><svg/onload=alert("T")>',
    "'-alert('T')-'",
  ],
  ...[
    "</script><script>T",
    "<!--T-->",
    "]]>T",
    "<iframe srcdoc=T>",
    "<base href=//T>",
    "<style>@import'//T'</style>",
  ],
  ...[
    "javascript:alert('T')",
    "data:text/html,T",
    "//T.example",
    "https://T.example/",
    "\\\\T.example",
    "<a href=//T>T</a>",
  ],
  ...[
    "T\r\nSet-Cookie: T=1",
    "T\nLocation: //T",
    "%3Cscript%3ET",
    "%253Cscript%253ET",
    "&lt;script&gt;T",
    "&#60;script>T",
  ],
  ...["{{T}}", "<%=T%>", "T' OR 1=1 --", "\u2028T", "\u202eT", "\0T", "__proto__[T]", "#{T}"],
].map((text) => text.replaceAll("T", TOKEN));

test("nothing of what a provider says of an error is shown or passed on", async ({ app }) => {
  expect(CANARIES).toHaveLength(30);
  takeAnyCode(app);
  const jar = new Jar(app);
  for (const canary of CANARIES) {
    const said = { error: canary, error_description: canary, error_uri: canary, code: "with-error" };
    const answer = await jar.get(callbackOf(await jar.start(), said).href);
    expect(plain(answer.location), canary).toBe(`${app.url}/?problem=provider_error`);
    expect(JSON.stringify(answer)).not.toContain(TOKEN);
  }
  const page = await jar.get("/?problem=provider_error");
  expect(page.body).toContain("sent you back with an error");
  expect(page.body).not.toContain(TOKEN);
  const denied = await jar.get(
    callbackOf(await jar.start(), { error: "access_denied", code: "with-error" }).href,
  );
  expect(denied.location).toBe(`${app.url}/?problem=denied`);
  expect(app.provider.exchanges).toHaveLength(0); // an error counts, whatever code came with it
  expect(app.log()).not.toContain(TOKEN);
});

test("an address with a made-up problem or notice shows none, and never as markup", async ({ app }) => {
  const jar = new Jar(app);
  for (const canary of [...CANARIES, "toString", "__proto__", "denied,denied"]) {
    const { status, body } = await jar.get(
      `/?${new URLSearchParams({ problem: canary, notice: canary, key: canary })}`,
    );
    expect(status).toBe(200);
    expect(body, canary).not.toContain('role="alert"');
    expect(body, canary).not.toContain('role="status"');
    if (/[<>"]/.test(canary)) expect(body, canary).not.toContain(canary);
  }
});

/** An answer of the provider with all that must not come through: a key, a path, a stack. */
const TALKATIVE = `{"error":{"message":"${TOKEN} sk-mg-v1-0123456789abcdef at exchange (/srv/app.js:1:1)"},"key":""}`;

const misbehave = ({ provider }: App, status: number) =>
  provider.misbehave("/auth/keys", (response) =>
    response.writeHead(status, { "content-type": "application/json" }).end(TALKATIVE),
  );

test("the page after a failure holds no code, state, key or stack", async ({ app }) => {
  const code = `${TOKEN}-code-0123456789`;
  const failures: [problem: string, query: Record<string, string>, status: number][] = [
    ["denied", { error: "access_denied", code }, 200],
    ["provider_error", { error: "server_error", code }, 200],
    ["malformed", { code: `${code} ` }, 200],
    ["unknown_transaction", { code, state: "x" }, 200],
    ["refused", { code }, 400],
    ["refused", { code }, 403],
    ["exchange_failed", { code }, 500],
    ["exchange_failed", { code }, 200],
    ["exchange_failed", { code }, 302],
  ];
  for (const return_to of ["/", "/keys"]) {
    const jar = new Jar(app);
    await jar.connect();
    for (const [problem, query, status] of failures) {
      misbehave(app, status);
      const attempt = await jar.start({ return_to });
      const back = await jar.get(callbackOf(attempt, query).href);
      // What no attempt could be opened for leads home; all else to where it began.
      const place = problem === "unknown_transaction" ? "/" : return_to;
      expect(plain(back.location)).toBe(`${app.url}${place}?problem=${problem}`);
      const page = await jar.get(back.location);
      expect(page.status).toBe(200);
      expect(page.body).toContain('role="alert"');
      for (const shown of [page.body, JSON.stringify(back)]) {
        expect(shown).not.toContain(TOKEN);
        expect(shown).not.toContain(attempt.state);
        expect(shown).not.toMatch(/sk-|at [^<>]{1,80}\.(js|ts):\d/);
      }
    }
    app.provider.reset();
  }
});

test("an attempt that began on the page of keys and failed comes back to it, unless that page cannot show it", async ({
  app,
}) => {
  const jar = new Jar(app);
  await jar.connect();
  const places = {
    "/keys": "/keys?problem=denied",
    "/keys?page=2": "/keys?page=2&problem=denied",
    "/keys?problem=refused&notice=made#some-id": "/keys?problem=denied&notice=made",
    "/chat": "/?problem=denied",
    "/keys/new?limit=1": "/?problem=denied",
    "/keysomething": "/?problem=denied",
    "/auth/sign-out": "/?problem=denied",
  };
  for (const [return_to, place] of Object.entries(places)) {
    const { location } = await jar.get((await jar.decide(await jar.start({ return_to }), "deny")).href);
    expect(location).toBe(`${app.url}${place}`);
  }
  const gone = await new Jar(app).connect({ return_to: "/keys" }, "deny"); // nobody is signed in there
  expect((await new Jar(app).get(gone.location)).location).toBe("/?problem=denied");
});

// What the provider refuses: a code of our own each time, and not a byte of theirs.
import { expect, test } from "./app.ts";
import { newcomer, takeAnyCode } from "./jar.ts";
import { ask, codeOf, MESSAGES } from "./relay.ts";

const CANARY = "sk-mg-v1-canary1canary1canary1canary1";
const THEIRS = {
  "set-cookie": "canary=1; Path=/",
  location: "https://canary.example/",
  "access-control-allow-origin": "https://canary.example",
  "x-generation-id": "canary",
  "www-authenticate": 'Bearer realm="canary"',
  server: "canary",
  "cf-ray": "canary",
};

/** The problem by which each status is known to the page; Retry-After travels on as a number of seconds alone. */
const CODES: Record<number, string> = {
  201: "provider_down",
  204: "provider_down",
  301: "provider_unreachable",
  307: "provider_unreachable",
  400: "bad_request",
  402: "out_of_credit",
  403: "apikey_limit",
  404: "model_unknown",
  405: "provider_down",
  408: "model_slow",
  409: "provider_down",
  413: "too_large",
  422: "bad_request",
  429: "rate_limited",
  500: "provider_down",
  502: "provider_down",
  503: "provider_busy",
  504: "model_slow",
  524: "model_slow",
  529: "provider_busy",
  401: "apikey_refused", // last: no message uses the key any more
};

for (const stream of [true, false])
  test(`a refusal has a code of ours, and no word or header of theirs: ${stream ? "streamed" : "whole"}`, async ({
    app,
  }) => {
    takeAnyCode(app);
    const cookie = await newcomer(app, `refused-${stream}`);
    const order = Object.keys(CODES)
      .map(Number)
      .sort((a, b) => Number(a === 401) - Number(b === 401));
    for (const status of order) {
      const error = {
        code: status,
        message: `<script>alert("${CANARY}")</script>`,
        metadata: { raw: CANARY },
      };
      app.provider.misbehave("/chat/completions", (response) =>
        response
          .writeHead(status, { "content-type": "application/json", "retry-after": "7", ...THEIRS })
          .end(JSON.stringify({ error, choices: [{ message: { content: CANARY } }] })),
      );
      const response = await ask(app, cookie, { stream, messages: MESSAGES });
      expect(JSON.stringify([...response.headers]), `${status}`).not.toContain("canary");
      expect(response.headers.get("cache-control"), `${status}`).toBe("no-store");
      const text = await response.clone().text();
      expect(text, `${status}`).not.toContain("canary");
      expect([status, await codeOf(response)]).toEqual([status, CODES[status]]);
      if (status >= 400) expect(response.headers.get("retry-after"), `${status}`).toBe("7");
    }
    expect(app.provider.chats, "nothing is tried twice").toHaveLength(order.length);
    expect(await codeOf(await ask(app, cookie))).toBe("apikey_refused");
    expect(app.provider.chats, "a dead key is not sent").toHaveLength(order.length);
    expect(app.log()).not.toContain("canary");
  });

test("a wait that is no number of seconds is not passed on", async ({ app }) => {
  takeAnyCode(app);
  const cookie = await newcomer(app, "waits");
  for (const wait of ["-1", "1e9", "999999", "Wed, 21 Oct 2026 07:28:00 GMT", "7, 8", "canary"]) {
    app.provider.misbehave("/chat/completions", (response) =>
      response.writeHead(429, { "retry-after": wait }).end(),
    );
    expect((await ask(app, cookie)).headers.get("retry-after"), wait).toBeNull();
  }
});

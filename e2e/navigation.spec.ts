// Who asks: an attempt begins and ends with a person who goes there, and with nothing that a page loads on the side.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Request } from "@playwright/test";
import { expect, test } from "./app.ts";
import { Jar } from "./jar.ts";
import { catchCallback, start } from "./person.ts";

/** What a browser says of a request that is no visit. */
const ASIDE: Record<string, string>[] = [
  ...["image", "iframe", "frame", "embed", "object", "script", "style", "empty", "", "document, image"].map(
    (dest) => ({
      "sec-fetch-mode": "navigate",
      "sec-fetch-dest": dest,
    }),
  ),
  ...["cors", "no-cors", "same-origin", "websocket", "", "navigate, cors"].map((mode) => ({
    "sec-fetch-mode": mode,
    "sec-fetch-dest": "document",
  })),
  { "sec-fetch-dest": "iframe" },
  { "sec-fetch-mode": "no-cors" },
  { "sec-purpose": "prefetch" },
  { "sec-purpose": "prefetch;prerender" },
  { "sec-purpose": "prefetch;anonymous-client-ip" },
  { purpose: "prefetch" },
  { "next-router-prefetch": "1" },
  { "next-router-prefetch": "1", rsc: "1" },
  { rsc: "1" },
];
const VISIT = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "sec-fetch-site": "cross-site" };

test("a callback that is no visit exchanges nothing, and leaves the attempt to the person", async ({
  app,
}) => {
  const jar = new Jar(app);
  for (const headers of [VISIT, {}]) {
    const callback = (await jar.decide(await jar.start({ return_to: "/keys" }))).href;
    const before = app.provider.exchanges.length;
    for (const aside of ASIDE) {
      const paths = "rsc" in aside ? [callback, `${callback}&_rsc`, `${callback}&_rsc=abcde`] : [callback];
      for (const path of paths) {
        const answer = await jar.ask("GET", path, { ...VISIT, ...aside });
        expect([403, 307], JSON.stringify(aside)).toContain(answer.status);
        if (answer.status === 307) expect(answer.location).toContain("_rsc");
        else expect(JSON.parse(answer.body).error.code).toBe("not_a_visit");
        expect(answer.setCookies).toEqual([]);
      }
    }
    for (const method of ["HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"]) {
      const answer = await jar.ask(method, callback, { origin: app.url });
      expect([405, 204, 400], `${method} ${answer.status}`).toContain(answer.status);
      expect(answer.setCookies, method).toEqual([]);
    }
    expect(app.provider.exchanges).toHaveLength(before);
    expect((await jar.get(callback, headers)).location).toBe(`${app.url}/keys`);
    expect(app.provider.exchanges).toHaveLength(before + 1);
  }
});

test("what is no visit, or comes from elsewhere, begins no attempt", async ({ app }) => {
  const jar = new Jar(app);
  const elsewhere = [
    ...["cross-site", "same-site", "none", "same-origin, cross-site"].map((site) => ({
      ...VISIT,
      "sec-fetch-site": site,
    })),
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: `${app.url}.evil.example` },
    { origin: `${app.url}, https://evil.example` },
    { origin: app.url.replace("localhost", "127.0.0.1") },
  ];
  for (const headers of [...ASIDE, ...elsewhere]) {
    const answer = await jar.askPost("/auth/connect", {}, { "sec-fetch-site": "same-origin", ...headers });
    // The framework sends a router's request on to a second address of the same thing.
    const wanted = /\?problem=(not_a_visit|cross_origin)$|^\/auth\/connect\?_rsc/;
    expect(answer.location, JSON.stringify(headers)).toMatch(wanted);
    expect(answer.setCookies).toEqual([]);
  }
  for (const method of ["GET", "HEAD", "PUT", "PATCH", "DELETE"]) {
    const answer = await jar.ask(method, "/auth/connect?return_to=/keys", { origin: app.url });
    expect([answer.status, answer.setCookies], method).toEqual([405, []]);
  }
  await jar.start({}, { ...VISIT, "sec-fetch-site": "same-origin" });
  expect(jar.attempts).toHaveLength(1);
});

test.describe("a page of the same site", () => {
  test.use({
    expectedErrors: /Failed to (load resource|fetch)|Framing|frame|CORS|ERR_|Access to fetch|MIME/,
  });

  // Another port of localhost: Lax cookies travel with everything that it loads, so the cookie is no guard here.
  test("that loads the callback in every way but a visit spends nothing", async ({ page, context, app }) => {
    await start(page);
    const callback = await catchCallback(page);
    const held = await context.cookies(app.url);
    const url = callback.replaceAll("&", "&amp;");
    let shown = "";
    const evil = createServer(({ url: path, headers }, response) => {
      if (path === "/own") shown = headers.cookie ?? "";
      response.setHeader("content-type", "text/html").end(`<!doctype html><title>Evil</title><img src="/own">
        <link rel="stylesheet" href="${url}&amp;css"><link rel="prefetch" href="${url}&amp;prefetch">
        <img src="${url}&amp;img"><iframe src="${url}&amp;iframe"></iframe><object data="${url}&amp;object"></object>
        <embed src="${url}&amp;embed"><video src="${url}&amp;video"></video><script src="${url}&amp;script"></script>
        <script>fetch(${JSON.stringify(`${callback}&fetch`)}, { mode: "no-cors", credentials: "include" })</script>`);
    });
    await new Promise<void>((listening) => evil.listen(0, listening));
    const done = new Set<string | undefined>();
    const note = (request: Request) => done.add(/&(\w+)$/.exec(request.url())?.[1]);
    page.on("requestfinished", note).on("requestfailed", note);
    await page.goto(`http://localhost:${(evil.address() as AddressInfo).port}/`);
    const ways = ["css", "embed", "fetch", "iframe", "img", "object", "prefetch", "script", "video"];
    await expect.poll(() => ways.filter((way) => !done.has(way))).toEqual([]);
    expect(shown, "the attempt's cookie travels to every port").toContain(held[0]?.name);
    expect(app.provider.exchanges).toHaveLength(0);
    expect(await context.cookies(app.url)).toEqual(held);
    evil.close();
    await page.goto(callback);
    await expect(page).toHaveURL("/chat");
  });
});

// How a form is read and answered: whose it is, how long it may be, and where its sender goes.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import test from "node:test";
import { answerForm, seeOff, seeOther, seeProblem } from "./answer.ts";
import { readText } from "./body.ts";
import { Problem } from "./errors.ts";
import { safePath } from "./request.ts";

const appUrl = "https://app.example";
Object.assign(process.env, { APP_URL: appUrl, APP_SECRET: randomBytes(32).toString("base64url") });

/** A form's answer: the problem that its sender is told of, or the path reached. */
async function answer(body: string, origin = appUrl): Promise<string> {
  const request = new Request(`${appUrl}/x`, { method: "POST", body, headers: { origin } });
  const { headers } = await answerForm(request, "/keys", async (form) => `/ok?${form}`);
  const { pathname, search } = new URL(headers.get("location") ?? "");
  return pathname + search;
}

test("every redirect is a 303 that nobody keeps, and leaving empties the storage", () => {
  for (const response of [seeOther("/chat"), seeProblem("denied"), seeOff("/")]) {
    assert.equal(response.status, 303);
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal(response.headers.has("clear-site-data"), response.headers.get("location") === `${appUrl}/`);
  }
  assert.equal(seeOff("/").headers.get("clear-site-data")?.includes('"storage"'), true);
});

test("a form of another site, or one longer than any of ours, does nothing", async () => {
  assert.equal(await answer("a=b"), "/ok?a=b");
  assert.equal(await answer("a=b", "https://evil.example"), "/keys?problem=cross_origin");
  assert.equal(await answer(`a=${"b".repeat(8190)}`), `/ok?a=${"b".repeat(8190)}`);
  assert.equal(await answer(`a=${"b".repeat(8191)}`), "/keys?problem=bad_form");
});

test("a body is read up to its limit in bytes, whatever it says of its length, and not beyond", async () => {
  let sent = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(++sent && 100)),
  });
  const tooLarge = (error: unknown) => error instanceof Problem && error.code === "too_large";
  await assert.rejects(readText(new Response(endless), 1000), tooLarge);
  assert.ok(sent < 15, `${sent} pieces were read`);
  assert.equal(await readText(new Response("é".repeat(500)), 1000), "é".repeat(500));
  await assert.rejects(readText(new Response("é".repeat(501)), 1000), tooLarge);
});

test("a return path that escapes make too long falls back", () => {
  assert.equal(safePath(`/${'"'.repeat(106)}`), `/${"%22".repeat(106)}`);
  assert.equal(safePath(`/${'"'.repeat(107)}`), "/chat");
  assert.equal(safePath(`/${"a".repeat(320)}`), "/chat");
});

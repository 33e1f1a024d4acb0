// Where a person may be sent back to: hostile paths by the hundred, judged by what the URL parser makes of the answer.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import test from "node:test";
import { RETURN_PATHS } from "../e2e/return-paths.ts";
import { seeOther } from "./answer.ts";
import { safePath } from "./request.ts";

const appUrl = "https://app.example";
Object.assign(process.env, {
  APP_URL: appUrl,
  APP_SECRET: randomBytes(32).toString("base64url"),
  MODELGATES_URL: "https://modelgates.ai",
});

const leadsTo = (path: string) => new URL(seeOther(path).headers.get("location") ?? "");

test("no hostile return path leads to another origin, or to a path that a browser would read as one", () => {
  assert.ok(RETURN_PATHS.length >= 600);
  for (const text of RETURN_PATHS) {
    const path = safePath(text);
    const { origin, pathname, username, href } = leadsTo(path);
    assert.equal(origin, appUrl, JSON.stringify(text));
    assert.ok(!/^[/\\]{2}/.test(pathname) && username === "", JSON.stringify(text));
    assert.ok(/^[\x21-\x7e]{1,400}$/.test(href), JSON.stringify(text));
    // What is odd is given up, not mended: another reader might mend it otherwise.
    const odd = text.length > 320 || /[^\x21-\x7e]|\\/.test(text) || !URL.canParse(text, appUrl);
    if (odd || new URL(text, appUrl).origin !== appUrl) assert.equal(path, "/chat", JSON.stringify(text));
    // Judged when it is stored and again when it is used: both must find the same.
    assert.equal(safePath(path), path, JSON.stringify(text));
  }
});

test("most of them are hostile: taken as they are, they lead elsewhere or nowhere", () => {
  const harmless = RETURN_PATHS.filter((text) => {
    try {
      return leadsTo(text).origin === appUrl && !leadsTo(text).pathname.startsWith("//");
    } catch {
      return false;
    }
  });
  assert.ok(RETURN_PATHS.length - harmless.length >= 600, `${harmless.length} of ${RETURN_PATHS.length}`);
});

test("what is no text is no path", () => {
  for (const value of [null, undefined, 7, true, {}, ["/keys"], { toString: () => "//evil.example" }])
    assert.equal(safePath(value), "/chat");
});

test("a path of this app comes through whole", () => {
  for (const path of [
    "/",
    "/chat",
    "/keys?page=2#top",
    "/keys/new?limit=1.00&reset=daily",
    `/${"a".repeat(319)}`,
  ])
    assert.equal(safePath(path), path);
});

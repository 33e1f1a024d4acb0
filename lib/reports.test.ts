// What the log takes from a browser's report, and what it does not.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isReport, mayReport, REPORTS_PER_MINUTE, readReport } from "./reports.ts";

const typed = (type: string) =>
  new Request("http://x", { method: "POST", headers: { "content-type": type }, body: "" });
const one = (directive: string, blocked: string) =>
  readReport({
    "csp-report": {
      "effective-directive": directive,
      "blocked-uri": blocked,
      "document-uri": "http://x/?code=secret",
      "script-sample": "secret",
    },
  });

test("of an address only its origin is told, or its scheme", () => {
  const told = {
    "https://evil.example/a.png?code=secret#secret": "https://evil.example",
    "https://secret:secret@evil.example:1/": "https://evil.example:1",
    "data:text/html,secret": "data",
    inline: "inline",
    "trusted-types-sink": "trusted-types-sink",
  };
  for (const [address, blocked] of Object.entries(told))
    assert.deepEqual(one("img-src", address), { directive: "img-src", blocked });
});

test("nothing that was made up reaches the log", () => {
  for (const evil of ["a\r\n{}", "\u001b[31m", "<script>", "", "x".repeat(41), "Ünïcode", "https://"])
    assert.deepEqual(one(evil, evil), { directive: "unknown", blocked: "unknown" });
  const long = one("img-src", `https://${"a.".repeat(500)}example/`);
  assert.ok((long?.blocked.length ?? 0) <= 100);
});

test("what is no report says nothing", () => {
  for (const json of [null, 1, "x", [], {}, { "csp-report": null }, { "csp-report": {} }])
    assert.equal(readReport(json), null);
});

test("only a report's own content type counts", () => {
  assert.ok(isReport(typed("Application/CSP-Report; charset=utf-8")));
  for (const type of [
    "text/plain",
    "application/json",
    "application/reports+json",
    "multipart/form-data",
    "",
  ])
    assert.equal(isReport(typed(type)), false);
});

test("a minute takes its share, and the next one starts afresh", () => {
  const now = 60_000_000;
  const taken = Array.from({ length: REPORTS_PER_MINUTE + 5 }, () => mayReport(now + 59_999)).filter(Boolean);
  assert.equal(taken.length, REPORTS_PER_MINUTE);
  assert.ok(mayReport(now + 60_000));
});

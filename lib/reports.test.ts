// What the log takes from a browser's report, and what it does not.
import assert from "node:assert/strict";
import { test } from "node:test";
import { mayReport, REPORTS_PER_MINUTE, readReports, reportType } from "./reports.ts";

const typed = (type: string) =>
  new Request("http://x", { method: "POST", headers: { "content-type": type }, body: "" });
const one = (directive: string, blocked: string) =>
  readReports("application/csp-report", {
    "csp-report": {
      "effective-directive": directive,
      "blocked-uri": blocked,
      "script-sample": "secret",
      referrer: "secret",
    },
  });

test("both formats come to the same few words", () => {
  assert.deepEqual(one("img-src", "https://evil.example/a.png?code=secret#secret"), [
    { directive: "img-src", blocked: "https://evil.example" },
  ]);
  const body = {
    effectiveDirective: "script-src-elem",
    blockedURL: "inline",
    sample: "secret",
    documentURL: "secret",
  };
  const report = { type: "csp-violation", url: "http://x/?code=secret", user_agent: "secret", body };
  assert.deepEqual(readReports("application/reports+json", [report, report]), [
    { directive: "script-src-elem", blocked: "inline" },
    { directive: "script-src-elem", blocked: "inline" },
  ]);
});

test("nothing that was made up reaches the log", () => {
  for (const evil of ["a\r\n{}", "\u001b[31m", "<script>", "", "x".repeat(41), "Ünïcode", "https://"])
    assert.deepEqual(one(evil, evil), [{ directive: "unknown", blocked: "unknown" }]);
  assert.deepEqual(one("img-src", "data:text/html,secret"), [{ directive: "img-src", blocked: "data" }]);
  assert.deepEqual(one("img-src", "https://secret:secret@evil.example:1/"), [
    { directive: "img-src", blocked: "https://evil.example:1" },
  ]);
  const long = one("img-src", `https://${"a.".repeat(500)}example/`);
  assert.ok((long[0]?.blocked.length ?? 0) <= 100);
});

test("what is no report says nothing", () => {
  for (const json of [
    null,
    1,
    "x",
    [],
    {},
    { "csp-report": null },
    { "csp-report": {} },
    [{ type: "other", body: {} }],
  ])
    for (const type of ["application/csp-report", "application/reports+json", "text/plain"])
      assert.deepEqual(readReports(type, json), []);
  const body = { effectiveDirective: "img-src", blockedURL: "inline" };
  assert.deepEqual(
    readReports("application/reports+json", Array(21).fill({ type: "csp-violation", body })),
    [],
  );
});

test("only a report's own content types count", () => {
  assert.equal(reportType(typed("Application/CSP-Report; charset=utf-8")), "application/csp-report");
  assert.equal(reportType(typed("application/reports+json")), "application/reports+json");
  for (const type of ["text/plain", "application/json", "__proto__", "constructor", "multipart/form-data"])
    assert.equal(reportType(typed(type)), null);
});

test("a minute takes its share, and the next one starts afresh", () => {
  const now = 60_000_000;
  const taken = Array.from({ length: REPORTS_PER_MINUTE + 5 }, () => mayReport(now + 59_999)).filter(Boolean);
  assert.equal(taken.length, REPORTS_PER_MINUTE);
  assert.ok(mayReport(now + 60_000));
});

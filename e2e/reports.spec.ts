// Where browsers report what the policy refused.
import { expect, test } from "./app.ts";
import { ask, targetOf } from "./raw.ts";

test("a report leaves one plain line in the log; what is large, foreign or too much leaves none", async ({
  app,
}) => {
  const report = (type: string, body: string) =>
    ask(targetOf(app), "/api/reports", { method: "POST", headers: { "content-type": type }, body });
  const legacy = (blocked: string, more = "") =>
    JSON.stringify({
      "csp-report": { "effective-directive": "img-src", "blocked-uri": blocked, "script-sample": more },
    });
  const body = { effectiveDirective: "script-src-elem", blockedURL: "inline", sample: "harm()" };
  const modern = JSON.stringify([{ type: "csp-violation", age: 0, url: app.url, user_agent: "x", body }]);
  const lines = () =>
    app
      .log()
      .split("\n")
      .filter((line) => line.includes("csp_violation"));

  for (const [type, text, status] of [
    ["application/csp-report", legacy("https://evil.example/?code=harm\r\nharm"), 204],
    ["application/reports+json", modern, 204],
    ["application/csp-report", "{harm", 204],
    ["application/csp-report", legacy("https://evil.example", "x".repeat(16 * 1024)), 413],
    ["application/csp-report", "x".repeat(1024 * 1024), 413],
    ["text/plain", legacy("https://harm.example"), 415],
    ["application/json", legacy("https://harm.example"), 415],
  ] as const) {
    const answer = await report(type, text);
    expect([answer.status, answer.body], `${type} ${text.slice(0, 60)}`).toEqual([status, ""]);
  }
  await expect.poll(() => lines().length).toBe(2);
  expect(lines().map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      event: "csp_violation",
      directive: "img-src",
      blocked: "https://evil.example",
    }),
    expect.objectContaining({ event: "csp_violation", directive: "script-src-elem", blocked: "inline" }),
  ]);
  expect(app.log()).not.toContain("harm");

  const statuses: number[] = [];
  for (let n = 0; n < 1000; n++)
    statuses.push((await report("application/csp-report", legacy("inline"))).status);
  expect(new Set(statuses)).toEqual(new Set([204, 429]));
  expect(lines().length, "two minutes' worth, if the clock struck meanwhile").toBeLessThanOrEqual(120);
});

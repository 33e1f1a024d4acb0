// Where browsers report what the policy refused.
import { type App, expect, test } from "./app.ts";
import { ask } from "./raw.ts";

const lines = ({ log }: App) =>
  log()
    .split("\n")
    .filter((line) => line.includes("csp_report"));

test.describe("in a browser", () => {
  test.use({ expectedErrors: /Content Security Policy/ });

  test("what the policy refuses is reported at once", async ({ page, app }) => {
    await page.goto("/");
    await page.evaluate(() =>
      document.body.append(Object.assign(new Image(), { src: "https://evil.example/a.png?code=harm" })),
    );
    await expect
      .poll(() => lines(app).map((line) => JSON.parse(line)))
      .toContainEqual(
        expect.objectContaining({
          event: "csp_report",
          directive: "img-src",
          blocked: "https://evil.example",
        }),
      );
    expect(app.log()).not.toContain("harm");
  });
});

test("a report leaves one plain line in the log; what is large, foreign or too much leaves none", async ({
  app,
}) => {
  const report = (type: string, body: string) =>
    ask(app.url, "/api/reports", { method: "POST", headers: { "content-type": type }, body });
  const legacy = (blocked: string, more = "") =>
    JSON.stringify({
      "csp-report": { "effective-directive": "img-src", "blocked-uri": blocked, "script-sample": more },
    });
  const before = lines(app).length;

  for (const [type, text, status] of [
    ["application/csp-report", legacy("https://evil.example/?code=harm\r\nharm"), 204],
    ["application/csp-report", "{harm", 204],
    ["application/csp-report", legacy("https://evil.example", "x".repeat(16 * 1024)), 413],
    ["application/csp-report", "x".repeat(1024 * 1024), 413],
    ["text/plain", legacy("https://harm.example"), 415],
    ["application/json", legacy("https://harm.example"), 415],
  ] as const) {
    const answer = await report(type, text);
    expect([answer.status, answer.body], `${type} ${text.slice(0, 60)}`).toEqual([status, ""]);
  }
  await expect.poll(() => lines(app).length).toBe(before + 1);
  expect(
    lines(app)
      .slice(before)
      .map((line) => JSON.parse(line)),
  ).toEqual([
    expect.objectContaining({
      event: "csp_report",
      directive: "img-src",
      blocked: "https://evil.example",
    }),
  ]);
  expect(app.log()).not.toContain("harm");

  const statuses: number[] = [];
  for (let n = 0; n < 1000; n++)
    statuses.push((await report("application/csp-report", legacy("inline"))).status);
  expect(new Set(statuses)).toEqual(new Set([204, 429]));
  expect(lines(app).length, "two minutes' worth, if the clock struck meanwhile").toBeLessThanOrEqual(120);
});

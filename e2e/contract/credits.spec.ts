// CONTRACT 1.6, and 0.2 C10: documented for management keys alone, measured to answer any.
import { chat } from "./ask.ts";
import { expect, test } from "./fixtures.ts";
import type { Gateway } from "./gateway.ts";
import { expectError, expectRow, fits } from "./judge.ts";
import { credits } from "./shapes.ts";

async function check(gateway: Gateway, apiKey: string): Promise<void> {
  const answer = await gateway.call("/credits", { apiKey });
  const open = gateway.live ? answer.status === 200 : gateway.profile === "measured";
  if (!open) {
    expectError(gateway, answer, 403, gateway.live ? /./ : "Only management keys can perform this operation");
    return;
  }
  expect(answer.status).toBe(200);
  const { data } = fits(gateway, credits, answer.body);
  if (gateway.live) return;
  const { usage } = (await chat(gateway, apiKey)).body as { usage: { cost: number } };
  const { body } = await gateway.call("/credits", { apiKey });
  const { total_credits, total_usage } = fits(gateway, credits, body).data;
  expect(total_usage - data.total_usage).toBeCloseTo(usage.cost, 12);
  expect(total_credits).toBe(data.total_credits);
}

test("an ordinary key asks for the account's credits", ({ gateway, apiKey }) => check(gateway, apiKey));

test("nobody asks without a key", async ({ gateway }) => {
  expectRow(gateway, await gateway.call("/credits"), "noApiKey");
  expectRow(gateway, await gateway.call("/credits", { apiKey: "made-up" }), "badApiKey");
});

test.describe("as measured", () => {
  test.use({ profile: "measured" });
  test("an ordinary key asks for the account's credits", ({ gateway, apiKey }) => check(gateway, apiKey));
});

// Every scenario of the sandbox's menu, as the wire shows it: CONTRACT 3 item 11, and the rows it stands for.
import { approvedCode, callback_url, expect, test } from "./fixtures.ts";
import type { Gateway } from "./gateway.ts";
import { needs } from "./needs.ts";
import { pageForm } from "./page.ts";
import { answerScenarios } from "./scenarios-answer.ts";
import { exchangeScenarios } from "./scenarios-exchange.ts";

test.beforeEach(({ gateway }) => needs(gateway, "scenario"));

/** Approval keeps the person on the consent page, and a second try succeeds. */
const staysThenSucceeds = (scenario: string) => async (gateway: Gateway) => {
  const asked = { callback_url, scenario, state: "s-1", key_label: "Kept" };
  const location = (await gateway.decide(asked)).headers.get("location") ?? "";
  const back = new URL(location, `${gateway.url}/auth/decide`);
  expect(back.origin + back.pathname).toBe(`${gateway.url}/auth`);
  const { action, fields } = await pageForm(gateway, [...back.searchParams]);
  expect(action, "it can be tried again").not.toBeNull();
  expect(fields).toMatchObject({ callback_url, state: "s-1", key_label: "Kept" });
  expect(await approvedCode(gateway, fields)).toMatch(/./);
};

const cases: Record<string, (gateway: Gateway) => Promise<void>> = {
  deny: async (gateway) => {
    const response = await gateway.decide({ callback_url, scenario: "deny", state: "s-1" });
    const { searchParams } = new URL(response.headers.get("location") ?? "");
    expect([...searchParams.keys()]).toEqual(["error", "error_description"]);
  },
  conflict: staysThenSucceeds("conflict"),
  "approval-500": staysThenSucceeds("approval-500"),
  ...exchangeScenarios,
  ...answerScenarios,
};
for (const [scenario, check] of Object.entries(cases)) test(scenario, ({ gateway }) => check(gateway));

/** In delays.spec.ts and cancel.spec.ts. */
const elsewhere = ["slow-start", "exchange-slow"];

test("the menu has these and no others", async ({ gateway }) => {
  const { scenarios } = await pageForm(gateway, { callback_url });
  expect(scenarios.toSorted()).toEqual([...Object.keys(cases), ...elsewhere].toSorted());
});

test("a scenario that is none is refused", async ({ gateway }) => {
  expect((await gateway.decide({ callback_url, scenario: "none-such" })).status).toBe(400);
  expect((await pageForm(gateway, { callback_url, scenario: "none-such" })).action).toBeNull();
});

// The scenarios that strike at the exchange, or make a key of a kind. Each by its id.
import { chat } from "./ask.ts";
import { approved, approvedCode, expect } from "./fixtures.ts";
import type { Gateway } from "./gateway.ts";
import { expectError, expectRow } from "./judge.ts";
import { forms } from "./pkce.ts";
import type { Row } from "./profiles.ts";

type Check = (gateway: Gateway) => Promise<void>;

const { asked, proof } = forms.S256;

const exchangeUnder = async (gateway: Gateway, scenario: string) => {
  const code = await approvedCode(gateway, { ...asked, scenario });
  return { code, ...(await gateway.exchange({ code, ...proof })) };
};

/** However good the proof. */
const refuses =
  (scenario: string, row: Row): Check =>
  async (gateway) =>
    expectRow(gateway, (await exchangeUnder(gateway, scenario)).answer, row);

/** What broke at the exchange has used the code up. */
const gone = async (gateway: Gateway, code: string) =>
  expectRow(gateway, (await gateway.exchange({ code, ...proof })).answer, "spentCode");

const show = async (gateway: Gateway, apiKey: string) => {
  const { body } = await gateway.call("/key", { apiKey });
  return (body as { data: { limit: number | null; expires_at: string | null } }).data;
};

export const exchangeScenarios: Record<string, Check> = {
  approve: async (gateway) => {
    const { apiKey } = await approved(gateway, { scenario: "approve" });
    expect((await chat(gateway, apiKey)).status).toBe(200);
  },
  "no-user": async (gateway) => {
    const { answer, apiKey } = await approved(gateway, { scenario: "no-user" });
    expect(answer.body).toEqual({ key: expect.any(String), user_id: null });
    expect((await chat(gateway, apiKey)).status).toBe(200);
  },
  "expired-code": refuses("expired-code", "expiredCode"),
  "spent-code": refuses("spent-code", "spentCode"),
  "refused-verifier": refuses("refused-verifier", "wrongVerifier"),
  "exchange-500": async (gateway) => {
    const { code, answer } = await exchangeUnder(gateway, "exchange-500");
    expectError(gateway, answer, 500);
    await gone(gateway, code);
  },
  "exchange-html": async (gateway) => {
    const { code, answer } = await exchangeUnder(gateway, "exchange-html");
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toContain("text/html");
    expect(answer.body).toContain("<");
    await gone(gateway, code);
  },
  "exchange-no-key": async (gateway) => {
    const { code, answer } = await exchangeUnder(gateway, "exchange-no-key");
    expect([answer.status, answer.body]).toEqual([200, { user_id: expect.any(String) }]);
    await gone(gateway, code);
  },
  "limit-cent": async (gateway) => {
    const { apiKey } = await approved(gateway, { scenario: "limit-cent" });
    expect(await show(gateway, apiKey)).toMatchObject({ limit: 0.01, expires_at: null });
    expect((await chat(gateway, apiKey)).status).toBe(200);
  },
  "expires-soon": async (gateway) => {
    const { apiKey } = await approved(gateway, { scenario: "expires-soon" });
    const { limit, expires_at } = await show(gateway, apiKey);
    expect(limit).toBeNull();
    const left = Date.parse(expires_at ?? "") - Date.now();
    expect(left).toBeGreaterThan(50_000);
    expect(left).toBeLessThanOrEqual(60_000);
  },
};

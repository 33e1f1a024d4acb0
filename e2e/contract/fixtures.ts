// The gateway under test: the one that `npm run contract -- --url` names, else the sandbox of the production build.
import { test as base, expect } from "@playwright/test";
import { health, startApp } from "../app.ts";
import { type Call, Gateway, type Query } from "./gateway.ts";
import { needs, ownApiKey } from "./needs.ts";
import type { Profile } from "./profiles.ts";

export const callback_url = "https://myapp.com/auth/callback";

/** What `POST /auth/keys/code` takes beyond the callback. */
export type Terms = Record<string, unknown>;

interface Fixtures {
  /** Which of its two profiles the sandbox shows; without effect on a live gateway. */
  profile: Profile | undefined;
  gateway: Gateway;
  /** One that works: fresh at the sandbox, the developer's own at a live gateway. */
  apiKey: string;
  /** A code made by an apiKey, for as little money and time as a test needs. */
  newCode: (terms?: Terms) => Promise<string>;
  newApiKey: (terms?: Terms) => Promise<string>;
  /** An apiKey as a person gets it who chose `scenario` on the consent page. */
  apiKeyFor: (scenario: string) => Promise<string>;
}

export const test = base.extend<Fixtures, { target: string }>({
  target: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
    async ({}, use) => {
      const named = process.env.CONTRACT_URL;
      if (named) return use(named);
      const app = await startApp();
      expect(await health(app), app.log()).toBe(200);
      await use(`${app.url}/sandbox`);
      await app.stop();
    },
    { scope: "worker", timeout: 90_000 },
  ],
  profile: [undefined, { option: true }],
  gateway: ({ target, profile }, use) => {
    const gateway = new Gateway(target);
    return use(profile ? gateway.as(profile) : gateway);
  },
  apiKey: async ({ gateway }, use) => {
    await use(gateway.live ? ownApiKey() : (await approved(gateway)).apiKey);
  },
  newCode: async ({ gateway, apiKey }, use) => {
    await use(async (terms = {}) => {
      const soon = new Date(Date.now() + 10 * 60_000).toISOString();
      const frugal = gateway.live ? { limit: 0.01, expires_at: soon } : {};
      const json = { callback_url, ...frugal, ...terms };
      const answer = await gateway.call("/auth/keys/code", { apiKey, json });
      test.skip(gateway.live && answer.status === 403, "needs an apiKey that may make codes");
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      return (answer.body as { data: { id: string } }).data.id;
    });
  },
  newApiKey: async ({ gateway, newCode }, use) => {
    await use(async (terms) => (await exchanged(gateway, await newCode(terms))).apiKey);
  },
  apiKeyFor: async ({ gateway }, use) => {
    needs(gateway, "scenario");
    await use(async (scenario) => (await approved(gateway, { scenario })).apiKey);
  },
});

export { expect };

/** Approves, and takes the code from where the person is sent. */
export async function approvedCode(gateway: Gateway, asked: Query = {}): Promise<string> {
  const query = new URLSearchParams(asked);
  if (!query.has("callback_url")) query.set("callback_url", callback_url);
  const response = await gateway.decide([...query]);
  expect(response.status).toBe(303);
  return new URL(response.headers.get("location") ?? "").searchParams.get("code") ?? "";
}

/** Approves and exchanges. */
export const approved = async (gateway: Gateway, asked?: Query) =>
  exchanged(gateway, await approvedCode(gateway, asked));

/** Exchanges a code that must be good. */
export async function exchanged(gateway: Gateway, code: string, proof: object = {}, call: Call = {}) {
  const { answer, apiKey } = await gateway.exchange({ code, ...proof }, call);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return { answer, apiKey };
}

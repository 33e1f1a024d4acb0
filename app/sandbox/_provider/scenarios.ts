// The menu of the consent page: what may go wrong at a provider, to be chosen like a test card. A choice travels inside
// the code and the apiKey it leads to, so two people who try different ones never meet.

/** Every scenario by its id: when it strikes, its name, and what will happen. */
export const scenarios = {
  approve: {
    when: "All goes well",
    name: "Approve",
    line: "A code, a key, an answer.",
  },
  "no-user": {
    when: "All goes well",
    name: "user_id is null",
    line: "The key comes without a user. The contract allows it, and the app must not mind.",
  },
  "usage-alone": {
    when: "All goes well",
    name: "Usage without choices",
    line: "The stream's usage comes with an empty list of choices, as it did in March 2026.",
  },
  "slow-start": {
    when: "All goes well",
    name: "Slow first word",
    line: "Eight seconds of keep-alive comments, then the answer.",
  },
  deny: {
    when: "At approval",
    name: "Deny",
    line: "You return with access_denied and without a code, even if you press Approve.",
  },
  conflict: {
    when: "At approval",
    name: "409 Conflict",
    line: "No code can be made just now. You stay here; a second try succeeds.",
  },
  "approval-500": {
    when: "At approval",
    name: "500 at approval",
    line: "The provider breaks while it makes the code. You stay here; a second try succeeds.",
  },
  "expired-code": {
    when: "At the exchange",
    name: "Expired code",
    line: "The code is ten minutes old on arrival: 403.",
  },
  "spent-code": {
    when: "At the exchange",
    name: "Spent code",
    line: "Somebody has already exchanged the code: refused.",
  },
  "refused-verifier": {
    when: "At the exchange",
    name: "Refused verifier",
    line: "The code belongs to another challenge: 403, however good the verifier.",
  },
  "exchange-500": {
    when: "At the exchange",
    name: "500 at the exchange",
    line: "The exchange answers 500, and the code is gone.",
  },
  "exchange-slow": {
    when: "At the exchange",
    name: "Slow exchange",
    line: "A key is made, but the answer takes fifteen seconds.",
  },
  "exchange-html": {
    when: "At the exchange",
    name: "HTML for JSON",
    line: "Status 200 with a web page, as from a proxy in between.",
  },
  "exchange-no-key": {
    when: "At the exchange",
    name: "Answer without a key",
    line: "Status 200 and JSON, but no key in it.",
  },
  "limit-cent": {
    when: "With the key",
    name: "Key with a limit of 0.01",
    line: "One cent to spend: a few answers, then 403.",
  },
  "expires-soon": {
    when: "With the key",
    name: "Key for one minute",
    line: "It works until then, and is 401 afterwards.",
  },
  revoked: {
    when: "With the key",
    name: "Revoked key",
    line: "It was deleted at the provider: 401, User not found.",
  },
  "no-credit": {
    when: "With the key",
    name: "402 no credit",
    line: "Too little credit for any answer, until you connect again.",
  },
  "key-limit": {
    when: "With the key",
    name: "403 key limit",
    line: "Key limit exceeded at every message, until you connect again.",
  },
  "rate-limit-wait": {
    when: "With the key",
    name: "429 with Retry-After",
    line: "Too many requests, and 20 seconds to wait. After them it works.",
  },
  "rate-limit": {
    when: "With the key",
    name: "429 without Retry-After",
    line: "The same, and no word on how long to wait.",
  },
  "mint-refused": {
    when: "When it makes another key",
    name: "403 not a management key",
    line: "The key works, but may not make a code for another one.",
  },
  "mint-conflict": {
    when: "When it makes another key",
    name: "409 for another key",
    line: "The key works, but no code for another one can be made, however often it asks.",
  },
  "mint-500": {
    when: "When it makes another key",
    name: "500 for another key",
    line: "The key works, but the provider breaks while it makes a code.",
  },
  "error-in-200": {
    when: "During the answer",
    name: "Error under 200",
    line: "Status 200, and in place of an answer only an error, every time.",
  },
  "stream-error": {
    when: "During the answer",
    name: "Error midway",
    line: "Half of the answer, then an error inside the stream.",
  },
  "stream-cut": {
    when: "During the answer",
    name: "Cut midway",
    line: "Half of the answer, then the connection drops.",
  },
  "stream-endless": {
    when: "During the answer",
    name: "Never ends",
    line: "The answer goes on and on until you stop it.",
  },
} as const satisfies Record<string, { when: string; name: string; line: string }>;

export type Scenario = keyof typeof scenarios;

export const isScenario = (text: string): text is Scenario => Object.hasOwn(scenarios, text);

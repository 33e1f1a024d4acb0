// Every choice of the sandbox's menu, made as a person makes it, and what that person then reads.
import type { Page } from "@playwright/test";
import { expect, test } from "./app.ts";
import { alert, approve, complete, send, start, turns } from "./person.ts";

// What a browser mentions in its console when these happen.
test.use({ expectedErrors: /status of (401|402|403|429|502)/ });

/** Starts, chooses on the consent page and approves. */
async function choose(page: Page, scenario: string): Promise<void> {
  await start(page);
  await approve(page, scenario);
}

/** Scenarios in which a person reads an answer as if nothing were the matter. */
const GOOD = ["approve", "no-user", "usage-alone", "slow-start"];

const REFUSED = ["ModelGates refused to exchange the code.", "No new key was made", "Connect again"];
const FAILED = [
  "its answer made no sense",
  "If ModelGates did make one, it is in your key list",
  "Try again",
];

/** Scenarios that end before there is a key: what happened, what became of the key, what to do. */
const AT_CONNECT: Record<string, string[]> = {
  deny: ["You chose Deny at ModelGates.", "No new key was made", "Connect again"],
  "expired-code": REFUSED,
  "spent-code": REFUSED,
  "refused-verifier": REFUSED,
  "exchange-500": FAILED,
  "exchange-slow": FAILED,
  "exchange-html": FAILED,
  "exchange-no-key": FAILED,
};

/** Scenarios that keep the person at the provider. */
const AT_APPROVAL: Record<string, string> = {
  conflict: "409: Failed to create or update the app.",
  "approval-500": "500: Internal Server Error",
};

const KEPT = "Your key is still stored here, unchanged.";
/** Scenarios in which a message brings no answer, and stays to be answered later. */
const AT_CHAT: Record<string, string[]> = {
  revoked: ["ModelGates no longer accepts your key.", "deleted or has expired there", "Reconnect"],
  "no-credit": ["too little credit", KEPT, "Add credit at ModelGates"],
  "key-limit": ["this key has reached its limit", KEPT, "Raise the key's limit"],
  "rate-limit-wait": ["is asking you to slow down", KEPT, "Wait a moment, then try again."],
  "rate-limit": ["is asking you to slow down", KEPT, "Wait a moment, then try again."],
  "error-in-200": ["did not answer as it should", KEPT, "Try again in a moment."],
};

/** Scenarios in which the answer breaks off. */
const MIDWAY: Record<string, string[]> = {
  "stream-error": ["reported an error instead of the rest", "Broken off by an error."],
  "stream-cut": ["The connection broke before the answer was complete.", "Cut off."],
};
/** With tests of their own below. */
const OTHERS = ["limit-cent", "expires-soon", "stream-endless", "mint-refused", "mint-conflict", "mint-500"];

// First, because it takes longest.
test("expires-soon: a minute of answers, then the way back", async ({ page, app }) => {
  test.setTimeout(180_000);
  await choose(page, "expires-soon");
  const issued = Date.now();
  await send(page, "Hello!");
  await complete(page);
  await page.waitForTimeout(issued + 61_000 - Date.now());
  await send(page, "Are you still there?");
  await expect(alert(page)).toContainText("Your key has expired.");
  expect(app.provider.chats, "an expired key is not sent").toHaveLength(1);
  await alert(page).getByRole("button", { name: "Reconnect" }).click();
  await approve(page);
  await expect(page).toHaveURL("/chat");
});

test("the menu offers exactly the scenarios that are tested here", async ({ page }) => {
  await start(page);
  const offered = await page
    .locator("input[name=scenario]")
    .evaluateAll((all) => all.map((each) => each.getAttribute("value")));
  const tested = [AT_CONNECT, AT_APPROVAL, AT_CHAT, MIDWAY].flatMap((table) => Object.keys(table));
  expect(offered.sort()).toEqual([...GOOD, ...tested, ...OTHERS].sort());
});

for (const scenario of GOOD) {
  test(`${scenario}: an answer`, async ({ page }) => {
    await choose(page, scenario);
    await send(page, "Hello!");
    if (scenario === "slow-start") await expect(page.getByText("Waiting for the first word")).toBeVisible();
    await complete(page);
    await expect(turns(page).last()).toContainText("I am the built-in sandbox");
    await expect(alert(page)).toHaveCount(0);
  });
}

for (const [scenario, sentences] of Object.entries(AT_CONNECT)) {
  test(`${scenario}: no key, and a reason`, async ({ page, app }) => {
    await choose(page, scenario);
    for (const sentence of sentences) await expect(alert(page)).toContainText(sentence);
    await expect(page.getByRole("button", { name: "Connect ModelGates" })).toBeVisible();
    expect(app.provider.exchanges, "no retry").toHaveLength(scenario === "deny" ? 0 : 1);
  });
}

for (const [scenario, sentence] of Object.entries(AT_APPROVAL)) {
  test(`${scenario}: still at the provider, and a second try succeeds`, async ({ page }) => {
    await choose(page, scenario);
    await expect(alert(page)).toContainText(sentence);
    await expect(alert(page)).toContainText("No code was made. Press Approve to try again.");
    await approve(page);
    await expect(page).toHaveURL("/chat");
  });
}

for (const [scenario, sentences] of Object.entries(AT_CHAT)) {
  test(`${scenario}: no answer, and a reason`, async ({ page }) => {
    await choose(page, scenario);
    await send(page, "Hello!");
    for (const sentence of sentences) await expect(alert(page)).toContainText(sentence);
    await expect(alert(page)).toContainText("Your message is kept above, unanswered.");
    await expect(turns(page).last()).toContainText("Hello!");
    const isDead = scenario === "revoked";
    await expect(alert(page).getByRole("button", { name: "Reconnect" })).toHaveCount(isDead ? 1 : 0);
    const again = page.getByRole("button", { name: "Try again" });
    await expect(again).toHaveCount(isDead ? 0 : 1);
    const meter = alert(page).getByRole("link", { name: "See what this key has spent, and what is left" });
    await expect(meter).toHaveCount(["no-credit", "key-limit"].includes(scenario) ? 1 : 0);
    if (scenario !== "rate-limit-wait") return;
    await expect(again).toBeDisabled();
    await expect(page.getByText(/^in (1\d|20) s$/)).toBeVisible();
    await expect(again).toBeEnabled({ timeout: 25_000 });
    await expect(page.getByRole("status")).toHaveText("You can try again now.");
    await again.click(); // the advice was good
    await complete(page);
  });
}

for (const [scenario, [happened = "", end = ""]] of Object.entries(MIDWAY)) {
  test(`${scenario}: half an answer, called that`, async ({ page }) => {
    await choose(page, scenario);
    await send(page, "Explain PKCE in plain words.");
    await expect(alert(page)).toContainText(happened);
    await expect(alert(page)).toContainText("What has arrived is kept, and may have been charged.");
    await expect(alert(page)).toContainText("Continue the answer, or ask for it anew.");
    const answer = turns(page).last();
    await expect(answer).toContainText("PKCE in plain words");
    await expect(answer).toContainText(`${end} The answer is not complete.`);
    await expect(answer.getByRole("button", { name: "Continue" })).toBeVisible();
  });
}

test("stream-endless: stop ends it", async ({ page, app }) => {
  await choose(page, "stream-endless");
  await send(page, "Write a short poem about tokens.");
  const answer = turns(page).last();
  await expect(answer).toContainText(/curtains all drawn\.\s*A token left home/); // again, from the start
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(answer).toContainText("Stopped. The answer ends here.");
  await expect.poll(() => app.provider.chats[0]?.dropped).toBe(true);
});

test("limit-cent: a few answers, then the limit", async ({ page }) => {
  await choose(page, "limit-cent");
  const refusal = alert(page).filter({ hasText: "this key has reached its limit" });
  let answers = 0;
  for (; answers < 5 && !(await refusal.isVisible()); answers++) {
    await send(page, "Tell me step by step.");
    await expect(page.getByRole("button", { name: "Send" })).toBeVisible({ timeout: 30_000 });
  }
  expect(answers).toBeGreaterThan(1);
  await expect(refusal).toContainText("Raise the key's limit at ModelGates");
});

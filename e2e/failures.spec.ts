// What may go wrong with a message: each time a cause, what became of the text, and one next step. The sandbox's own menu is
// in scenarios.spec.ts, broken streams are in streams.spec.ts.
import type { ServerResponse } from "node:http";
import { expect, test } from "./app.ts";
import { alert, answerTo, complete, connect, send, turns } from "./person.ts";
import { begin } from "./speak.ts";

test.use({ expectedErrors: /status of (4|5)\d\d|ERR_INTERNET_DISCONNECTED|ERR_FAILED|INCOMPLETE_CHUNKED/ });

const refuse =
  (status: number, error: object = {}, headers = {}) =>
  (response: ServerResponse) =>
    response
      .writeHead(status, { "content-type": "application/json", ...headers })
      .end(JSON.stringify({ error: { code: status, message: "<b>raw provider text</b>", ...error } }));

const TOO_LONG = { metadata: { error_type: "context_length_exceeded" } };
const OTHER = "Choose another model";
/** What the provider does; what happened, what to do next, and the button that does it. */
const FAULTS: Record<string, [(response: ServerResponse) => unknown, string, string, string]> = {
  "400": [refuse(400), "cannot take this request", "or choose another model", OTHER],
  "400, too long": [refuse(400, TOO_LONG), "is too long to send", "or clear the conversation", "Edit"],
  "404": [refuse(404), "does not offer this model", "Choose another model", OTHER],
  "408": [refuse(408), "The model took too long", "or choose another model", OTHER],
  "413": [refuse(413), "is too long to send", "Edit an earlier message", "Edit"],
  "500": [refuse(500), "did not answer as it should", "Try again in a moment", "Try again"],
  "502": [refuse(502), "did not answer as it should", "Try again in a moment", "Try again"],
  "503": [refuse(503), "too much to do just now", "Try again in a moment", OTHER],
  "524": [refuse(524), "The model took too long", "Try again", OTHER],
  "529": [refuse(529), "too much to do just now", "Try again in a moment", OTHER],
  "a web page": [
    (response) => response.writeHead(200, { "content-type": "text/html" }).end("<h1>Hotel WiFi</h1>"),
    "did not answer as it should",
    "Try again in a moment",
    "Try again",
  ],
  nobody: [(response) => response.destroy(), "could not be reached", "Try again in a moment", "Try again"],
};

test("each refusal has a cause, keeps the message, and offers one next step", async ({ page, app }) => {
  await connect(page);
  for (const [name, [fault, happened, next, button]] of Object.entries(FAULTS)) {
    await test.step(name, async () => {
      app.provider.misbehave("/chat/completions", fault);
      const before = app.provider.chats.length;
      await send(page, `Answer with ${name}.`);
      await expect.poll(() => app.provider.chats.length - before).toBe(1);
      for (const sentence of [happened, "Your message is kept above, unanswered.", "Your key", next])
        await expect(alert(page)).toContainText(sentence);
      await expect(page.getByText("raw provider text")).toHaveCount(0);
      await expect(turns(page).last()).toContainText(`Answer with ${name}.`);
      await expect(page.getByRole("main").getByRole("button", { name: button }).last()).toBeVisible();
    });
  }
  expect(app.provider.chats, "nothing is tried again by itself").toHaveLength(Object.keys(FAULTS).length);
  app.provider.misbehave("/chat/completions", undefined);
  await page.getByRole("button", { name: "Try again" }).click();
  await complete(page);
  await expect(alert(page)).toHaveCount(0);
});

test("a provider that asks for time is given it, counted down", async ({ page, app }) => {
  await connect(page);
  app.provider.misbehave("/chat/completions", refuse(429, {}, { "retry-after": "4" }));
  await send(page, "Hello!");
  await expect(alert(page)).toContainText("asking you to slow down");
  const again = page.getByRole("button", { name: "Try again" });
  await expect(again).toBeDisabled();
  for (const left of ["in 3 s", "in 2 s", "in 1 s"])
    await expect(page.getByText(left, { exact: true })).toBeVisible();
  await expect(again).toBeEnabled();
  await expect(page.getByRole("status")).toHaveText("You can try again now.");
  expect(app.provider.chats, "time is up, and nothing has been sent").toHaveLength(1);
});

test("offline, and an app that cannot be reached, are told apart", async ({ page, context, app }) => {
  await connect(page);
  await context.setOffline(true);
  await send(page, "Hello!");
  await expect(alert(page)).toContainText("You are offline.");
  await context.setOffline(false);
  await page.route("**/api/chat?*", (route) => route.abort());
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(alert(page)).toContainText("This app could not be reached.");
  await expect(alert(page)).toContainText("Your message is kept above, unanswered.");
  await page.unrouteAll();
  expect(app.provider.chats).toHaveLength(0);
  await page.getByRole("button", { name: "Try again" }).click();
  await complete(page);
});

test("a connection that goes silent is given up after a minute, with what has arrived", async ({
  page,
  app,
}) => {
  await page.clock.install();
  await connect(page);
  app.provider.misbehave("/chat/completions", (response) => begin(response, "The first half"));
  await send(page, "Hello!");
  await expect(async () => {
    await page.clock.runFor(100); // frames are counted by the clock, too
    await expect(answerTo(page, 1)).toContainText("The first half", { timeout: 500 });
  }).toPass();
  await page.clock.runFor(61_000);
  await expect(alert(page)).toContainText("Nothing has come for a minute");
  await expect(alert(page)).toContainText("What has arrived is kept");
  await expect.poll(() => app.provider.chats[0]?.dropped).toBe(true);
  await expect(answerTo(page, 1).getByRole("button", { name: "Continue" })).toBeVisible();
});

test("a message to a session that is over goes back to the composer, and waits for the next", async ({
  page,
  app,
}) => {
  await connect(page);
  await app.sql(`DELETE FROM "Session"`);
  await send(page, "Do not lose this.");
  await expect(alert(page)).toContainText("You are not connected, or your session is over.");
  await alert(page).getByRole("button", { name: "Connect ModelGates" }).click();
  await page.getByRole("button", { name: "Approve" }).click();
  await expect(page).toHaveURL("/chat");
  await expect(page.getByRole("textbox", { name: "Message" })).toHaveValue("Do not lose this.");
});

test("a conversation beyond our own limit is refused with a way on, and not a word is lost", async ({
  page,
  app,
}) => {
  await connect(page);
  await send(page, "Hello!");
  await complete(page);
  const huge = "x".repeat(70_000);
  await send(page, huge);
  await expect(alert(page)).toContainText("is too long to send");
  await expect(turns(page).last()).toContainText(huge.slice(0, 1000));
  await turns(page).last().getByRole("button", { name: "Edit" }).click();
  await expect(turns(page).last().getByRole("textbox")).toHaveValue(huge);
  await turns(page).last().getByRole("textbox").fill("Something short.");
  await page.keyboard.press("Enter");
  await complete(page);
  expect(app.provider.chats, "the huge one went nowhere").toHaveLength(2);
});

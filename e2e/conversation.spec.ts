// What a person does with a conversation, and that nothing of it is lost on the way.
import { expect, test } from "./app.ts";
import {
  alert,
  answerTo,
  approve,
  complete,
  connect,
  expectSignedOut,
  send,
  start,
  turns,
} from "./person.ts";
import { begin, speak } from "./speak.ts";

test.use({ permissions: ["clipboard-read", "clipboard-write"], expectedErrors: /status of 502/ });

const LONG = "Tell me step by step.";

test("a stopped answer is continued where it ended, twice, and is whole in the end", async ({
  page,
  app,
}) => {
  await connect(page);
  const whole = await page.evaluate(async (content) => {
    const body = JSON.stringify({ stream: false, messages: [{ role: "user", content }] });
    const response = await fetch("/api/chat", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body,
    });
    return ((await response.json()) as { content: string }).content;
  }, LONG);
  await send(page, LONG);
  const answer = answerTo(page, 1);
  for (const part of ["You press Connect", "You arrive at ModelGates"]) {
    await expect(answer).toContainText(part);
    await page.keyboard.press("Escape");
    await expect(answer).toContainText("Stopped. The answer ends here.");
    await answer.getByRole("button", { name: "Continue" }).click();
    await expect(answer).not.toContainText("Stopped.");
  }
  await complete(page);
  await answer.getByRole("button", { name: "Copy" }).click();
  await expect(page.getByRole("status")).toHaveText("Copied.");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(whole);
  const [, , second] = app.provider.chats;
  expect(second?.body.messages).toMatchObject([
    { role: "user", content: LONG },
    { role: "assistant" },
    { role: "user", content: expect.stringContaining("Continue exactly where") },
  ]);
  await expect(turns(page)).toHaveCount(2);
});

test("another answer takes the place of the first, and a failed attempt leaves it", async ({ page, app }) => {
  await connect(page);
  await send(page, "Hello!");
  await complete(page);
  const before = await answerTo(page, 1).getByRole("paragraph").first().textContent();
  app.provider.misbehave("/chat/completions", (response) => response.writeHead(500).end());
  await page.getByRole("button", { name: "Regenerate" }).click();
  await expect(alert(page)).toContainText("The answer you had is kept.");
  await expect(answerTo(page, 1)).toContainText(before ?? "nothing");

  app.provider.misbehave("/chat/completions", (response) => void speak(response, "Quite another one.", 1000));
  await page.getByRole("button", { name: "Regenerate" }).click();
  await complete(page);
  await expect(turns(page)).toHaveCount(2);
  await expect(answerTo(page, 1)).toContainText("Quite another one.");
  await expect(answerTo(page, 1)).not.toContainText(before ?? "");
  expect(app.provider.chats.at(-1)?.body.messages).toEqual([{ role: "user", content: "Hello!" }]);
});

test("an earlier message is put in other words, and the conversation goes on from there", async ({
  page,
  app,
}) => {
  await connect(page);
  for (const text of ["Hello!", "Write a short poem about tokens."]) {
    await send(page, text);
    await complete(page);
  }
  const first = turns(page).first();
  const edit = first.getByRole("button", { name: "Edit" });
  await edit.click();
  const editor = first.getByRole("textbox");
  await expect(editor).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(edit).toBeFocused();
  await page.keyboard.press("Enter");
  await editor.fill("Explain PKCE in plain words.");

  app.provider.misbehave("/chat/completions", (response) => response.writeHead(500).end());
  await page.keyboard.press("Enter");
  await expect(alert(page)).toContainText("Nothing was replaced; your edit is kept.");
  await expect(turns(page)).toHaveCount(4);
  await expect(editor).toHaveValue("Explain PKCE in plain words.");
  app.provider.misbehave("/chat/completions", undefined);
  await first.getByRole("button", { name: "Replace" }).click();
  await complete(page);
  await expect(turns(page)).toHaveCount(2);
  await expect(answerTo(page, 1)).toContainText("SHA-256");
  expect(app.provider.chats.at(-1)?.body.messages).toEqual([
    { role: "user", content: "Explain PKCE in plain words." },
  ]);
});

test("a message and the code in it are copied as they came", async ({ page, app }) => {
  await connect(page);
  const code = "if (a < b) {\n\treturn `$" + "{x}`;\n}";
  const text = `Look:\n\n\`\`\`js\n${code}\n\`\`\`\n\n**Done.**`;
  app.provider.misbehave("/chat/completions", (response) => void speak(response, text, 1000));
  await send(page, "Show me *code*.");
  await complete(page);
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole("button", { name: "Copy the code" }).click();
  await expect.poll(clipboard).toBe(code);
  await answerTo(page, 1).getByRole("button", { name: "Copy", exact: true }).click();
  await expect.poll(clipboard).toBe(text);
  await turns(page).first().getByRole("button", { name: "Copy" }).click();
  await expect.poll(clipboard).toBe("Show me *code*.");
});

test("it survives a reload, a half answer and an unanswered message too", async ({ page, app }) => {
  await connect(page);
  await send(page, "Hello!");
  await complete(page);
  const total = page.getByText(/^In all \d+ tokens, \$0\.\d+$/);
  const before = await total.textContent();
  await page.reload();
  await expect(answerTo(page, 1)).toContainText("I am the built-in sandbox");
  await expect(total).toHaveText(before ?? "");

  app.provider.misbehave("/chat/completions", (response) => begin(response, "Half an answer"));
  await send(page, "Go on.");
  await expect(answerTo(page, 2)).toContainText("Half an answer");
  await page.reload();
  await expect(answerTo(page, 2)).toContainText("Half an answer");
  await expect(answerTo(page, 2)).toContainText("Cut off. The answer is not complete.");

  app.provider.misbehave("/chat/completions", () => {}); // says nothing at all
  await send(page, "Are you there?");
  await expect.poll(() => app.provider.chats.length).toBe(3);
  await page.reload();
  await expect(turns(page).last()).toContainText("Are you there?");
  app.provider.misbehave("/chat/completions", undefined);
  await page.getByRole("button", { name: "Try again" }).click();
  await complete(page);
  await expect(turns(page)).toHaveCount(6);
});

test("signing out clears it, and the next person in this tab finds nothing", async ({ page }) => {
  await connect(page);
  await send(page, "My secret is a cat.");
  await complete(page);
  const stored = () => page.evaluate(() => sessionStorage.getItem("conversation") ?? "");
  expect(await stored()).toContain("My secret is a cat.");
  await page.goto("/");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByText("Signed out.")).toBeVisible();
  expect(await stored()).toBe("");
  await connect(page);
  await expect(page.getByRole("heading", { name: "What would you like to know?" })).toBeVisible();
});

test("a session that ended elsewhere leaves nothing to the next person either", async ({ page, app }) => {
  await connect(page);
  await send(page, "My secret is a dog.");
  await complete(page);
  await app.sql(`DELETE FROM "Session"`);
  await expectSignedOut(page);
  await start(page);
  await approve(page);
  await expect(page.getByRole("heading", { name: "What would you like to know?" })).toBeVisible();
  await expect(page.getByText("My secret is a dog.")).toHaveCount(0);
  await send(page, "Hello!");
  await complete(page);
  expect(await page.evaluate(() => JSON.stringify(sessionStorage))).not.toContain("dog");
});

test("it is cleared at once, and brought back by whoever regrets it", async ({ page }) => {
  await connect(page);
  await send(page, "Hello!");
  await complete(page);
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(turns(page)).toHaveCount(0);
  await expect(page.getByRole("status")).toHaveText("The conversation is cleared.");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(turns(page)).toHaveCount(2);
  await turns(page).first().getByRole("button", { name: "Edit" }).click();
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(turns(page)).toHaveCount(0);
  await send(page, "Something else.");
  await complete(page);
  await expect(turns(page).first().getByRole("textbox"), "what was being rewritten is gone").toHaveCount(0);
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(turns(page)).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("heading", { name: "What would you like to know?" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Undo" })).toHaveCount(0);
});

test("while an answer is on its way no other begins, and the next message waits in the composer", async ({
  page,
  app,
}) => {
  await connect(page);
  app.provider.misbehave("/chat/completions", (response) => begin(response, "One word"));
  await send(page, "First.");
  await expect(answerTo(page, 1)).toContainText("One word");
  const field = page.getByRole("textbox", { name: "Message" });
  await field.fill("Second.");
  await field.press("Enter");
  await turns(page).first().getByRole("button", { name: "Edit" }).click();
  await turns(page).first().getByRole("textbox").press("Enter");
  await expect(turns(page).first().getByRole("textbox")).toHaveValue("First.");
  await expect(field).toHaveValue("Second.");
  await expect(turns(page)).toHaveCount(2);
  expect(app.provider.chats).toHaveLength(1);
});

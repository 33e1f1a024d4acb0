// The states of the chat, and the way to each from a chat that has just been opened. What streams is held, so that
// nothing moves while it is looked at.
import type { Page } from "@playwright/test";
import type { Reach } from "./accessibility.ts";
import { type App, expect } from "./app.ts";
import { alert, complete, send, turns } from "./person.ts";
import type { Fault } from "./provider.ts";
import { begin, speak } from "./speak.ts";

/** A message to a provider that does this. */
async function ask(page: Page, app: App, fault: Fault): Promise<void> {
  app.provider.misbehave("/chat/completions", fault);
  await send(page, "Explain PKCE in plain words.");
}

const streaming: Reach = async (page, app) => {
  await ask(page, app, (response) => begin(response, "Half of an answer"));
  await expect(turns(page).last()).toContainText("Half of an answer");
};

const done: Reach = async (page) => {
  await page.getByRole("button", { name: "Show the challenge methods in a table, with code." }).click();
  await complete(page);
  await expect(page.locator("pre [class^=hljs]").first()).toBeVisible();
};

/** A message that is answered with this status. */
const refused =
  (status: number): Reach =>
  async (page, app) => {
    await ask(page, app, (response) => response.writeHead(status, { "retry-after": "7" }).end());
    await expect(alert(page)).toBeVisible();
  };

/** An answer that begins, and ends in this way. */
const broken =
  (end: Fault): Reach =>
  async (page, app) => {
    await ask(page, app, (response, call) => {
      begin(response, "Half of an answer");
      response.write(": and now\n\n", () => void end(response, call));
    });
    await expect(alert(page)).toBeVisible();
  };

const chooseModel: Reach = async (page) => {
  await page.getByRole("button", { name: /^Model / }).click();
  await expect(page.getByRole("option").first()).toBeVisible();
};

/** Every state by its name. */
export const chat: Record<string, Reach> = {
  empty: async () => {},
  "a message begun": (page) => page.getByRole("textbox", { name: "Message" }).fill("A line.\n".repeat(30)),
  "waiting for the first word": async (page, app) => {
    await ask(page, app, () => {});
    await expect(page.getByText("Waiting for the first word")).toBeVisible();
  },
  streaming,
  stopped: async (page, app) => {
    await streaming(page, app);
    await page.getByRole("button", { name: "Stop" }).click();
    await expect(page.getByText("Stopped.")).not.toHaveCount(0);
  },
  done,
  "a message that is being rewritten": async (page, app) => {
    await done(page, app);
    await page.getByRole("button", { name: "Edit" }).click();
    await expect(turns(page).first().getByRole("textbox")).toBeFocused();
  },
  cleared: async (page, app) => {
    await done(page, app);
    await page.getByRole("button", { name: "Clear" }).click();
    await expect(page.getByRole("button", { name: "Undo" })).toBeVisible();
  },
  "taken up after a reload": async (page, app) => {
    await done(page, app);
    await page.reload();
    await expect(page.getByRole("table")).toBeVisible();
  },
  "choosing a model": chooseModel,
  "no model that matches": async (page, app) => {
    await chooseModel(page, app);
    await page.getByRole("combobox").fill("nothing like it");
    await expect(page.getByText("No model matches")).toBeVisible();
  },
  "no list of models": async (page) => {
    await page.route("**/api/models", (route) => route.fulfill({ status: 502, json: {} }));
    await page.getByRole("button", { name: /^Model / }).click();
    await expect(page.getByText("The list of models is not available.")).toBeVisible();
  },
  "one endless word": async (page, app) => {
    await ask(page, app, (response) => void speak(response, "W".repeat(500), 500));
    await complete(page);
  },
  "a dead key (401)": refused(401),
  "no credit (402)": refused(402),
  "the limit (403)": refused(403),
  "no such model (404)": refused(404),
  "a slow model (408)": refused(408),
  "too many requests (429)": refused(429),
  "the provider is down (500)": refused(500),
  "the provider is busy (503)": refused(503),
  "cut off": broken((response) => response.destroy()),
  "an error midway": broken((response) =>
    response.end('data: {"error":{"code":502,"message":"Provider disconnected"},"choices":[]}\n\n'),
  ),
  offline: async (page) => {
    await page.context().setOffline(true);
    await send(page, "Is anybody there?");
    await expect(alert(page)).toBeVisible();
  },
  "a session that is over": async (page) => {
    await page.context().clearCookies();
    await send(page, "Is anybody there?");
    await expect(alert(page).getByRole("button", { name: "Connect ModelGates" })).toBeVisible();
  },
};

// The states of every page but the chat, and the way to each.
import { hash, randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { chapters } from "../app/learn/chapters.ts";
import type { Reach } from "./accessibility.ts";
import { type App, expect } from "./app.ts";
import { approve, connect, connectAnother, names, start } from "./person.ts";

/** Goes to an address, and makes sure that it is the page it should be by what stands there. */
async function open(page: Page, url: string, words: string): Promise<void> {
  await page.goto(url);
  await expect(page.getByText(words).first()).toBeVisible();
}

const at =
  (path: string, words: string): Reach =>
  (page) =>
    open(page, path, words);

const connectedAt =
  (path: string, words: string): Reach =>
  async (page) => {
    await connect(page);
    await open(page, path, words);
  };

/** Refuses the apiKey that was handed out last, as after a 401. */
const refuse = ({ sql, provider }: App) =>
  sql(`UPDATE "Connection" SET "refusedAt" = now() WHERE tail = $1`, [provider.apiKeys.at(-1)?.slice(-4)]);

/** Stores connections beside the one that was made last, which nothing can open. */
const store = ({ sql }: App, label: string, { count = 1, origin = "sandbox", ends = "infinity" } = {}) =>
  sql(
    `INSERT INTO "Connection" (id, "userId", origin, "sealedApiKey", tail, label, "createdAt", "expiresAt", "chosenAt")
     SELECT gen_random_uuid(), "userId", $2, 'v1.x.y', 'abcd', $1, now() - interval '1 day', nullif($3::timestamptz, 'infinity'), 'epoch'
     FROM (SELECT "userId" FROM "Connection" ORDER BY "connectedAt" DESC LIMIT 1) AS "last", generate_series(1, $4)`,
    [label, origin, ends, count],
  );

/** Makes the provider say this of every key. */
const say = (app: App, data: object) =>
  app.provider.misbehave("/key", (response) =>
    response.setHeader("content-type", "application/json").end(JSON.stringify({ data })),
  );

const home: Record<string, Reach> = {
  "home, to a newcomer": at("/", "Not connected."),
  "home, after a problem": at("/?problem=denied", "You chose Deny"),
  "home, signed out": at("/?notice=signed_out", "Signed out."),
  "home, forgotten": at("/?notice=forgotten", "Forgotten."),
  "home, connected": connectedAt("/", "with the key"),
  "home, with a dead key": async (page, app) => {
    await connect(page);
    await refuse(app);
    await open(page, "/", "No longer connected");
  },
};

const keys: Record<string, Reach> = {
  "keys, one": connectedAt("/keys", "Working."),
  "keys, the last one disconnected": async (page) => {
    await connect(page);
    await page.goto("/keys");
    await page.getByText(/^Disconnect:/).click();
    await page.getByRole("button", { name: "Delete the key here" }).click();
    await expect(page.getByRole("link", { name: "delete it there too" })).toBeVisible();
    await expect(names(page)).toHaveCount(0);
  },
  "keys, in every health": async (page, app) => {
    await connect(page);
    await connectAnother(page, "Cent", "limit-cent");
    await connectAnother(page, "Gone", "revoked");
    await store(app, "Unreadable");
    await store(app, "Old", { ends: "2026-01-01" });
    await store(app, "W".repeat(100), { origin: "https://modelgates.example" });
    await page.reload();
    for (const health of ["Working", "Broken", "Unreadable", "Expired", "From another provider"])
      await expect(page.getByText(`${health}.`).first()).toBeVisible();
    await expect(page.getByRole("meter")).toBeVisible();
  },
  "keys, over the limit": async (page, app) => {
    await connect(page);
    say(app, { limit: 5, limit_remaining: 0, limit_reset: "weekly", usage: 12.5 });
    await open(page, "/keys", "Over its limit.");
  },
  "keys, while the provider is down": async (page, app) => {
    await connect(page);
    app.provider.misbehave("/key", (response) => response.writeHead(500).end());
    await open(page, "/keys", "Not checked.");
  },
  "keys, every fold open": async (page) => {
    await connect(page);
    await page.goto("/keys");
    for (const fold of await page.locator("summary").all()) await fold.click();
    await expect(page.getByRole("button", { name: "Delete everything here" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Save the name" })).toBeVisible();
  },
  "keys, after a notice": connectedAt("/keys?notice=made_otherwise", "gave it other terms"),
  "keys, after a problem": connectedAt("/keys?problem=may_not_make", "does not let this key"),
  "keys, the second page": async (page, app) => {
    await connect(page);
    await store(app, "Old", { count: 24 });
    await open(page, "/keys?page=2", "Older keys");
  },
  "a limited key, asked for": connectedAt("/keys/new", "Limit in dollars"),
  "a limited key, after a problem": connectedAt("/keys/new?problem=bad_form&limit=0", "out of bounds"),
  "a limited key, from a dead one": async (page, app) => {
    await connect(page);
    await refuse(app);
    await open(page, "/keys/new", "Reconnect");
  },
};

const failures: Record<string, Reach> = {
  "an address without a page": at("/nowhere", "There is no page"),
  "a page that failed": async (page, app) => {
    await connect(page);
    await app.sql(`ALTER TABLE "Session" RENAME TO "Elsewhere"`);
    await page.goto("/keys");
    await app.sql(`ALTER TABLE "Elsewhere" RENAME TO "Session"`);
    await expect(page.getByRole("heading", { name: "This page could not be shown." })).toBeVisible();
  },
};

/** The headless form: without an address to return to. */
const codeless = ({ provider }: App) =>
  `${provider.url}/auth?code_challenge=${hash("sha256", "verifier", "base64url")}&code_challenge_method=S256`;

const someKey = ({ provider }: App) => `${provider.url}/keys/${hash("sha256", randomUUID())}`;

/** Goes when app/sandbox goes. */
const sandbox: Record<string, Reach> = {
  "consent, asked for": start,
  "consent, with the menu open": async (page) => {
    await start(page);
    await page.getByText("Try a failure").click();
    await expect(page.getByRole("radio", { name: "402 no credit" })).toBeVisible();
  },
  "consent, after a refusal": async (page) => {
    await start(page);
    await approve(page, "conflict");
    await expect(page.getByRole("alert").filter({ hasText: "409" })).toBeVisible();
  },
  "consent, without a callback": (page, app) => open(page, codeless(app), "the code is shown here"),
  "consent, not possible": (page, app) =>
    open(page, `${app.provider.url}/auth?callback_url=ftp://example.com`, "cannot be approved"),
  "a code to copy": async (page, app) => {
    await page.goto(codeless(app));
    await approve(page);
    await expect(page.getByRole("heading", { name: "Copy this code" })).toBeVisible();
  },
  "no code to copy": (page, app) => open(page, `${app.provider.url}/auth/code`, "No code was made"),
  "a key of the sandbox": (page, app) => open(page, someKey(app), "If you delete it"),
  "a key of the sandbox, deleted": async (page, app) => {
    await page.goto(someKey(app));
    await page.getByRole("button", { name: "Delete this key" }).click();
    await expect(page.getByRole("heading", { name: "This key is deleted" })).toBeVisible();
  },
};

const inspector: Record<string, Reach> = {
  "the inspector, before any attempt": at("/inspect", "There is none yet"),
  "the inspector, after success": connectedAt("/inspect", "Connected."),
  "the inspector, after a refusal": async (page) => {
    await start(page);
    await approve(page, "refused-verifier");
    await expect(page).toHaveURL("/?problem=refused");
    await open(page, "/inspect", "one may still be");
  },
};

const tutorial: Record<string, Reach> = {
  "learn, the beginning": at("/learn", "What PKCE protects against"),
  ...Object.fromEntries(
    chapters.map(({ slug, name }, index) => [
      `learn, ${slug}`,
      at(`/learn/${slug}`, `${index + 1} · ${name}`),
    ]),
  ),
  "learn, the lab": at("/learn/lab", "A wrong verifier"),
  "learn, an experiment": at("/learn/lab?try=replay", "••••"),
  "learn, a file": at("/learn/source?file=lib/pkce.ts", "lib/pkce.ts"),
};

/** Every state by its name. */
export const pages = { ...home, ...keys, ...inspector, ...tutorial, ...failures, ...sandbox };

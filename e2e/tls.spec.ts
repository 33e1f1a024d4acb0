// Over https, as deployed: the whole way in a real browser, and what the app then says of itself.
import { expect } from "./app.ts";
import { grade } from "./observatory.ts";
import { approve, complete, send, start } from "./person.ts";
import { ask } from "./raw.ts";
import { HANDLERS, PAGES } from "./routes.ts";
import { test } from "./tls.ts";

/** A Set-Cookie header, taken apart: its attributes by their names in small letters. */
function readCookie(line: string) {
  const [pair = "", ...rest] = line.split(/; */);
  const attributes = rest
    .map((part) => part.split("="))
    .map(([name = "", value]) => [name.toLowerCase(), value ?? ""]);
  const [name = ""] = pair.split("=");
  return { name, size: pair.length, attributes: Object.fromEntries(attributes) };
}

test("connect, chat and sign out over https: every cookie is locked to this host, and none is left", async ({
  page,
  context,
  secure,
}) => {
  const lines: string[] = [];
  const cached: string[] = [];
  context.on("response", async (response) => {
    if (!response.url().startsWith(secure.url)) return;
    const set = (await response.headersArray()).filter(({ name }) => name.toLowerCase() === "set-cookie");
    lines.push(...set.map(({ value }) => value));
    if (set.length && !response.headers()["cache-control"]?.includes("no-store")) cached.push(response.url());
  });
  await start(page);
  // The longest wish there is: the cookie must still fit.
  await page.goto("/");
  await page.locator("form[action='/auth/connect']").evaluate((form) => {
    const fields = {
      return_to: `/chat?${"x".repeat(300)}`,
      key_label: "字".repeat(100),
      connection: "x".repeat(36),
    };
    for (const [name, value] of Object.entries(fields))
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  });
  await page.getByRole("button", { name: "Connect ModelGates" }).click();
  await approve(page);
  await expect(page).toHaveURL(/\/chat\?x+$/);
  await send(page, "Who holds my key?");
  await complete(page);
  expect((await context.cookies(secure.url)).map(({ name }) => name)).toContain("__Host-modelgates-session");

  await page.goto("/keys");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByRole("status")).toContainText("Signed out.");
  // The first attempt is still open; ending it is its own affair.
  const left = (await context.cookies(secure.url)).map(({ name }) => name);
  expect(left).toEqual([expect.stringMatching(/^__Host-modelgates-transaction-/)]);

  const cookies = lines.map(readCookie);
  const kinds = cookies.map(
    ({ name, attributes }) => `${name.replace(/-[\w-]{16}$/, "")} ${attributes["max-age"]}`,
  );
  expect(kinds.sort()).toEqual([
    "__Host-modelgates-session 0",
    "__Host-modelgates-session 604800",
    "__Host-modelgates-transaction 0",
    "__Host-modelgates-transaction 1800",
    "__Host-modelgates-transaction 1800",
    "__Host-modelgates-transcript 0",
    "__Host-modelgates-transcript 604800",
  ]);
  for (const { name, size, attributes } of cookies) {
    const { expires, "max-age": maxAge, ...rest } = attributes;
    expect(rest, name).toEqual({ secure: "", httponly: "", samesite: "lax", path: "/" });
    // What the inspector shows is longer, and gone when the next attempt begins.
    expect(size, name).toBeLessThanOrEqual(name.endsWith("-transcript") ? 2048 : 1536);
  }
  expect(cached).toEqual([]);
});

test("every answer over https says so for two years", async ({ secure }) => {
  const paths = [
    ...PAGES,
    ...HANDLERS.map(({ path }) => path),
    "/icon.svg",
    "/nowhere",
    "/chat/",
    "/_next/none",
  ];
  for (const path of paths)
    for (const method of ["GET", "POST"]) {
      const { headers } = await ask(secure.url, path, { method, agent: secure.agent });
      expect(headers["strict-transport-security"], `${method} ${path}`).toBe(
        "max-age=63072000; includeSubDomains",
      );
    }
});

test("the log warns of what is not meant for a deployment", ({ secure }) => {
  for (const event of ["embedded_database_in_production", "client_address_unknown"])
    expect(secure.log()).toContain(`"event":"${event}"`);
});

test("MDN's Observatory would give every page 155 points or more", async ({ page, context, secure }) => {
  await start(page);
  await approve(page);
  await expect(page).toHaveURL("/chat");
  const cookie = (await context.cookies(secure.url)).map(({ name, value }) => `${name}=${value}`).join("; ");
  // A deployment's provider speaks https. (With the sandbox, whose clients may live on http://localhost, the consent page
  // must allow that as a form's target, and has 80.)
  const real = "https://modelgates.ai";
  for (const path of ["/", "/chat", "/keys", "/keys/new"]) {
    const answer = await ask(secure.url, path, { headers: { cookie }, agent: secure.agent });
    const policy = answer.headers["content-security-policy"] as string;
    answer.headers["content-security-policy"] = policy.replace(new URL(secure.provider.url).origin, real);
    const { score, notes } = grade(answer);
    expect(score, `${path}: ${notes.join(", ")}`).toBeGreaterThanOrEqual(155);
  }
});

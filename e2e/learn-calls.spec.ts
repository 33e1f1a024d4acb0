// The requests that the tutorial prints, run as they are printed, against the sandbox.
import { execFile, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { type App, expect, test } from "./app.ts";

const run = promisify(execFile);
const RUNNERS = { "curl.sh": "bash", "fetch.ts": process.execPath } as const;

/** A code that a person has approved, and its verifier. */
async function approved({ provider, url }: App) {
  const CODE_VERIFIER = randomBytes(32).toString("base64url");
  const CODE_CHALLENGE = createHash("sha256").update(CODE_VERIFIER).digest("base64url");
  const CALLBACK_URL = `${url}/auth/callback`;
  const body = new URLSearchParams({
    ...{ callback_url: CALLBACK_URL, code_challenge: CODE_CHALLENGE },
    ...{ code_challenge_method: "S256", decision: "approve" },
  });
  const answer = await fetch(`${provider.url}/auth/decide`, { method: "POST", body, redirect: "manual" });
  const CODE = new URL(answer.headers.get("location") ?? "").searchParams.get("code") ?? "";
  return { CODE, CODE_VERIFIER, CODE_CHALLENGE, CALLBACK_URL, MODELGATES_URL: provider.url };
}

/** What a tab of the tutorial shows. */
async function printed(page: Page, path: string, title: string, tab: string): Promise<string> {
  await page.goto(path);
  return (
    (await page.getByRole("group", { name: `${title}: ${tab}`, includeHidden: true }).textContent()) ?? ""
  );
}

/** Runs one as it is printed. @throws {Error} when it fails */
async function call(file: keyof typeof RUNNERS, text: string, env: Record<string, string>) {
  const options = { env: { ...process.env, ...env }, timeout: 30_000 };
  const args = file === "curl.sh" ? ["-ec", text] : ["--input-type=module-typescript", "-e", text];
  return (await run(RUNNERS[file], args, options)).stdout;
}

for (const [file, tab] of [
  ["curl.sh", "curl"],
  ["fetch.ts", "fetch"],
] as const) {
  test(`${tab}: the exchange, a code for another key, and a message`, async ({ page, app }) => {
    test.skip(tab === "curl" && !!spawnSync("curl", ["--version"]).error, "There is no curl.");
    const env = await approved(app);
    await call(file, await printed(page, "/learn/exchange", "The exchange", tab), env);
    const [apiKey = ""] = app.provider.apiKeys;
    expect(apiKey).toMatch(/^sk-/);

    const more = { ...env, MODELGATES_API_KEY: apiKey };
    await call(file, await printed(page, "/learn/limit", "Asking for a code", tab), more);
    expect(app.provider.codes.at(-1)?.body).toMatchObject({ limit: 1, usage_limit_type: "daily" });
    const { id } = JSON.parse(app.provider.codes.at(-1)?.answer ?? "{}").data;
    await call(file, await printed(page, "/learn/exchange", "The exchange", tab), { ...env, CODE: id });
    expect(app.provider.apiKeys).toHaveLength(2);

    const events = await call(file, await printed(page, "/learn/use", "One message", tab), more);
    expect(events).toMatch(/^data: \{.*"delta"/m);
    expect(events).toContain("data: [DONE]");
  });
}

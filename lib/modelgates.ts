// The provider over fetch: the way to an apiKey, and what an apiKey tells of itself. Its wire fields exist here, in
// completions.ts and in the sandbox; app/chat/events.ts reads the stream.
import "server-only";
import { z } from "zod";
import { call, readAnswer } from "./call.ts";
import { env } from "./env.ts";
import { during, Problem } from "./errors.ts";
import type { ProblemCode } from "./problems.ts";
import { step } from "./spans.ts";
import { RESETS, type Terms } from "./terms.ts";

const TIMEOUT = 10_000;
/** A page waits for this. */
const KEY_INFO_TIMEOUT = 2000;

/** Where the provider sends a person back to. The state rides in its query, in case it is not echoed. */
function callbackUrl(state?: string): string {
  const url = new URL("/auth/callback", env().appUrl);
  if (state) url.searchParams.set("transaction", state);
  return url.href;
}

/** Step 1: where to send the person (guide, step 1). `label` is what the new key is to be called there. */
export function authorizeUrl(attempt: { state: string; challenge: string; label: string | null }): string {
  const url = new URL(`${env().provider.url}/auth`);
  url.searchParams.set("callback_url", callbackUrl(attempt.state));
  url.searchParams.set("code_challenge", attempt.challenge);
  url.searchParams.set("code_challenge_method", "S256");
  url.searchParams.set("state", attempt.state);
  if (attempt.label) url.searchParams.set("key_label", attempt.label);
  return url.href;
}

/** Visible ASCII, so that it fits a header; no prefix is promised by the contract. The user id is a note and may be null. */
const exchangeAnswer = z.object({
  key: z.string().regex(/^[\x21-\x7e]{16,1024}$/),
  user_id: z
    .string()
    .regex(/^[\x21-\x7e]{1,256}$/)
    .nullish(),
});

/** What an exchange brings. */
export interface Issued {
  apiKey: string;
  providerUserId: string | null;
}

/**
 * Step 3: exchanges a code for an apiKey, once. No retry: a code works once, and a second try could burn a good answer.
 * No Authorization: the guide sends none, and there is nothing of ours to prove. Seed: POST /auth/keys.
 * @throws {Problem} refused (400 and 403 alike: which of them means what is not settled) or exchange_failed
 */
export const exchangeCode = (proof: { code: string; verifier: string }): Promise<Issued> =>
  step("exchange", () => exchange(proof));

async function exchange({ code, verifier }: { code: string; verifier: string }): Promise<Issued> {
  const body = { code, code_verifier: verifier, code_challenge_method: "S256" };
  const signal = AbortSignal.timeout(TIMEOUT);
  const response = await call("/auth/keys", { body, signal }).catch(during("exchange_failed"));
  const answered = response.status;
  if (answered === 400 || answered === 403) throw new Problem("refused", { answered });
  const answer = await readAnswer(response, exchangeAnswer);
  if (!answer) throw new Problem("exchange_failed", { answered });
  return { apiKey: answer.key, providerUserId: answer.user_id ?? null };
}

const codeAnswer = z.object({ data: z.object({ id: z.string().regex(/^[\x21-\x7e]{1,2048}$/) }) });

const CODE_PROBLEMS: Record<number, ProblemCode> = {
  400: "terms_refused",
  401: "apikey_refused",
  403: "may_not_make",
  409: "code_conflict",
};

/**
 * Asks with `apiKey` for a code that is worth a further apiKey under `terms`. Seed: createAuthCode; CONTRACT 1.3 adds the
 * path, the answer and the 403.
 * @throws {Problem} terms_refused, apikey_refused, may_not_make, code_conflict or code_failed
 */
export async function createAuthCode(apiKey: string, challenge: string, terms: Terms): Promise<string> {
  const body = {
    callback_url: callbackUrl(),
    code_challenge: challenge,
    code_challenge_method: "S256",
    key_label: terms.label ?? undefined,
    limit: terms.limit ?? undefined,
    usage_limit_type: terms.reset ?? undefined,
    expires_at: terms.expiresAt?.toISOString(),
  };
  const signal = AbortSignal.timeout(TIMEOUT);
  const response = await call("/auth/keys/code", { apiKey, body, signal }).catch(during("code_failed"));
  const answer = await readAnswer(response, codeAnswer);
  if (!answer) throw new Problem(CODE_PROBLEMS[response.status] ?? "code_failed");
  return answer.data.id;
}

const dollars = z.number().nonnegative().max(1e12);
/** With a year that a database takes and a page can show: an offset may lead out of the four digits. */
const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .refine((date) => date.getUTCFullYear() >= 1970 && date.getUTCFullYear() <= 9999);
const keyInfoAnswer = z.object({
  data: z.object({
    limit: dollars.nullish(),
    limit_remaining: z.number().max(1e12).nullish(),
    limit_reset: z.enum(RESETS).nullish().catch(null),
    usage: dollars,
    expires_at: moment.nullish(),
  }),
});

/** What the provider says of an apiKey, in dollars. `remaining` is of the present interval, and lags by minutes. */
export interface KeyInfo {
  spent: number;
  limit: number | null;
  remaining: number | null;
  reset: Terms["reset"];
  expiresAt: Date | null;
}

/** Seconds count here: a page waits for it. CONTRACT 1.4. @throws {Problem} apikey_refused or provider_down */
export async function getKeyInfo(apiKey: string): Promise<KeyInfo> {
  const signal = AbortSignal.timeout(KEY_INFO_TIMEOUT);
  const response = await call("/key", { apiKey, signal }).catch(during("provider_down"));
  const answer = await readAnswer(response, keyInfoAnswer);
  if (!answer) throw new Problem(response.status === 401 ? "apikey_refused" : "provider_down");
  const { usage, limit = null, limit_remaining = null, limit_reset = null, expires_at } = answer.data;
  return {
    spent: usage,
    limit,
    remaining: limit_remaining,
    reset: limit_reset,
    expiresAt: expires_at ?? null,
  };
}

/** Where a person finds a key at the provider, by its SHA-256: the only place where it can be ended (CONTRACT 1.8). */
export const keyPage = (hash: string): string => `${env().provider.url}/keys/${hash}`;

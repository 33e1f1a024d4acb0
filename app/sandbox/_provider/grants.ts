// What the sandbox issues: a code, then an apiKey.
import { hash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { spent } from "./memory.ts";
import { isScenario, type Scenario } from "./scenarios.ts";
import { open, seal } from "./seal.ts";

/** Milliseconds a code may be exchanged after it was issued (CONTRACT 1.1). */
const CODE_LIFE = 10 * 60_000;
const MINUTE = 60_000;
const CENT = 0.01;

const method = z.enum(["S256", "plain"]);
export type Method = z.infer<typeof method>;
const reset = z.enum(["daily", "weekly", "monthly"]);
export type Reset = z.infer<typeof reset>;
const scenario = z.string().refine(isScenario);

// Tuples, not objects: what is sealed travels in addresses and headers, and names would make it twice as long.
const sealedApiKey = z
  .tuple([z.string().nullable(), z.number().nullable(), reset.nullable(), z.number().nullable(), scenario])
  .nullable();
const sealedCode = z.tuple([z.string().nullable(), method.nullable(), z.number(), sealedApiKey]);

/** What an apiKey may do: dollars it may spend (per reset interval, if there is one), and until when (Unix ms). */
export interface Terms {
  label: string | null;
  limit: number | null;
  reset: Reset | null;
  expiresAt: number | null;
  scenario: Scenario;
}

/** What a person or an apiKey approved. */
interface Grant extends Terms {
  challenge: string | null;
  method: Method | null;
}

/** Without terms it seals `null`: four bytes, which make exactly the 64 hex characters of CONTRACT 1.0. */
function packTerms({ label, limit, reset, expiresAt, scenario }: Terms): z.infer<typeof sealedApiKey> {
  const given = label !== null || limit !== null || reset !== null || expiresAt !== null;
  return given || scenario !== "approve" ? [label, limit, reset, expiresAt, scenario] : null;
}

/** What nobody agreed on otherwise. */
export const NO_TERMS: Terms = {
  label: null,
  limit: null,
  reset: null,
  expiresAt: null,
  scenario: "approve",
};

function unpackTerms(packed: z.infer<typeof sealedApiKey>): Terms {
  if (!packed) return NO_TERMS;
  const [label, limit, reset, expiresAt, scenario] = packed;
  return { label, limit, reset, expiresAt, scenario };
}

/** Seals a grant as a one-use code (CONTRACT 1.1: opaque, ten minutes). */
export function issueCode(grant: Grant, now = Date.now()): string {
  const { challenge, method, ...terms } = grant;
  const issuedAt = terms.scenario === "expired-code" ? now - CODE_LIFE : now;
  const content: z.infer<typeof sealedCode> = [challenge, method, issuedAt, packTerms(terms)];
  return seal("code", content);
}

/** The grant inside a code, with its id; null for what was not issued here, or by another version of this file. */
function openCode(code: string) {
  const opened = open("code", code);
  const content = sealedCode.safeParse(opened?.value);
  if (!opened || !content.success) return null;
  const [challenge, method, issuedAt, terms] = content.data;
  return { id: opened.id, challenge, method, issuedAt, terms: unpackTerms(terms) };
}

/** True for a code that still works and is worth nothing to whoever looks on: fresh, unspent, with a challenge. */
export function isShowable(code: string, now = Date.now()): boolean {
  const grant = openCode(code);
  return !!grant && grant.challenge !== null && now < grant.issuedAt + CODE_LIFE && !spent.has(grant.id);
}

/**
 * RFC 7636 section 4.6. A challenge without a verifier is refused, and so is a verifier without a challenge, else a code
 * asked for without PKCE could be planted in an attempt that uses it. No length rule: the guide's own sample has 18.
 */
function isVerified(challenge: string | null, method: Method | null, verifier: string | undefined): boolean {
  if (challenge === null || verifier === undefined) return challenge === null && verifier === undefined;
  const derived = method === "S256" ? hash("sha256", verifier, "base64url") : verifier;
  // Over digests: timingSafeEqual demands equal lengths, and these lengths are the client's choice.
  return timingSafeEqual(digest(derived), digest(challenge));
}

const digest = (text: string) => hash("sha256", text, "buffer");

/** Why a code was not exchanged; the profile translates it into a status. */
export type Refusal = "unknown" | "expired" | "spent" | "method" | "verifier";

const FATES: Partial<Record<Scenario, Refusal>> = {
  "spent-code": "spent",
  "refused-verifier": "verifier",
};

/**
 * Exchanges a code for a fresh apiKey (CONTRACT 1.2). Synchronous from the check to the mark, so that of many requests
 * at once only one succeeds; a refusal does not burn the code.
 */
export function redeem(
  code: string,
  method: Method | null,
  verifier: string | undefined,
  now = Date.now(),
): { apiKey: string; user: string | null; scenario: Scenario } | Refusal {
  const grant = openCode(code);
  if (!grant) return "unknown";
  if (now >= grant.issuedAt + CODE_LIFE) return "expired";
  if (spent.has(grant.id)) return "spent";
  if (method !== grant.method) return "method";
  if (!isVerified(grant.challenge, method, verifier)) return "verifier";
  const { scenario } = grant.terms;
  const fate = FATES[scenario];
  if (fate) return fate;
  // In order of spending: everything before the first young one is long expired and needs no memory.
  for (const [id, spentAt] of spent) {
    if (now < spentAt + CODE_LIFE) break;
    spent.delete(id);
  }
  spent.set(grant.id, now);
  const apiKey = `sk-mg-v1-${seal("apiKey", packTerms(termsOfKey(grant.terms, now)))}`;
  // In the provider's manner, and new for every approval: the sandbox has no accounts.
  const user = scenario === "no-user" ? null : `user_sandbox_${grant.id.slice(0, 12)}`;
  return { apiKey, user, scenario };
}

/** What of a code's terms goes on into its apiKey: a scenario that has had its effect by then does not. */
function termsOfKey(terms: Terms, now: number): Terms {
  const done = { ...terms, scenario: "approve" } as const;
  switch (terms.scenario) {
    case "no-user":
      return done;
    case "limit-cent":
      return { ...done, limit: Math.min(terms.limit ?? CENT, CENT) };
    case "key-limit":
      return { ...done, limit: 0 };
    case "expires-soon":
      return { ...done, expiresAt: Math.min(terms.expiresAt ?? now + MINUTE, now + MINUTE) };
    default:
      return terms;
  }
}

/** The terms of an apiKey that this sandbox issued, whether it still works or not; null for any other text. */
export function readApiKey(apiKey: string): Terms | null {
  const opened = apiKey.startsWith("sk-mg-v1-") ? open("apiKey", apiKey.slice("sk-mg-v1-".length)) : null;
  const packed = sealedApiKey.safeParse(opened?.value);
  return packed.success ? unpackTerms(packed.data) : null;
}

// What the sandbox issues: a code, then an apiKey. Nothing is stored, both carry their own proof; memory holds only
// which codes are spent and what each apiKey has used, so it is exact in one process and forgotten at a restart.
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hash,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";
import { z } from "zod";
import { subkeys } from "../../../lib/env.ts";

/** Milliseconds a code may be exchanged after it was issued (CONTRACT 1.1). */
const CODE_LIFE = 10 * 60_000;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const DAY = 24 * 60 * 60_000;
const MAX_REMEMBERED = 10_000;

export type Method = "S256" | "plain";

/** What a person approved. `user` becomes the `user_id` of the exchange, which may be null. */
interface Grant {
  challenge: string | null;
  method: Method | null;
  keyLabel: string | null;
  user: string | null;
}

// A tuple, not an object: clients may cap a code at 256 characters, and names would take a third of that.
const nullable = z.string().nullable();
const sealedGrant = z.tuple([nullable, z.enum(["S256", "plain"]).nullable(), nullable, nullable, z.number()]);

// On globalThis, because a bundler may give every route its own copy of this module.
const shared = globalThis as typeof globalThis & {
  sandboxMemory?: { spent: Map<string, number>; usage: Map<string, Map<string, number>> };
};
shared.sandboxMemory ??= { spent: new Map(), usage: new Map() };
const { spent, usage } = shared.sandboxMemory;

/** A user_id in the provider's manner, new for every approval: the sandbox has no accounts. */
export const newUser = (): string => `user_sandbox_${randomBytes(6).toString("hex")}`;

/** Seals a grant as a one-use code: AES-256-GCM under the newest secret, base64url (CONTRACT 1.1: opaque, ten minutes). */
export function issueCode({ challenge, method, keyLabel, user }: Grant, now = Date.now()): string {
  const [newest] = subkeys("sandbox");
  if (!newest) throw new Error("no secret to seal with");
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", newest.subkey, nonce);
  const text = JSON.stringify([challenge, method, keyLabel, user, now] satisfies z.infer<typeof sealedGrant>);
  const sealed = [nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat(sealed).toString("base64url");
}

/** Opens a code under any of the secrets, in its one spelling only. Its random nonce is also its id. */
function openCode(code: string) {
  const bytes = Buffer.from(code, "base64url");
  const nonce = bytes.subarray(0, NONCE_BYTES);
  if (bytes.length < NONCE_BYTES + TAG_BYTES || bytes.toString("base64url") !== code) return null;
  for (const { subkey } of subkeys("sandbox")) {
    const decipher = createDecipheriv("aes-256-gcm", subkey, nonce, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, "utf8");
      decipher.final(); // throws unless the tag fits: nothing of the text counts before
      const [challenge, method, , user, issuedAt] = sealedGrant.parse(JSON.parse(text));
      return { id: nonce.toString("hex"), challenge, method, user, issuedAt };
    } catch {
      // Another secret may fit.
    }
  }
  return null;
}

/**
 * RFC 7636 section 4.6. A challenge without a verifier is refused, and so is a verifier without a challenge, else a code
 * asked for without PKCE could be planted in an attempt that uses it. No length rule: the guide's own sample has 18.
 */
function isVerified(challenge: string | null, method: Method | null, verifier: string | undefined): boolean {
  if (challenge === null || verifier === undefined) return challenge === null && verifier === undefined;
  const derived = method === "S256" ? hash("sha256", verifier, "base64url") : verifier;
  return isEqual(derived, challenge);
}

const digest = (text: string) => hash("sha256", text, "buffer");
// Over digests: timingSafeEqual demands equal lengths, and these lengths are the client's choice.
const isEqual = (a: string, b: string) => timingSafeEqual(digest(a), digest(b));

/** Why a code was not exchanged; the route translates it into a status. */
export type Refusal = "unknown" | "expired" | "spent" | "method" | "verifier";

/**
 * Exchanges a code for a fresh apiKey (CONTRACT 1.2). Synchronous from the check to the mark, so that of many requests
 * at once only one succeeds; a refusal does not burn the code.
 */
export function redeem(
  code: string,
  method: Method | null,
  verifier: string | undefined,
  now = Date.now(),
): { apiKey: string; user: string | null } | Refusal {
  const grant = openCode(code);
  if (!grant) return "unknown";
  if (now >= grant.issuedAt + CODE_LIFE) return "expired";
  if (spent.has(grant.id)) return "spent";
  if (method !== grant.method) return "method";
  if (!isVerified(grant.challenge, grant.method, verifier)) return "verifier";
  // In order of spending: everything before the first young one is long expired and needs no memory.
  for (const [id, spentAt] of spent) {
    if (now < spentAt + CODE_LIFE) break;
    spent.delete(id);
  }
  spent.set(grant.id, now);
  const id = randomBytes(16).toString("hex");
  return { apiKey: `sk-mg-v1-${id}${macs(id)[0]}`, user: grant.user };
}

/** The second half of an apiKey vouches for the first: one value per secret, newest first. */
const macs = (id: string) =>
  subkeys("sandbox").map(({ subkey }) =>
    createHmac("sha256", subkey).update(`apiKey:${id}`).digest("hex").slice(0, 32),
  );

/** True when this sandbox issued `apiKey` (shape: CONTRACT 1.0). Needs no storage, so it survives a restart. */
export function isApiKey(apiKey: string): boolean {
  const [, id, mac] = /^sk-mg-v1-([0-9a-f]{32})([0-9a-f]{32})$/.exec(apiKey) ?? [];
  return id !== undefined && mac !== undefined && macs(id).some((candidate) => isEqual(candidate, mac));
}

const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

/** Adds `dollars` to what an apiKey has used today. The ones longest unused are forgotten beyond ten thousand. */
export function addUsage(apiKey: string, dollars: number, now = Date.now()): void {
  const name = digest(apiKey).toString("hex");
  const days = usage.get(name) ?? new Map<string, number>();
  days.set(dayOf(now), (days.get(dayOf(now)) ?? 0) + dollars);
  usage.delete(name);
  usage.set(name, days);
  for (const oldest of usage.keys()) {
    if (usage.size <= MAX_REMEMBERED) break;
    usage.delete(oldest);
  }
}

/** Dollars used since this process started: in all, this UTC day, week (from Monday) and month (CONTRACT 1.4). */
export function readUsage(apiKey: string, now = Date.now()) {
  const days = [...(usage.get(digest(apiKey).toString("hex")) ?? [])];
  const since = (first: string) =>
    days.reduce((sum, [day, dollars]) => (day >= first ? sum + dollars : sum), 0);
  const monday = dayOf(now - ((new Date(now).getUTCDay() + 6) % 7) * DAY);
  return {
    usage: since(""),
    usage_daily: since(dayOf(now)),
    usage_weekly: since(monday),
    usage_monthly: since(`${dayOf(now).slice(0, 7)}-01`),
  };
}

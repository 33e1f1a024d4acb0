// One connect attempt in flight: a sealed cookie of its own, so that tabs never overwrite each other.
import "server-only";
import { timingSafeEqual } from "node:crypto";
import { cookies } from "next/headers.js";
import { z } from "zod";
import { problemOfSpent } from "./attempts.ts";
import { cookieName, cookieOptions, openCookie, sealCookie } from "./cookie.ts";
import { env } from "./env.ts";
import { Problem } from "./errors.ts";
import { randomToken, s256Challenge, sha256 } from "./pkce.ts";
import { ABSOLUTE } from "./session.ts";

/** Seconds an attempt may take; the provider's code lives as long. */
const MAX_AGE = 600;
/** The cookie outlives the attempt, so that a late return is told "too late" instead of "unknown". */
export const COOKIE_MAX_AGE = 3 * MAX_AGE;
/**
 * Seconds after which lib/sweep.ts forgets that an attempt is spent: its cookie is long too old to open by then, and a form that
 * makes a key was shown in a session that is over.
 */
export const SPENT_MAX_AGE = ABSOLUTE + 3600;
const MAX_PARALLEL = 5;
/** Of cookies by such names as many are looked at: a browser of ours has five, and each one that does not open is logged. */
const MOST = 2 * MAX_PARALLEL;

const prefix = () => cookieName("modelgates-transaction-");
/** The cookie of the attempt that `state` names. */
export const nameOf = (state: string): string => prefix() + sha256(state).slice(0, 16);

/** What a person wants of an attempt. */
export interface Wish {
  /** A path that request.ts found safe. */
  returnTo: string;
  /** What the connection is to be called. */
  label: string | null;
  /** The connection whose apiKey the new one replaces. */
  replaces: string | null;
}

/** What the callback needs back. */
export interface Transaction extends Wish {
  verifier: string;
  /** When Connect was pressed, in milliseconds since 1970. */
  began: number;
  /** By which attempts.ts sees to it that it is used once. */
  attempt: string;
}

/**
 * Starts an attempt: sets its cookie. At most five are open at once, so the Cookie header stays bounded.
 * @returns the state and the S256 challenge to send; the verifier stays sealed
 */
export async function createTransaction(wish: Wish): Promise<{ state: string; challenge: string }> {
  const jar = await cookies();
  await dropOldest(jar);
  const state = randomToken();
  const verifier = randomToken();
  const payload = { ...wish, state, verifier, provider: env().provider.origin };
  jar.set(
    nameOf(state),
    await sealCookie("transaction", payload, COOKIE_MAX_AGE),
    cookieOptions(COOKIE_MAX_AGE),
  );
  return { state, challenge: s256Challenge(verifier) };
}

/** Drops the oldest beyond five, with the one that is about to begin. */
async function dropOldest(jar: Awaited<ReturnType<typeof cookies>>): Promise<void> {
  const open = await Promise.all(
    jar
      .getAll()
      .filter(({ name }) => /^[\w-]{16}$/.test(name.replace(prefix(), "")) && name.startsWith(prefix()))
      .slice(0, MOST)
      .map(async ({ name, value }) => ({
        name,
        age: (await openCookie("transaction", value))?.age ?? Infinity,
      })),
  );
  const surplus = open.sort((a, b) => a.age - b.age).slice(MAX_PARALLEL - 1);
  for (const { name } of surplus) jar.set(name, "", cookieOptions(0));
}

/**
 * Takes the attempt that the returned state copies name: reads and deletes its cookie, whatever comes next.
 * @param copies every copy of the state that came back; all must match, and there must be one
 * @throws {Problem} unknown_transaction, replayed, interrupted or expired. Tests: e2e/callback.spec.ts, lib/connect.test.ts
 */
export async function takeTransaction(copies: string[]): Promise<Transaction> {
  const [state] = copies;
  if (!state) throw new Problem("unknown_transaction");
  const jar = await cookies();
  const value = jar.get(nameOf(state))?.value;
  if (!value) throw new Problem((await problemOfSpent(state)) ?? "unknown_transaction");
  jar.set(nameOf(state), "", cookieOptions(0));

  return readTransaction(value, copies);
}

const content = z.object({
  state: z.string(),
  verifier: z.string(),
  provider: z.string(),
  returnTo: z.string(),
  label: z.string().nullable().default(null),
  replaces: z.string().nullable().default(null),
});

/** Opens and judges a transaction cookie; pure but for the secrets and the clock. */
export async function readTransaction(
  value: string,
  copies: string[],
  now = Date.now(),
): Promise<Transaction> {
  const opened = await openCookie("transaction", value, now);
  const sealed = content.safeParse(opened?.payload);
  if (!opened || !sealed.success) throw new Problem("unknown_transaction");
  const { state, provider, ...transaction } = sealed.data;
  // The state binds the answer to this browser: without it an attacker could plant a code of their own (login CSRF).
  if (copies.length === 0 || !copies.every((copy) => isEqual(copy, state)))
    throw new Problem("unknown_transaction");
  // Begun at another provider, as after a switch from the sandbox: its code means nothing here.
  if (provider !== env().provider.origin) throw new Problem("unknown_transaction");
  if (opened.age >= MAX_AGE) throw new Problem("expired");
  return { ...transaction, attempt: state, began: Math.round(now - opened.age * 1000) };
}

// Hashes have one length, as timingSafeEqual demands; the states may not.
const isEqual = (a: string, b: string) => timingSafeEqual(Buffer.from(sha256(a)), Buffer.from(sha256(b)));

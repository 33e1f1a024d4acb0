// Sealed cookies: how session.ts, transaction.ts and transcript.ts write and read them.
import "server-only";
import { sealData, unsealData } from "iron-session";
import { env, subkeys } from "./env.ts";
import { log } from "./log.ts";

type Purpose = "session" | "transaction" | "transcript";

/** What every sealed cookie says of itself, beside its own fields. */
interface Stamp {
  /** A seal is not bound to the cookie's name: without this, one kind could be passed off as the other. */
  purpose: Purpose;
  /** Seconds since 1970, with decimals. The reader checks the age: a seal's own expiry cannot be shortened afterwards. */
  iat: number;
}

const passwords = (purpose: Purpose) => subkeys(purpose).map(({ subkey }) => subkey.toString("base64url"));

/** Seals `payload` for a cookie under a subkey of its purpose's own; `maxAge` in seconds. */
export function sealCookie(
  purpose: Purpose,
  payload: object,
  maxAge: number,
  now = Date.now(),
): Promise<string> {
  const [newest] = passwords(purpose);
  if (!newest) throw new Error("no secret to seal with");
  const stamp: Stamp = { purpose, iat: now / 1000 };
  return sealData({ ...payload, ...stamp }, { password: newest, ttl: maxAge });
}

/**
 * Opens a sealed cookie with the newest secret that fits, so secrets rotate by prepending.
 * @returns its fields and its age in seconds, or null when it is foreign, altered, or more than a minute
 *   ahead of this clock: why, is logged.
 */
export async function openCookie(purpose: Purpose, value: string, now = Date.now()) {
  let reason: string = "stamp"; // it opened, but was sealed for another purpose, or ahead of time
  const onUnsealError = (why: string) => {
    reason = why;
  };
  for (const password of passwords(purpose)) {
    const payload = await unsealData<Partial<Stamp> & Record<string, unknown>>(value, {
      password,
      onUnsealError,
    });
    const age = typeof payload.iat === "number" ? now / 1000 - payload.iat : Number.NaN;
    // The clocks of two instances may differ by a little.
    if (payload.purpose === purpose && age >= -60) return { payload, age };
  }
  log("cookie_refused", { purpose, reason });
  return null;
}

/** The prefix makes a browser refuse the cookie from a subdomain or plain http; it needs https, so not on loopback. */
export const cookieName = (name: string): string => (env().secure ? `__Host-${name}` : name);

/**
 * Attributes of every cookie, for setting and for deleting (maxAge 0): a deletion without Secure would leave a
 * `__Host-` cookie alive. Lax, not Strict: a Strict cookie is lost on the way back from the provider.
 */
export const cookieOptions = (maxAge: number) =>
  ({ httpOnly: true, secure: env().secure, sameSite: "lax", path: "/", maxAge }) as const;

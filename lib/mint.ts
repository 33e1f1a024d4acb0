// Making a limited key with a key: a code and its exchange as at connecting, with no person at the provider.
import "server-only";
import { addConnection, requireApiKey } from "./custody.ts";
import { during, Problem } from "./errors.ts";
import { createAuthCode, exchangeCode, getKeyInfo, type KeyInfo } from "./modelgates.ts";
import { randomToken, s256Challenge } from "./pkce.ts";
import { requireUser } from "./session.ts";
import type { Terms } from "./terms.ts";
import { claim } from "./transaction.ts";

/** A new connection, and whether the provider confirms its terms: null when it did not say. */
export interface Minted {
  id: string;
  confirmed: boolean | null;
}

/**
 * Makes a further key at the provider with the apiKey of connection `parent`, and stores it.
 * @param attempt unique to the form that was sent: a second press makes no second key
 * @throws {Problem} bad_form or submitted_twice; as requireApiKey(), createAuthCode() and exchangeCode(); not_stored
 */
export async function mint(parent: string, attempt: string, terms: Terms): Promise<Minted> {
  if (attempt.length !== 43) throw new Problem("bad_form"); // not one of randomToken()'s
  const userId = await requireUser();
  const verifier = randomToken();
  const withApiKey = await requireApiKey(parent);
  const code = await withApiKey(async (apiKey) => {
    if (!(await claim(`mint ${attempt}`))) throw new Problem("submitted_twice");
    return createAuthCode(apiKey, s256Challenge(verifier), terms);
  });
  const issued = await exchangeCode({ code, verifier }).catch((error) => {
    // At connecting this means "begin anew"; here nobody has begun anything.
    throw error instanceof Problem && error.code === "refused" ? new Problem("code_failed") : error;
  });
  const { label, expiresAt } = terms;
  const id = await addConnection(userId, { ...issued, label, expiresAt }).catch(during("not_stored"));
  const info = await getKeyInfo(issued.apiKey).catch(() => null);
  return { id, confirmed: info && hasTaken(terms, info) };
}

/** Whether the key has the terms that were asked for; what was left open is the provider's to choose. */
function hasTaken({ limit, reset, expiresAt }: Terms, info: KeyInfo): boolean {
  const seconds = (date: Date | null) => date && Math.floor(date.getTime() / 1000);
  return (
    (limit === null || limit === info.limit) &&
    (reset === null || reset === info.reset) &&
    (expiresAt === null || seconds(expiresAt) === seconds(info.expiresAt))
  );
}

// Making a limited key with a key: a code and its exchange as at connecting, with no person at the provider.
import "server-only";
import { once } from "./attempts.ts";
import { addConnection, requireApiKey } from "./custody.ts";
import { Problem } from "./errors.ts";
import { hashed, log } from "./log.ts";
import { createAuthCode, exchangeCode, getKeyInfo, type KeyInfo } from "./modelgates.ts";
import { randomToken, s256Challenge } from "./pkce.ts";
import type { ProblemCode } from "./problems.ts";
import type { Terms } from "./terms.ts";

/** A new connection, and whether the provider confirms its terms: null when it did not say. */
export interface Minted {
  id: string;
  confirmed: boolean | null;
}

/**
 * Makes a further key at the provider with the apiKey of connection `parent`, and stores it.
 * @param token unique to the form that was sent: a second press makes no second key
 * @throws {Problem} bad_form, submitted_twice or interrupted; as requireApiKey(), createAuthCode() and exchangeCode(); not_stored
 */
export async function mint(parent: string, token: string, terms: Terms): Promise<Minted> {
  if (token.length !== 43) throw new Problem("bad_form"); // not one of randomToken()'s
  const attempt = `mint ${token}`;
  const verifier = randomToken();
  const { label, expiresAt } = terms;
  const { userId, withApiKey } = await requireApiKey(parent);
  const make = async (apiKey: string) => {
    const code = await createAuthCode(apiKey, s256Challenge(verifier), terms);
    const issued = await exchangeCode({ code, verifier }).catch(rename("refused", "code_failed"));
    return { ...issued, id: await addConnection(userId, { ...issued, label, expiresAt, attempt }) };
  };
  const { id, apiKey } = await withApiKey((parentKey) => once(attempt, () => make(parentKey))).catch(
    rename("replayed", "submitted_twice"),
  );
  log("minted", { user: hashed(userId), connection: hashed(id) });
  const info = await getKeyInfo(apiKey).catch(() => null);
  return { id, confirmed: info && hasTaken(terms, info) };
}

/** At connecting a person goes to the provider and comes back; here nobody does, and what failed has another name. */
const rename = (from: ProblemCode, to: ProblemCode) => (error: unknown) => {
  throw error instanceof Problem && error.code === from ? new Problem(to) : error;
};

/** Whether the key has the terms that were asked for; what was left open is the provider's to choose. */
function hasTaken({ limit, reset, expiresAt }: Terms, info: KeyInfo): boolean {
  const seconds = (date: Date | null) => date && Math.floor(date.getTime() / 1000);
  return (
    (limit === null || limit === info.limit) &&
    (reset === null || reset === info.reset) &&
    (expiresAt === null || seconds(expiresAt) === seconds(info.expiresAt))
  );
}

// What an app may ask for at the grant side: the rules of the consent page and of POST /auth/keys/code alike.
import type { Method } from "./grants.ts";
import type { Profile } from "./profile.ts";
import { isScenario, type Scenario, scenarios } from "./scenarios.ts";
import { WireError } from "./wire.ts";

const callbackRule = (ports: string) =>
  `callback_url must be an https address${ports}, or an http address on localhost, 127.0.0.1 or [::1]; ` +
  "complete, percent-encoded, and without a user name or password.";

/**
 * The seeds' callback rule. Plain ASCII and two slashes, so that what is shown, checked and sent is one and the same.
 * @throws {WireError} 400 naming the rule
 */
export function checkCallback(text: string, { httpsPorts }: Profile): void {
  const plain = /^https?:\/\/[!-[\]-~]+$/i.test(text) && !/^[^:]+:\/\/[^/?#]*@/.test(text);
  const url = plain && URL.canParse(text) ? new URL(text) : null;
  const allowed =
    url?.protocol === "https:"
      ? (httpsPorts?.includes(url.port) ?? true)
      : ["localhost", "127.0.0.1", "[::1]"].includes(url?.hostname ?? "");
  if (!allowed) throw new WireError(400, callbackRule(httpsPorts ? " on port 443 or 3000" : ""));
}

/** The challenge and its method belong together. @throws {WireError} 400 naming the rule */
export function checkChallenge(challenge: string | undefined, method: string | undefined): Method | null {
  if (method !== undefined && method !== "S256" && method !== "plain")
    throw new WireError(400, "code_challenge_method must be S256 or plain.");
  // An empty challenge is no "none": taking it for one would switch PKCE off for an app that means to use it.
  if (challenge === "" || (challenge === undefined) !== (method === undefined))
    throw new WireError(
      400,
      "code_challenge and code_challenge_method belong together: send both or neither.",
    );
  return method ?? null;
}

/** A scenario by its id; nothing means that all goes well. @throws {WireError} 400 naming them all */
export function checkScenario(text: string | null | undefined): Scenario {
  if (!text) return "approve";
  if (isScenario(text)) return text;
  throw new WireError(400, `scenario must be one of ${Object.keys(scenarios).join(", ")}.`);
}

type NoCode = [status: number, message: string];
const CONFLICT: NoCode = [409, "Failed to create or update the app. Please try again later."];
const BROKEN: NoCode = [500, "Internal Server Error"];

/** What POST /auth/keys/code documents for when no code can be made, and the consent page shows (CONTRACT 1.3, 4.4). */
const NO_CODE = new Map<unknown, NoCode>([
  ["conflict" satisfies Scenario, CONFLICT],
  ["approval-500" satisfies Scenario, BROKEN],
]);

/** The same for an apiKey that carries the scenario and asks for a code, whatever it asks. */
const NO_CODE_FOR = new Map<Scenario, NoCode>([
  ["mint-refused", [403, "Only management keys can perform this operation"]],
  ["mint-conflict", CONFLICT],
  ["mint-500", BROKEN],
]);

/** The refusal that a scenario prescribes at approval, if it does. */
export const refusalAtApproval = (scenario: unknown) => NO_CODE.get(scenario);

/** The refusal of every code that an apiKey with this scenario asks for, if there is one. */
export const refusalToMint = (scenario: Scenario) => NO_CODE_FOR.get(scenario);

const MAX_LABEL = 100;

/** A name for a key, without control characters and halves of a character. @throws {WireError} 400 naming the rule */
export function checkLabel(label: string | undefined): string | null {
  if (label && (label.length > MAX_LABEL || /[\p{Cc}\p{Cs}]/u.test(label)))
    throw new WireError(400, `key_label may have ${MAX_LABEL} characters, and no control characters.`);
  return label || null;
}

/**
 * Reads what an app asks for at `/auth` (CONTRACT 1.1), from a query or a form. Without `callback_url` it is the headless
 * form: the code is shown for copying, and only a challenge keeps it from working for whoever looks on.
 * @throws {WireError} 400 with a sentence that names the broken rule
 */
export function readAuthorization(valuesOf: (name: string) => string[], profile: Profile) {
  const read = (name: string, maxLength: number) => {
    const [value, ...others] = valuesOf(name);
    if (others.length > 0) throw new WireError(400, `${name} may be given only once.`);
    if (value && value.length > maxLength)
      throw new WireError(400, `${name} may have ${maxLength} characters.`);
    return value;
  };
  const callback_url = read("callback_url", 2048);
  const code_challenge = read("code_challenge", 128);
  const code_challenge_method = checkChallenge(code_challenge, read("code_challenge_method", 128));
  const key_label = checkLabel(read("key_label", MAX_LABEL));
  const state = read("state", 2048);
  const scenario = checkScenario(read("scenario", 128));
  if (callback_url !== undefined) checkCallback(callback_url, profile);
  else if (code_challenge === undefined)
    throw new WireError(
      400,
      "Without callback_url the code is shown for copying, and code_challenge is required.",
    );
  return { callback_url, code_challenge, code_challenge_method, key_label, state, scenario };
}
export type Authorization = ReturnType<typeof readAuthorization>;

// Where the documentation says one thing and the running service was measured to answer another (CONTRACT 0.2 and 3).
// Below /sandbox everything answers as documented, below /sandbox/live as measured.
import type { Refusal } from "./grants.ts";

type Answer = [status: number, message: string];

export interface Profile {
  /** Where it is reached; next.config.ts serves both addresses from the same files. */
  address: string;
  refusals: Record<Refusal, Answer>;
  wrongVerb: Answer;
  missingApiKey: string;
  /** A chat request whose body is no JSON. */
  chatWithoutJson: string;
  /** True: the exchange answers plain text to a body that is no JSON, and a ZodError to a misfit (shapes C and B). */
  looseErrors: boolean;
  /** Whether an ordinary apiKey may read the account's credits. */
  openCredits: boolean;
  /** Ports that an https callback may have; null for any. The empty string is 443. */
  httpsPorts: string[] | null;
}

const refused: Answer = [403, "Invalid code or code_verifier"];
const same = {
  expired: [403, "Authorization code expired"],
  verifier: refused,
  method: [400, "Invalid code_challenge_method"],
} satisfies Partial<Record<Refusal, Answer>>;

const documented: Profile = {
  address: "/sandbox",
  refusals: { ...same, unknown: refused, spent: refused },
  wrongVerb: [405, "Method Not Allowed"],
  missingApiKey: "Missing Authentication header",
  chatWithoutJson: "Malformed JSON in request body",
  looseErrors: false,
  openCredits: false,
  httpsPorts: ["", "3000"],
};

const live: Profile = {
  address: "/sandbox/live",
  refusals: { ...same, unknown: [400, "Invalid code"], spent: [400, "Invalid code"] },
  wrongVerb: [404, "Not Found"],
  missingApiKey: "No cookie auth credentials found",
  chatWithoutJson: "Input must have at least 1 token.",
  looseErrors: true,
  openCredits: true,
  httpsPorts: null,
};

/** The profile of a route, by the address the client used. */
export const profileOf = ({ url }: Request): Profile =>
  new URL(url).pathname.startsWith(`${live.address}/`) ? live : documented;

/** The profile of a page, by what next.config.ts adds to its query, since a page does not see its own address. */
export const pageProfile = ({ profile }: { profile?: unknown }): Profile =>
  profile === "live" ? live : documented;

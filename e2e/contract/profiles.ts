// Where the documentation says one thing and the running service was measured to answer another: CONTRACT 0.2 and 3.4.

/** What a gateway is held to. "either" is for a live one, of which nobody knows the day it changes. */
export type Profile = "documented" | "measured" | "either";

/** A refusal in short: its shape is one of the three of CONTRACT 1.0. No message stands for any. */
export interface Refusal {
  status: number;
  shape: "A" | "B" | "C";
  message?: string;
}

const refused: Refusal = { status: 403, shape: "A", message: "Invalid code or code_verifier" };
/** Also what a gateway of the profile `all-400` says to every bad code, a late or badly proven one too. */
const unknown: Refusal = { status: 400, shape: "A", message: "Invalid code" };
const method: Refusal = { status: 400, shape: "A", message: "Invalid code_challenge_method" };
const misfit: Record<Exclude<Profile, "either">, Refusal> = {
  documented: { status: 400, shape: "A" },
  measured: { status: 400, shape: "B" },
};

/** The rows by name. `either` is what a live gateway may answer besides the two. */
export const rows = {
  unknownCode: { documented: refused, measured: unknown },
  spentCode: { documented: refused, measured: unknown },
  wrongVerifier: { documented: refused, measured: refused, either: unknown },
  expiredCode: {
    documented: { status: 403, shape: "A", message: "Authorization code expired" },
    measured: { status: 403, shape: "A", message: "Authorization code expired" },
  },
  otherMethod: { documented: method, measured: method },
  misfit,
  badQuery: misfit,
  notJson: {
    documented: { status: 400, shape: "A" },
    measured: { status: 400, shape: "C", message: "Malformed JSON in request body" },
  },
  chatNotJson: {
    documented: { status: 400, shape: "A" },
    measured: { status: 400, shape: "A", message: "Input must have at least 1 token." },
  },
  wrongVerb: {
    documented: { status: 405, shape: "A", message: "Method Not Allowed" },
    measured: { status: 404, shape: "A", message: "Not Found" },
  },
  noApiKey: {
    documented: { status: 401, shape: "A", message: "Missing Authentication header" },
    measured: { status: 401, shape: "A", message: "No cookie auth credentials found" },
  },
  badApiKey: {
    documented: { status: 401, shape: "A", message: "User not found." },
    measured: { status: 401, shape: "A", message: "User not found." },
  },
} satisfies Record<string, { documented: Refusal; measured: Refusal; either?: Refusal }>;

export type Row = keyof typeof rows;

/** The refusals that fit a row under a profile. */
export function allowed(row: Row, profile: Profile): Refusal[] {
  const found: { documented: Refusal; measured: Refusal; either?: Refusal } = rows[row];
  if (profile !== "either") return [found[profile]];
  return [found.documented, found.measured, ...(found.either ? [found.either] : [])];
}

// The failures that only the browser sees, and how it reads the server's.
import type { Failure } from "../failure.tsx";

const custody = "Your key is on the server, unchanged.";

/** Why no connection to this app came about. */
export const noConnection = (): Failure =>
  navigator.onLine
    ? {
        code: "unreachable",
        happened: "This app could not be reached.",
        custody,
        next: "Check your connection, then try again.",
      }
    : { code: "offline", happened: "You are offline.", custody, next: "Come back online, then try again." };

const BREAKS = {
  error: "ModelGates reported an error instead of the rest of the answer.",
  late: "The rest of the answer took too long, so nobody waits for it any more.",
  cut: "The connection broke before the answer was complete.",
  stalled: "Nothing has come for a minute, so this app stopped waiting.",
  empty: "ModelGates ended the answer before its first word.",
};
export type Break = keyof typeof BREAKS;

/** An answer that began well and broke off, with or without a word of text. */
export const brokenOff = (how: Break, answered: boolean): Failure => ({
  code: how,
  happened: BREAKS[how],
  custody,
  next: answered ? "Continue the answer, or ask for it anew." : "Try again, or choose another model.",
});

/** What the server says that went wrong: a problem of lib/problems.ts. */
export async function readFailure(response: Response): Promise<Failure> {
  const body: unknown = await response.json().catch(() => null);
  const error = body && typeof body === "object" && "error" in body ? (body.error as Partial<Failure>) : {};
  return { ...noConnection(), ...error };
}

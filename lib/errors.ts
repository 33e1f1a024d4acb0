// How a failure travels: as a problem from the closed list, whose code is all that is logged of it.
import { type ProblemCode, problems } from "./problems.ts";

/** A failure with a name from the list. Its code is safe to log; its cause may quote a request. */
export class Problem extends Error {
  readonly code: ProblemCode;
  /** Seconds to wait, where the provider said so. */
  readonly retryAfter: number | undefined;

  constructor(code: ProblemCode, options: { retryAfter?: number | undefined; cause?: unknown } = {}) {
    super(code, { cause: options.cause });
    this.name = "Problem";
    this.code = code;
    this.retryAfter = options.retryAfter;
  }

  /** The problem as JSON for the app's own API: its code and sentences, never what a provider said. */
  toResponse(): Response {
    const { status, ...sentences } = problems[this.code];
    const headers = new Headers({ "Cache-Control": "no-store" });
    const { retryAfter } = this; // in the body too, next to the sentences
    if (retryAfter !== undefined) headers.set("Retry-After", String(retryAfter));
    return Response.json({ error: { code: this.code, ...sentences, retryAfter } }, { status, headers });
  }
}

/** For a catch: gives a failure that has no name yet the name of the step it happened in. */
export const during = (code: ProblemCode) => (error: unknown) => {
  throw error instanceof Problem ? error : new Problem(code, { cause: error });
};

/** Logs a failure by its class alone: a message may quote the request. */
export const logFailure = (event: string, error: unknown): void =>
  console.error(JSON.stringify({ event, error: error instanceof Error ? error.name : "unknown" }));

/** A failure as a problem; one that has no name is logged as `event`. */
export function nameProblem(event: string, error: unknown): Problem {
  if (error instanceof Problem) return error;
  logFailure(event, error);
  return new Problem("unavailable", { cause: error });
}

// How a failure travels: as a problem from the closed list, whose code is all that is logged of it.
import { type Event, log, reference } from "./log.ts";
import { type ProblemCode, problems } from "./problems.ts";

/** A failure with a name from the list. Its code is safe to log; its cause may quote a request. */
export class Problem extends Error {
  readonly code: ProblemCode;
  /** Seconds to wait, where the provider said so. */
  readonly retryAfter: number | undefined;
  /** The status of the provider, where it has answered. */
  readonly answered: number | undefined;

  constructor(
    code: ProblemCode,
    options: { retryAfter?: number | undefined; answered?: number; cause?: unknown } = {},
  ) {
    super(code, { cause: options.cause });
    this.name = "Problem";
    this.code = code;
    this.retryAfter = options.retryAfter;
    this.answered = options.answered;
  }

  /** The problem as JSON for the app's own API: its code and sentences, never what a provider said. */
  toResponse(): Response {
    const { status, ...sentences } = problems[this.code];
    const headers = new Headers({ "Cache-Control": "no-store" });
    const { code, retryAfter } = this; // in the body too, next to the sentences
    if (retryAfter !== undefined) headers.set("Retry-After", String(retryAfter));
    const error = { code, ...sentences, retryAfter, reference: referenceOf(code) };
    return Response.json({ error }, { status, headers });
  }
}

/** For a catch: gives a failure that has no name yet the name of the step it happened in. */
export const during = (code: ProblemCode) => (error: unknown) => {
  throw toProblem(error, code);
};

/** Not the person's to mend: it is logged, and a reference to quote is shown. */
const isOurs = (code: ProblemCode) => problems[code].status >= 500;

/** By what a person's report finds the line in the log; undefined for what needs none. */
export const referenceOf = (code: ProblemCode): string | undefined =>
  isOurs(code) ? reference() : undefined;

/** Logs a problem as `event`: its code, and the class of what caused it. */
export const report = (event: Event, { code, cause }: Problem): void =>
  log(event, { problem: code, ...(cause instanceof Error && { error: cause.name }) });

/** A failure as a problem: `code` when it has no name yet. */
export const toProblem = (error: unknown, code: ProblemCode = "unavailable"): Problem =>
  error instanceof Problem ? error : new Problem(code, { cause: error });

/** The same, reported as `event` when it is not the person's to mend. */
export function nameProblem(event: Event, error: unknown): Problem {
  const problem = toProblem(error);
  if (isOurs(problem.code)) report(event, problem);
  return problem;
}

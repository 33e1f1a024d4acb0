// The one way to answer with a redirect, and so to answer a form.
import "server-only";
import { readText, UPLOAD } from "./body.ts";
import { env } from "./env.ts";
import { nameProblem, Problem, referenceOf } from "./errors.ts";
import { inRequest } from "./log.ts";
import { type ProblemCode, problems } from "./problems.ts";
import { requireSameOrigin } from "./request.ts";
import { askToWait } from "./wait.ts";

/** 303, never Next's default 307: that would post a form again, to the provider at that. `to` is a path or a provider URL. */
export function seeOther(to: string, more: Record<string, string> = {}): Response {
  const headers = { Location: new URL(to, env().appUrl).href, "Cache-Control": "no-store", ...more };
  return new Response(null, { status: 303, headers });
}

/** As seeOther(), for someone who leaves: the browser drops what our pages kept in its storage, and the pages that Back would show. */
export const seeOff = (to: string): Response => seeOther(to, { "Clear-Site-Data": '"cache", "storage"' });

/** Back to a page that explains the problem and offers the next step: the landing page, unless told otherwise. */
export function seeProblem(code: ProblemCode, page = "/"): Response {
  const url = new URL(page, env().appUrl);
  url.searchParams.set("problem", code);
  const reference = referenceOf(code);
  if (reference) url.searchParams.set("ref", reference);
  url.hash = ""; // the notice stands at the top
  return seeOther(url.href);
}

/** A problem as a page: at "/", unless told otherwise; who must wait gets it at once, in its plainest form. */
export const answerProblem = (problem: Problem, page?: string): Response =>
  problems[problem.code].status === 429 ? askToWait(problem) : seeProblem(problem.code, page);

/**
 * Answers a form of this app's own pages: reads it, runs `act`, and sends the browser on to the address that `act` returns,
 * unless that is a whole answer. A failure becomes a problem on `page`.
 */
export async function answerForm(
  request: Request,
  page: string,
  act: (form: URLSearchParams) => Promise<string | Response>,
): Promise<Response> {
  return inRequest(async () => {
    try {
      requireSameOrigin(request);
      const outcome = await act(await readForm(request));
      return typeof outcome === "string" ? seeOther(outcome) : outcome;
    } catch (error) {
      return answerProblem(nameProblem("form_failed", error), page);
    }
  });
}

const MAX_FORM_BYTES = 8 * 1024;

/** The fields of a URL-encoded form. @throws {Problem} bad_form when it is larger than any of ours */
const readForm = async (request: Request) =>
  new URLSearchParams(
    await readText(request, MAX_FORM_BYTES, UPLOAD).catch(() => {
      throw new Problem("bad_form");
    }),
  );

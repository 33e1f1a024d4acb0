// What must be true of a request before it may do anything, and the one way to answer with a redirect.
import "server-only";
import { env } from "./env.ts";
import { nameProblem, Problem, referenceOf } from "./errors.ts";
import { inRequest, log } from "./log.ts";
import { type ProblemCode, problems } from "./problems.ts";
import { askToWait } from "./wait.ts";

/**
 * True when the browser says that this app's own page sent the request (OWASP: Fetch Metadata, with Origin as the
 * fallback). Every state change asks this; a form or script elsewhere cannot fake either header.
 */
export function isSameOrigin({ headers }: Request): boolean {
  const site = headers.get("sec-fetch-site");
  const origin = headers.get("origin");
  if (site !== null && site !== "same-origin") return false;
  // Also compared when Fetch Metadata agrees: under a second name (127.0.0.1 for localhost) the cookies would be lost.
  return origin === null ? site === "same-origin" : origin === env().appUrl;
}

/** The same for what may not go on. @throws {Problem} cross_origin */
export function requireSameOrigin(request: Request): void {
  if (isSameOrigin(request)) return;
  log("cross_origin");
  throw new Problem("cross_origin");
}

/**
 * True for a request by which a tab goes to an address: an image, a frame, a script or a prefetch spends no attempt in a
 * person's name, and what they get back nobody sees. Fetch Metadata cannot be faked by a page; a client without it passes.
 */
export function isVisit({ headers }: Request): boolean {
  const isOrUnsaid = (name: string, wanted: string) => (headers.get(name) ?? wanted) === wanted;
  const ahead = ["sec-purpose", "purpose"].some((name) =>
    /prefetch|prerender/i.test(headers.get(name) ?? ""),
  );
  const byRouter = ["rsc", "next-router-prefetch"].some((name) => headers.has(name));
  return (
    isOrUnsaid("sec-fetch-mode", "navigate") &&
    isOrUnsaid("sec-fetch-dest", "document") &&
    !ahead &&
    !byRouter
  );
}

/** It travels in a cookie: with the longest label beside it, that stays within 1,536 bytes. Test: e2e/attempts.spec.ts */
const MAX_PATH = 320;

/**
 * A path on this origin from untrusted text: what the URL parser makes of it counts, not how it looks.
 * @returns the path with its query, or `fallback`. Test: lib/connect.test.ts, over a list of hostile ones
 */
export function safePath(text: unknown, fallback = "/chat"): string {
  const { appUrl } = env();
  if (
    typeof text !== "string" ||
    text.length > MAX_PATH ||
    !/^\/[\x21-\x7e]*$/.test(text) ||
    text.includes("\\")
  )
    return fallback;
  if (!URL.canParse(text, appUrl)) return fallback;
  const { origin, pathname, search, hash } = new URL(text, appUrl);
  // "/.//evil.example" parses to the path "//evil.example", which a browser would read as another host.
  const path = pathname + search + hash; // escapes may have made it three times as long
  return origin === appUrl && !path.startsWith("//") && path.length <= MAX_PATH ? path : fallback;
}

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

/** What a message says it is, in lower case and without parameters; "" when it says nothing. */
export const mediaType = ({ headers }: Request | Response): string =>
  (headers.get("content-type") ?? "").replace(/;.*/, "").trim().toLowerCase();

/** Milliseconds in which what is sent to us must have come: a body that drips holds a place that others need. */
export const UPLOAD = 30_000;
const MAX_FORM_BYTES = 8 * 1024;

/** The fields of a URL-encoded form. @throws {Problem} bad_form when it is larger than any of ours */
const readForm = async (request: Request) =>
  new URLSearchParams(
    await readText(request, MAX_FORM_BYTES, UPLOAD).catch(() => {
      throw new Problem("bad_form");
    }),
  );

/**
 * Reads a body as UTF-8 text and stops at `maxBytes`, counted as they arrive: a Content-Length may lie, and Next
 * silently cuts a body at its proxy buffer.
 * @param maxMs how long a request's may take; an answer's is ended by the signal of whoever asked for it
 * @throws {Problem} too_large, upload_slow, or bad_request when it is not UTF-8. Test: lib/upload.test.ts
 */
export async function readText(
  { body }: Request | Response,
  maxBytes: number,
  maxMs?: number,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    if (maxMs) timer = setTimeout(() => reject(new Problem("upload_slow")), maxMs);
  });
  // Who is still sending does not listen yet: a request that is somewhat too long is heard out, and not kept.
  const patience = maxMs ? 16 * maxBytes : maxBytes;
  const reader = body?.getReader();
  try {
    for (;;) {
      const { value } = (await Promise.race([reader?.read(), late])) ?? {};
      if (!value) break;
      size += value.byteLength;
      if (size <= maxBytes) chunks.push(value);
      else if (size > patience) break;
    }
    if (size > maxBytes) throw new Problem("too_large");
  } catch (error) {
    reader?.cancel().catch(() => {}); // not waited for: what failed may never answer
    throw error;
  } finally {
    clearTimeout(timer);
  }
  try {
    // Not with U+FFFD in place of what it cannot read: nobody said that.
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    throw new Problem("bad_request", { cause });
  }
}

/** What `text` says as JSON, or null: the schema behind it decides what that means. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// What must be true of a request before it may do anything, and where it may lead.
import "server-only";
import { env } from "./env.ts";
import { Problem } from "./errors.ts";
import { log } from "./log.ts";

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
export function isVisit({ headers }: Pick<Request, "headers">): boolean {
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

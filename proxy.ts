import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { env } from "./lib/env.ts";

/**
 * Adds the Content-Security-Policy with a fresh nonce, and turns away what no page is for. It decides nothing else: whoever
 * finds a way around this file must win nothing. Every page and handler checks for itself.
 */
export function proxy(request: NextRequest): NextResponse {
  const policy = contentSecurityPolicy(randomBytes(16).toString("base64"), request.nextUrl);
  const headers = new Headers(request.headers);
  headers.set("Content-Security-Policy", policy); // Next takes the nonce for its own scripts from here
  // Next would render a page to a POST or a PUT as well.
  const response =
    PAGES.test(request.nextUrl.pathname) && !["GET", "HEAD"].includes(request.method)
      ? new NextResponse(null, { status: 405, headers: { Allow: "GET, HEAD" } })
      : NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);
  return response;
}

/** What is read and never written to: the pages, and the files of public/. Test: e2e/methods.spec.ts, over all pages. */
const PAGES =
  /^\/(chat|keys|keys\/new|learn(\/[a-z]+)?|inspect|icon\.svg|plain\.css|llms\.txt|sandbox\/(live\/)?(auth|auth\/code|keys|keys\/[0-9a-f]{64}))?$/;

/**
 * What is no page needs no nonce: its policy is in next.config.ts. And it must not wait here: Next takes the whole body into
 * memory before it asks this file, up to 10 MB of it, and for as long as it takes. Of ours, these are the paths that
 * lib/heads.ts lets a body come to. Test: e2e/bodies.spec.ts
 */
export const config = {
  matcher:
    "/((?!_next/static|api/|auth/(?:connect|callback|forget|sign-out|sign-out/others)$|keys/(?:use|mint|rename|disconnect)$).*)",
};

function contentSecurityPolicy(nonce: string, { pathname }: URL): string {
  const { provider } = env();
  const { origin, protocol } = new URL(provider.url);
  // CSP has no words for an IPv6 host.
  const providerSource = /^https?:\/\/[\w.-]+(:\d+)?$/.test(origin) ? origin : protocol;
  // A form's target is checked through every redirect: our Connect ends at the provider, the sandbox's consent at any
  // app's callback and wherever that leads. Its only form posts to the sandbox, which checks the callback itself.
  const formTarget = provider.sandbox && pathname.startsWith("/sandbox/") ? "http: https:" : providerSource;
  const dev = process.env.NODE_ENV === "development";
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    `style-src 'self'${dev ? " 'unsafe-inline'" : ""}`,
    "connect-src 'self'",
    "img-src 'self'",
    ...(dev ? ["font-src 'self'"] : []), // of the framework's own overlay
    `form-action 'self' ${formTarget}`,
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    // Text becomes markup or a script's address by one gate alone: instrumentation-client.ts. React needs eval in development.
    ...(dev ? [] : ["require-trusted-types-for 'script'", "trusted-types default"]),
    // Not report-to, which browsers prefer where both stand: Chromium then reports over https alone, and a minute late.
    "report-uri /api/reports",
  ].join("; ");
}

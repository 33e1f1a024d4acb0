// Breakages of the headers, and of what counts as a visit.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it quotes source text
/** @import { Guard } from "./list.mjs" */

const EVERYWHERE =
  "e2e/headers.spec.ts: every answer carries every header, and without a session none sets a cookie";
const NONCE =
  "e2e/headers.spec.ts: a page's policy allows the page's own scripts by a nonce, and nothing besides";

const FIXED =
  "lib/headers.test.ts: nobody frames, sniffs, opens or embeds the app, and what is no page may do nothing";

/** @type {Guard[]} */
export const headers = [
  {
    name: "nonce-fresh",
    file: "proxy.ts",
    old: 'randomBytes(16).toString("base64")',
    new: 'randomBytes(0).toString("base64") || "AAAAAAAAAAAAAAAAAAAAAA=="',
    test: "e2e/headers.spec.ts: no nonce comes twice",
  },
  {
    name: "policy-sent",
    file: "proxy.ts",
    old: 'response.headers.set("Content-Security-Policy", policy);',
    new: "",
    test: NONCE,
  },
  {
    name: "scripts-by-nonce",
    file: "proxy.ts",
    old: "`script-src 'nonce-${nonce}' 'strict-dynamic'${dev",
    new: "`script-src 'nonce-${nonce}' 'unsafe-inline' 'strict-dynamic'${dev",
    test: NONCE,
  },
  {
    name: "no-store-by-default",
    file: "lib/heads.ts",
    old: '    "Cache-Control": "no-store",',
    new: "",
    test: EVERYWHERE,
  },
  {
    name: "not-framed",
    file: "lib/headers.ts",
    old: '  "X-Frame-Options": "DENY",',
    new: "",
    test: FIXED,
  },
  {
    name: "not-opened",
    file: "lib/headers.ts",
    old: '"Cross-Origin-Opener-Policy": "same-origin"',
    new: '"Cross-Origin-Opener-Policy": "unsafe-none"',
    test: FIXED,
  },
  {
    name: "https-for-two-years",
    file: "lib/heads.ts",
    old: "...(env().secure && {",
    new: "...(!env().secure && {",
    test: "e2e/tls.spec.ts: every answer over https says so for two years",
  },
  {
    name: "unread-bodies-refused",
    file: "lib/heads.ts",
    old: "if (breaksNext(request) || isUnread(request))",
    new: "if (breaksNext(request))",
    test: "e2e/bodies.spec.ts: no address waits for a body that it does not read",
  },
  {
    name: "forms-pass-the-proxy-by",
    file: "proxy.ts",
    old: "|auth/(?:connect|callback|forget|sign-out|sign-out/others)$",
    new: "",
    test: "e2e/bodies.spec.ts: no address waits for a body that it does not read",
  },
  {
    name: "callback-is-a-visit",
    file: "app/auth/callback/route.ts",
    old: 'if (!isVisit(request)) throw new Problem("not_a_visit");',
    new: "",
    test: "e2e/navigation.spec.ts: a callback that is no visit exchanges nothing, and leaves the attempt to the person",
  },
];

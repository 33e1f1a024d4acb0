// Breakages of one connect attempt: start, callback, exchange.
/** @import { Guard } from "./list.mjs" */

const SEALS = "lib/connect.test.ts: a transaction needs its state, in every copy that came back";
const BAD_ANSWER = "lib/call.test.ts: an exchange brings a key that fits a header";

/** @type {Guard[]} */
export const attempt = [
  {
    name: "verifier-length",
    file: "lib/pkce.ts",
    old: 'randomBytes(32).toString("base64url")',
    new: 'randomBytes(16).toString("base64url")',
    test: "lib/connect.test.ts: a verifier has 43 unreserved characters and never comes twice",
  },
  {
    name: "challenge-hashed",
    file: "lib/pkce.ts",
    old: "string => sha256(verifier)",
    new: "string => verifier",
    test: "lib/connect.test.ts: the S256 challenge is the one of RFC 7636 appendix B",
  },
  {
    name: "method-s256",
    file: "lib/modelgates.ts",
    old: 'url.searchParams.set("code_challenge_method", "S256")',
    new: 'url.searchParams.set("code_challenge_method", "plain")',
    test: "lib/connect.test.ts: the provider is sent S256, the configured callback and nothing else",
  },
  {
    name: "state-compared",
    file: "lib/transaction.ts",
    old: "if (copies.length === 0 || !copies.every((copy) => isEqual(copy, state)))",
    new: "if (copies.length === 0)",
    test: SEALS,
  },
  {
    name: "every-state-copy",
    file: "lib/transaction.ts",
    old: "!copies.every((copy)",
    new: "!copies.some((copy)",
    test: SEALS,
  },
  {
    name: "state-required",
    file: "lib/transaction.ts",
    old: "if (copies.length === 0 || ",
    new: "if (",
    test: SEALS,
  },
  {
    name: "attempt-provider",
    file: "lib/transaction.ts",
    old: "if (provider !== env().provider.origin) throw",
    new: 'if (provider === "") throw',
    test: "lib/connect.test.ts: a transaction begun at another provider is dead",
  },
  {
    name: "attempt-age",
    file: "lib/transaction.ts",
    old: "if (opened.age >= MAX_AGE)",
    new: "if (opened.age >= 1e9)",
    test: "lib/connect.test.ts: a transaction opens for ten minutes, and not from the future",
  },
  {
    name: "claim-before-exchange",
    file: "lib/attempts.ts",
    old: 'if (!(await claim(attempt))) throw new Problem((await problemOfSpent(attempt)) ?? "replayed");',
    new: "await claim(attempt);",
    test: "e2e/callback.spec.ts: the same callback again, in a row and all at once, makes one exchange",
  },
  {
    name: "attempt-burnt",
    file: "lib/transaction.ts",
    old: 'jar.set(nameOf(state), "", cookieOptions(0));',
    new: "",
    test: "e2e/connect.spec.ts: a person connects, and comes back to a clean address with a session",
  },
  {
    name: "five-attempts",
    file: "lib/transaction.ts",
    old: 'for (const { name } of surplus) jar.set(name, "", cookieOptions(0));',
    new: "void surplus;",
    test: "e2e/connect.spec.ts: a sixth attempt pushes out the oldest, and the newest five all finish",
  },
  {
    name: "code-syntax",
    file: "app/auth/callback/route.ts",
    old: 'if (!/^[\\x21-\\x7e]{1,2048}$/.test(code)) throw new Problem("malformed");',
    new: "",
    test: "e2e/fuzz-callbacks.spec.ts: bent callbacks: no exchange without a valid pair",
  },
  {
    name: "doubled-parameter",
    file: "app/auth/callback/route.ts",
    old: 'if (values.length > 1) throw new Problem("malformed");',
    new: "",
    test: "e2e/fuzz-callbacks.spec.ts: bent callbacks: no exchange without a valid pair",
  },
  {
    name: "error-before-code",
    file: "app/auth/callback/route.ts",
    old: "if (error) throw",
    new: "if (error && !code) throw",
    test: "e2e/fuzz-callbacks.spec.ts: bent callbacks: no exchange without a valid pair",
  },
  {
    name: "head-spends-nothing",
    file: "app/auth/callback/route.ts",
    old: 'export const HEAD = () => new Response(null, { status: 405, headers: { Allow: "GET" } });',
    new: "",
    test: "e2e/callback.spec.ts: another site can send none of our forms",
  },
  {
    name: "redirect-refused",
    file: "lib/call.ts",
    old: 'redirect: "error"',
    new: 'redirect: "follow"',
    test: "lib/call.test.ts: no redirect is followed, of whatever kind",
  },
  {
    name: "answer-bytes",
    file: "lib/call.ts",
    old: "maxBytes = 16 * 1024",
    new: "maxBytes = 1e9",
    test: BAD_ANSWER,
  },
  {
    name: "apikey-syntax",
    file: "lib/modelgates.ts",
    old: "key: z.string().regex(/^[\\x21-\\x7e]{16,1024}$/)",
    new: "key: z.string()",
    test: BAD_ANSWER,
  },
  {
    name: "exchange-timeout",
    file: "lib/modelgates.ts",
    old: "const TIMEOUT = 10_000;",
    new: "const TIMEOUT = 60_000;",
    test: "lib/call.test.ts: a provider that says nothing to an exchange is given up after ten seconds",
  },
];

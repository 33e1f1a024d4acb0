// Breakages of sealed cookies: what they say of themselves, and their attributes.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it quotes source text
/** @import { Guard } from "./list.mjs" */

const COOKIE = "lib/connect.test.ts: over https every cookie is __Host- and Secure, its deletion too";

/** @type {Guard[]} */
export const cookies = [
  {
    name: "seal-purpose",
    file: "lib/cookie.ts",
    old: "if (payload.purpose === purpose && age >= -60)",
    new: "if (age >= -60)",
    test: "lib/cookie.test.ts: a seal opens for its own purpose, under its own subkey",
  },
  {
    name: "seal-subkey",
    file: "lib/cookie.ts",
    old: "subkeys(purpose).map",
    new: 'subkeys("session").map',
    test: "lib/cookie.test.ts: a cookie's seal is made under the subkey of its purpose",
  },
  {
    name: "seal-future",
    file: "lib/cookie.ts",
    old: "&& age >= -60)",
    new: "&& age >= -1e9)",
    test: "lib/cookie.test.ts: a seal without a time of its own, or from the future, does not open",
  },
  {
    name: "seal-without-time",
    file: "lib/cookie.ts",
    old: ": Number.NaN;",
    new: ": 0;",
    test: "lib/cookie.test.ts: a seal without a time of its own, or from the future, does not open",
  },
  {
    name: "stamp-last",
    file: "lib/cookie.ts",
    old: "{ ...payload, ...stamp }",
    new: "{ ...stamp, ...payload }",
    test: "lib/cookie.test.ts: what is sealed for a cookie cannot overwrite the stamp",
  },
  {
    name: "older-secret-opens",
    file: "lib/cookie.ts",
    old: "of passwords(purpose)) {",
    new: "of passwords(purpose).slice(0, 1)) {",
    test: "lib/connect.test.ts: a cookie sealed under the older secret still opens; under a dropped one it does not",
  },
  {
    name: "cookie-secure",
    file: "lib/cookie.ts",
    old: "secure: env().secure,",
    new: "secure: false,",
    test: COOKIE,
  },
  {
    name: "deletion-secure",
    file: "lib/cookie.ts",
    old: "secure: env().secure,",
    new: "secure: env().secure && maxAge > 0,",
    test: COOKIE,
  },
  {
    name: "cookie-httponly",
    file: "lib/cookie.ts",
    old: "httpOnly: true",
    new: "httpOnly: false",
    test: COOKIE,
  },
  {
    name: "cookie-samesite",
    file: "lib/cookie.ts",
    old: 'sameSite: "lax"',
    new: 'sameSite: "none"',
    test: COOKIE,
  },
  { name: "cookie-path", file: "lib/cookie.ts", old: 'path: "/"', new: 'path: "/auth"', test: COOKIE },
  {
    name: "cookie-host-prefix",
    file: "lib/cookie.ts",
    old: "env().secure ? `__Host-${name}` : name",
    new: "name",
    test: COOKIE,
  },
];

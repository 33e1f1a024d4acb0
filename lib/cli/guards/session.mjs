// Breakages of who somebody is: cookies, sessions, and whose row it is.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it quotes source text
/** @import { Guard } from "./list.mjs" */

const COOKIE = "lib/connect.test.ts: over https every cookie is __Host- and Secure, its deletion too";
const OVER = "lib/connect.test.ts: a session is over a day after the last visit, and a week after its start";
const LAPSED = "e2e/relay.spec.ts: a session that is over sends nothing, and what it posts is not read";
const STRANGER = "e2e/owners.spec.ts: two people never see each other's connections, by any id in any route";

/** @type {Guard[]} */
export const session = [
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
  {
    name: "session-idle",
    file: "lib/session.ts",
    old: "return session.lastSeenAt < lastSeenAt.gte || session.createdAt < createdAt.gte;",
    new: "return session.createdAt < createdAt.gte || lastSeenAt.gte.getTime() < 0;",
    test: OVER,
  },
  {
    name: "session-absolute",
    file: "lib/session.ts",
    old: "session.lastSeenAt < lastSeenAt.gte || session.createdAt < createdAt.gte;",
    new: "session.lastSeenAt < lastSeenAt.gte || createdAt.gte.getTime() < 0;",
    test: OVER,
  },
  {
    name: "chat-session-idle",
    file: "lib/session.ts",
    old: 'AND "lastSeenAt" >= ${lastSeenAt.gte} ',
    new: "",
    test: LAPSED,
  },
  {
    name: "chat-session-absolute",
    file: "lib/session.ts",
    old: ' AND "createdAt" >= ${createdAt.gte}`',
    new: "`",
    test: LAPSED,
  },
  {
    name: "sign-out-revokes",
    file: "lib/leave.ts",
    old: "await tx.session.deleteMany({ where: { OR: [{ idHash }, heirOf(idHash)] } });",
    new: "",
    test: "e2e/connect.spec.ts: sign-out kills the cookie's copies",
  },
  {
    name: "new-id-at-connect",
    file: "lib/session.ts",
    old: "(await tx.session.deleteMany({ where: { idHash } })).count === 1 ||",
    new: "(await tx.session.count({ where: { idHash } })) === 1 ||",
    test: "e2e/connect.spec.ts: connecting renews the session: a planted id is worth nothing afterwards",
  },
  {
    name: "session-id-hashed",
    file: "lib/session.ts",
    old: "const idHash = sha256(id);",
    new: "const idHash = id;",
    also: [["lib/session.ts", "? sha256(opened.payload.id) : null", "? opened.payload.id : null"]],
    test: "e2e/fuzz-cookies.spec.ts: bent session and transaction cookies: nobody is let in",
  },
  {
    name: "own-row-alone",
    file: "lib/row.ts",
    old: "tx.connection.findFirst({ where: { id, userId } })",
    new: "tx.connection.findFirst({ where: { id } })",
    test: "e2e/owners.spec.ts: reconnecting somebody else's connection makes one of one's own",
  },
  {
    name: "chat-own-row-alone",
    file: "lib/row.ts",
    old: 'JOIN (${user}) AS "here" USING ("userId")',
    new: 'CROSS JOIN (SELECT "idHash", "lastSeenAt" FROM (${user}) AS "u") AS "here"',
    test: STRANGER,
  },
  {
    name: "sweep-spares-the-living",
    file: "lib/sweep.ts",
    old: "{ where: { sessions: { none: live } } }",
    new: "{}",
    test: "lib/sweep.test.ts: the sweep takes those whom nobody can reach, with all of theirs, and nothing else",
  },
  {
    name: "sweep-an-hour-late",
    file: "lib/sweep.ts",
    old: "liveAt(now - HOUR)",
    new: "liveAt(now)",
    test: "lib/sweep.test.ts: the sweep takes those whom nobody can reach, with all of theirs, and nothing else",
  },
  {
    name: "spent-remembered",
    file: "lib/sweep.ts",
    old: "{ where: { spentAt: { lt: past } } }",
    new: "{ where: { spentAt: { lte: new Date(now + past.getTime()) } } }",
    test: "lib/sweep.test.ts: the sweep takes those whom nobody can reach, with all of theirs, and nothing else",
  },
];

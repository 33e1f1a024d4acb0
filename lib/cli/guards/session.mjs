// Breakages of who somebody is: how long, whose row it is, and what is left of those who went.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it quotes source text
/** @import { Guard } from "./list.mjs" */

const OVER = "lib/connect.test.ts: a session is over a day after the last visit, and a week after its start";
const LAPSED = "e2e/relay.spec.ts: a session that is over sends nothing, and what it posts is not read";
const STRANGER = "e2e/owners.spec.ts: two people never see each other's connections, by any id in any route";

/** @type {Guard[]} */
export const session = [
  {
    name: "inspector-withholds",
    file: "lib/transcript.ts",
    old: "exchange?.issued === true && ",
    new: "exchange?.status !== 0 && ",
    test: "e2e/inspect.spec.ts: after a refusal: code and verifier are withheld while they may still be worth a key",
  },
  {
    name: "inspector-is-its-persons",
    file: "lib/transcript.ts",
    old: "told?.userId === (session?.userId ?? null) && told",
    new: "session !== undefined && told",
    test: "e2e/inspect.spec.ts: it lasts as long as the session, and is nobody else's",
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
    old: "await tx.session.deleteMany({ where });",
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
    name: "old-id-ends-at-arrival",
    file: "lib/session.ts",
    old: "await prisma.session.updateMany({ where: { renewedFrom }, data: { arrived: true } });",
    new: "await prisma.session.count({ where: { renewedFrom } });",
    test: "e2e/planted.spec.ts: a session that an attacker planted is over once its victim has connected",
  },
  {
    name: "lost-answer-loses-nothing",
    file: "lib/session.ts",
    old: "arrived: !renewedFrom } });",
    new: "arrived: true } });",
    test: "e2e/sessions.spec.ts: who never gets the callback's answer keeps every key, and the old id ends with the next",
  },
  {
    name: "sign-out-ends-siblings",
    file: "lib/leave.ts",
    old: "if (renewedFrom) await tx.session.deleteMany({ where: { renewedFrom } });",
    new: "",
    test: "e2e/sessions.spec.ts: signing out ends what two connects at once made of one session",
  },
  {
    name: "elsewhere-keeps-the-age",
    file: "lib/leave.ts",
    old: "arrived: true, createdAt: current.createdAt };",
    new: "arrived: true };",
    test: "e2e/sessions.spec.ts: ending the other sessions makes this one no younger",
  },
  {
    name: "session-is-its-users",
    file: "lib/session.ts",
    old: "where: { userId, OR: [{ idHash }, lost] }",
    new: "where: { OR: [{ idHash }, lost] }",
    also: [["lib/session.ts", '"userId" = ${userId}::uuid AND (', "("]],
    test: "e2e/sessions.spec.ts: a session that somebody points at another user in the database is nobody's",
  },
  {
    name: "session-id-hashed",
    file: "lib/session.ts",
    old: "const idHash = sha256(id);",
    new: "const idHash = id;",
    also: [["lib/session.ts", "{ idHash: sha256(id), userId }", "{ idHash: id, userId }"]],
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
    old: '"userId" = "here"."userId" AND ${which}',
    new: "${which}",
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

// Who this browser is: a sealed cookie with a random id, and a row that the server can end.
import "server-only";
import { cookies } from "next/headers.js";
import { after } from "next/server.js";
import { cache } from "react";
import { cookieName, cookieOptions, openCookie, sealCookie } from "./cookie.ts";
import { db, Prisma } from "./db.ts";
import { Problem } from "./errors.ts";
import { logFailure } from "./log.ts";
import { randomToken, sha256 } from "./pkce.ts";

const HOUR = 3600;
/**
 * Lifetimes in seconds, enforced here and not by the cookie. Longer than a bank's on purpose: every new connection
 * leaves one more live key at the provider, so short sessions would leave many.
 */
const IDLE = 24 * HOUR;
export const ABSOLUTE = 7 * 24 * HOUR;
/** Milliseconds that two connects of one browser may overlap: an exchange takes ten seconds at most. */
const OVERLAP = 20_000;

// Cookies are shared by every app on localhost, whatever its port: a plain "session" would be overwritten.
const NAME = "modelgates-session";

/** The live session of this request, without its id. */
export interface Session {
  userId: string;
}

/** The session behind the request's cookie, or null when there is none, it is over, or it was ended. */
export async function getSession(): Promise<Session | null> {
  const idHash = await readIdHash();
  if (!idHash) return null;
  const prisma = await db();
  const row = await prisma.session.findUnique({ where: { idHash } });
  if (!row || isOver(row)) return null;
  noteSeen(row);
  return { userId: row.userId };
}

/** From when on a session that is live at `now` must have been seen, and begun: for a query. */
export const liveAt = (now: number) => ({
  lastSeenAt: { gte: new Date(now - IDLE * 1000) },
  createdAt: { gte: new Date(now - ABSOLUTE * 1000) },
});

/** Whether a session has reached one of its two limits. Test: lib/connect.test.ts */
export function isOver(session: { createdAt: Date; lastSeenAt: Date }, now = Date.now()): boolean {
  const { createdAt, lastSeenAt } = liveAt(now);
  return session.lastSeenAt < lastSeenAt.gte || session.createdAt < createdAt.gte;
}

/**
 * The id of the person behind this request. The one seam for a login of your own, together with userQuery() below:
 * return your user's id here, and it as "userId" there.
 * @throws {Problem} not_connected
 */
export async function requireUser(): Promise<string> {
  const session = await getSession();
  if (!session) throw new Problem("not_connected");
  return session.userId;
}

/**
 * The same person for a query that finds what is theirs in the same read: a SELECT of this session, which gives no row
 * when it is over.
 * @throws {Problem} not_connected when there is no cookie of ours
 */
export async function userQuery(): Promise<Prisma.Sql> {
  const idHash = await readIdHash();
  if (!idHash) throw new Problem("not_connected");
  const { lastSeenAt, createdAt } = liveAt(Date.now());
  return Prisma.sql`
    SELECT "userId", "idHash", "lastSeenAt" FROM "Session"
    WHERE "idHash" = ${idHash} AND "lastSeenAt" >= ${lastSeenAt.gte} AND "createdAt" >= ${createdAt.gte}`;
}

/** What noteSeen() must know of a session. */
export type Visit = Pick<Prisma.SessionModel, "idHash" | "lastSeenAt">;

/** Once in five minutes is enough to know when someone was last here, and nobody waits for it: the answer goes first. */
export function noteSeen({ idHash, lastSeenAt }: Visit, now = new Date()): void {
  if (now.getTime() - lastSeenAt.getTime() <= 300_000) return;
  after(async () => {
    const prisma = await db();
    await prisma.session
      .updateMany({ where: { idHash }, data: { lastSeenAt: now } }) // updateMany: the row may be gone by now
      .catch((error) => logFailure("note_failed", error));
  });
}

/**
 * Gives the session a new id inside the caller's database transaction, and the old id ends: an id that someone planted
 * before the connect is worth nothing after it (session fixation).
 * @param current the session that was live when the request came, or null for a newcomer, who becomes a new user
 * @returns the user, the new id's hash, and `setCookie`, to be called when the database transaction is through
 * @throws {Problem} not_connected when the session has ended meanwhile: it does not live on under a new id
 */
export async function renewSession(tx: Prisma.TransactionClient, current: Session | null) {
  const oldHash = await readIdHash();
  if (current) {
    await lockUser(tx, current.userId);
    if (!oldHash || !(await isStillOpen(tx, oldHash))) throw new Problem("not_connected");
  }
  const userId = current?.userId ?? (await tx.user.create({ data: {} })).id;
  const id = randomToken();
  const idHash = sha256(id);
  await tx.session.create({ data: { idHash, userId, renewedFrom: current && oldHash } });
  const setCookie = async () => {
    const sealed = await sealCookie("session", { id }, ABSOLUTE);
    (await cookies()).set(cookieName(NAME), sealed, cookieOptions(ABSOLUTE));
  };
  return { userId, idHash, setCookie };
}

/**
 * Takes the old row away, and tells whether the session may go on. When the row is gone already, another connect of this
 * browser may have been quicker and left its heir: then both belong together. Any young session of the user would not do:
 * "sign out everywhere else" leaves one too, and is there to end what a copied cookie has under way.
 */
const isStillOpen = async (tx: Prisma.TransactionClient, idHash: string) =>
  (await tx.session.deleteMany({ where: { idHash } })).count === 1 ||
  (await tx.session.count({ where: heirOf(idHash) })) > 0;

/** One at a time for each user: what ends sessions would not see one that another database transaction is about to add. */
export const lockUser = (tx: Prisma.TransactionClient, userId: string) =>
  tx.$executeRaw`SELECT FROM "User" WHERE "id" = ${userId}::uuid FOR UPDATE`;

/** The sessions that connects have just put in the place of this one. */
export const heirOf = (idHash: string) => ({
  renewedFrom: idHash,
  createdAt: { gt: new Date(Date.now() - OVERLAP) },
});

/** Makes the browser forget it; a row may live on. */
export const deleteCookie = async (): Promise<unknown> =>
  (await cookies()).set(cookieName(NAME), "", cookieOptions(0));

/** The hash by which the row of this request's session is known; null without a cookie of ours. A page opens it once. */
export const readIdHash = cache(async (): Promise<string | null> => {
  const value = (await cookies()).get(cookieName(NAME))?.value;
  const opened = value ? await openCookie("session", value) : null;
  return typeof opened?.payload.id === "string" ? sha256(opened.payload.id) : null;
});

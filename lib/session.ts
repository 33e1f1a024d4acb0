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
/** What the cookie is called. */
export const sessionName = (): string => cookieName(NAME);

/** The live session of this request, without its id. */
export interface Session {
  userId: string;
  createdAt: Date;
}

/** The session behind the request's cookie, or null when there is none, it is over, or it was ended. */
export async function getSession(): Promise<Session | null> {
  const cookie = await readCookie();
  if (!cookie) return null;
  const { idHash, userId } = cookie;
  const prisma = await db();
  const lost = { renewedFrom: idHash, arrived: false };
  const row = await prisma.session.findFirst({ where: { userId, OR: [{ idHash }, lost] } });
  if (!row || isOver(row)) return null;
  await noteSeen(row);
  return { userId, createdAt: row.createdAt };
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
export const requireUser = async (): Promise<string> => (await requireSession()).userId;

/** The session behind this request. @throws {Problem} not_connected */
export async function requireSession(): Promise<Session> {
  const session = await getSession();
  if (!session) throw new Problem("not_connected");
  return session;
}

/**
 * The same person for a query that finds what is theirs in the same read: a SELECT of this session, which gives no row
 * when it is over.
 * @throws {Problem} not_connected when there is no cookie of ours
 */
export async function userQuery(): Promise<Prisma.Sql> {
  const cookie = await readCookie();
  if (!cookie) throw new Problem("not_connected");
  const { idHash, userId } = cookie;
  const { lastSeenAt, createdAt } = liveAt(Date.now());
  return Prisma.sql`
    SELECT "userId", "idHash", "lastSeenAt", "renewedFrom", "arrived" FROM "Session"
    WHERE "userId" = ${userId}::uuid AND ("idHash" = ${idHash} OR ("renewedFrom" = ${idHash} AND NOT "arrived"))
    AND "lastSeenAt" >= ${lastSeenAt.gte} AND "createdAt" >= ${createdAt.gte}`;
}

/** What noteSeen() must know of a session. */
export type Visit = Pick<Prisma.SessionModel, "idHash" | "lastSeenAt" | "renewedFrom" | "arrived">;

/**
 * Notes that someone was here. Once in five minutes is enough, and nobody waits for it: the answer goes first. But the first
 * visit with a new id ends the one before, at once.
 */
export async function noteSeen(
  { idHash, lastSeenAt, renewedFrom, arrived }: Visit,
  now = new Date(),
): Promise<void> {
  const prisma = await db();
  if (!arrived && idHash === (await readCookie())?.idHash)
    await prisma.session.updateMany({ where: { renewedFrom }, data: { arrived: true } });
  if (now.getTime() - lastSeenAt.getTime() <= 300_000) return;
  after(async () => {
    await prisma.session
      .updateMany({ where: { idHash }, data: { lastSeenAt: now } }) // updateMany: the row may be gone by now
      .catch((error) => logFailure("note_failed", error));
  });
}

/**
 * Gives the session a new id inside the caller's database transaction, and the old id ends with the first visit under the new
 * one: an id that someone planted before the connect is worth nothing after it (session fixation), and who never gets the
 * answer with the new one loses nothing. Test: e2e/sessions.spec.ts
 * @param current the session that was live when the request came, or null for a newcomer, who becomes a new user
 * @returns the user, the new id's hash, and `setCookie`, to be called when the database transaction is through
 * @throws {Problem} not_connected when the session has ended meanwhile: it does not live on under a new id
 */
export async function renewSession(tx: Prisma.TransactionClient, current: Session | null) {
  const renewedFrom = current && ((await readCookie())?.idHash ?? "");
  if (current) {
    await lockUser(tx, current.userId);
    if (!renewedFrom || !(await isStillOpen(tx, renewedFrom))) throw new Problem("not_connected");
  }
  const userId = current?.userId ?? (await tx.user.create({ data: {} })).id;
  const id = randomToken();
  const idHash = sha256(id);
  await tx.session.create({ data: { idHash, userId, renewedFrom, arrived: !renewedFrom } });
  const setCookie = async () => {
    const sealed = await sealCookie("session", { id, userId }, ABSOLUTE);
    (await cookies()).set(sessionName(), sealed, cookieOptions(ABSOLUTE));
  };
  return { userId, idHash, setCookie };
}

/**
 * Takes the old row away, and tells whether the session may go on. When the row is gone already, another connect of this
 * browser may have been quicker and left its heir, or one was cut off: then both belong together. Any young session of the
 * user would not do: "sign out everywhere else" leaves one too, and is there to end what a copied cookie has under way.
 */
const isStillOpen = async (tx: Prisma.TransactionClient, idHash: string) =>
  (await tx.session.deleteMany({ where: { idHash } })).count === 1 ||
  (await tx.session.count({ where: heirOf(idHash) })) > 0;

/** One at a time for each user: what ends sessions would not see one that another database transaction is about to add. */
export const lockUser = (tx: Prisma.TransactionClient, userId: string) =>
  tx.$executeRaw`SELECT FROM "User" WHERE "id" = ${userId}::uuid FOR UPDATE`;

/** The sessions that connects have put in the place of this one: just now, or without the browser's knowing yet. */
export const heirOf = (idHash: string) => ({
  renewedFrom: idHash,
  OR: [{ arrived: false }, { createdAt: { gt: new Date(Date.now() - OVERLAP) } }],
});

/** Makes the browser forget it; a row may live on. */
export const deleteCookie = async (): Promise<unknown> =>
  (await cookies()).set(sessionName(), "", cookieOptions(0));

/**
 * What the request's cookie says: whose it is, and the hash by which the row of its session is known. Both must fit the row:
 * a row that somebody pointed at another user is nobody's. Null without a cookie of ours. A page opens it once.
 */
export const readCookie = cache(async (): Promise<{ idHash: string; userId: string } | null> => {
  const value = (await cookies()).get(sessionName())?.value;
  const opened = value ? await openCookie("session", value) : null;
  const { id, userId } = opened?.payload ?? {};
  return typeof id === "string" && typeof userId === "string" ? { idHash: sha256(id), userId } : null;
});

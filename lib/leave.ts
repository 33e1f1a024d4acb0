// The three ways to leave: this browser, all others, or for good.
import "server-only";
import { db } from "./db.ts";
import { hashed, log } from "./log.ts";
import {
  deleteCookie,
  heirOf,
  lockUser,
  readCookie,
  renewSession,
  requireSession,
  requireUser,
} from "./session.ts";
import { forgetTranscript } from "./transcript.ts";

/**
 * Ends this session, lapsed or not, and what connects at the same time made of it: its heirs, and the other heirs of the one
 * before. Nobody can reach an anonymous user without a session, so with the last one the user's rows go too, the sealed
 * apiKeys among them.
 */
export async function endSession(): Promise<void> {
  const cookie = await readCookie();
  const prisma = await db();
  const where = cookie && { userId: cookie.userId, OR: [{ idHash: cookie.idHash }, heirOf(cookie.idHash)] };
  const row = where && (await prisma.session.findFirst({ where }));
  if (row) {
    const { userId, renewedFrom } = row;
    await prisma.$transaction(async (tx) => {
      await lockUser(tx, userId);
      await tx.session.deleteMany({ where });
      if (renewedFrom) await tx.session.deleteMany({ where: { renewedFrom } });
      await tx.user.deleteMany({ where: { id: userId, sessions: { none: {} } } });
    });
    log("signed_out", { user: hashed(userId) });
  }
  await deleteCookie();
  await forgetTranscript();
}

/** Ends every other session of this user, and gives this one a new id: a copy of its cookie ends with the others. */
export async function endOtherSessions(): Promise<void> {
  const current = await requireSession();
  const prisma = await db();
  const setCookie = await prisma.$transaction(async (tx) => {
    const { userId, idHash, setCookie } = await renewSession(tx, current);
    await tx.session.deleteMany({ where: { userId, NOT: { idHash } } });
    // The heir of nothing under way; nobody new has come, so it ends when it would have.
    const data = { renewedFrom: null, arrived: true, createdAt: current.createdAt };
    await tx.session.update({ where: { idHash }, data });
    return setCookie;
  });
  await setCookie();
  log("signed_out_elsewhere", { user: hashed(current.userId) });
}

/** Deletes this user with everything stored for them: apiKeys, and all sessions, this one among them. */
export async function forgetUser(): Promise<void> {
  const userId = await requireUser();
  const prisma = await db();
  await prisma.user.deleteMany({ where: { id: userId } });
  log("forgotten", { user: hashed(userId) });
  await deleteCookie();
  await forgetTranscript();
}

// The three ways to leave: this browser, all others, or for good.
import "server-only";
import { db } from "./db.ts";
import { hashed, log } from "./log.ts";
import { deleteCookie, heirOf, lockUser, readIdHash, renewSession, requireUser } from "./session.ts";

/**
 * Ends this session, lapsed or not, and its heir when a connect was quicker by a moment. Nobody can reach an anonymous
 * user without a session, so with the last one the user's rows go too, the sealed apiKeys among them.
 */
export async function endSession(): Promise<void> {
  const idHash = await readIdHash();
  const prisma = await db();
  const row = idHash && (await prisma.session.findFirst({ where: { OR: [{ idHash }, heirOf(idHash)] } }));
  if (row) {
    await prisma.$transaction(async (tx) => {
      await lockUser(tx, row.userId);
      await tx.session.deleteMany({ where: { OR: [{ idHash }, heirOf(idHash)] } });
      await tx.user.deleteMany({ where: { id: row.userId, sessions: { none: {} } } });
    });
    log("signed_out", { user: hashed(row.userId) });
  }
  await deleteCookie();
}

/** Ends every other session of this user, and gives this one a new id: a copy of its cookie ends with the others. */
export async function endOtherSessions(): Promise<void> {
  const current = { userId: await requireUser() };
  const prisma = await db();
  const setCookie = await prisma.$transaction(async (tx) => {
    const { userId, idHash, setCookie } = await renewSession(tx, current);
    await tx.session.deleteMany({ where: { userId, NOT: { idHash } } });
    await tx.session.update({ where: { idHash }, data: { renewedFrom: null } }); // the heir of nothing under way
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
}

// Deletes what nobody can reach any more: at the start of every instance, and every hour after.
import "server-only";
import { reportOrphans } from "./attempts.ts";
import { db } from "./db.ts";
import { log, logFailure } from "./log.ts";
import { liveAt } from "./session.ts";
import { SPENT_MAX_AGE } from "./transaction.ts";

const HOUR = 3_600_000;

/** How many rows went. A user's sessions and connections go with the user, uncounted. */
export interface Swept {
  users: number;
  sessions: number;
  transactions: number;
}

/**
 * Deletes every user whose sessions have all been over for an hour, with everything of theirs; other users' sessions
 * that have; and the spent transactions whose cookies are long past. Any number of instances may do so at once.
 *
 * The users are anonymous: without a session nobody comes back to one. With a login of your own they do come back, and
 * this must not delete them.
 * @param now in milliseconds since 1970
 */
export async function sweep(now = Date.now()): Promise<Swept> {
  const prisma = await db();
  // An hour late: a request that was let in at a session's last moment, a connect perhaps, is through by then, and no
  // session that is over ever lives again. What a connect is about to add is in its own database transaction.
  const live = liveAt(now - HOUR);
  const users = await prisma.user.deleteMany({ where: { sessions: { none: live } } });
  const sessions = await prisma.session.deleteMany({ where: { NOT: live } });
  const past = new Date(now - SPENT_MAX_AGE * 1000);
  const transactions = await prisma.spentTransaction.deleteMany({ where: { spentAt: { lt: past } } });
  return { users: users.count, sessions: sessions.count, transactions: transactions.count };
}

/** Sweeps now, after a minute (then it knows what the last stop cut off) and every hour. No process waits for it. */
export function startSweeping(): void {
  void sweepOnce();
  setTimeout(sweepOnce, 60_000).unref();
  setInterval(sweepOnce, HOUR).unref();
}

async function sweepOnce(): Promise<void> {
  try {
    await reportOrphans();
    const swept = await sweep();
    if (Object.values(swept).some((count) => count > 0)) log("swept", { ...swept });
  } catch (error) {
    logFailure("sweep_failed", error);
  }
}

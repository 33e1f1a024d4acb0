// Each attempt to get a key: begun at most once, on any number of instances, and whether it came to an end.
import "server-only";
import { db, type Prisma } from "./db.ts";
import { Problem } from "./errors.ts";
import { log, logFailure } from "./log.ts";
import { sha256 } from "./pkce.ts";

/** Milliseconds after which one without an end was cut off. At most, a code takes ten seconds, its exchange ten, storing eighteen. */
const CUT_OFF = 60_000;

const whereOf = (attempt: string) => ({ stateHash: sha256(attempt) });

/**
 * Runs `act` for the first who comes with `attempt`, and for nobody after. Deleting a cookie stops nobody who kept a copy,
 * nor a second request already on its way: the unique row does. It is written before `act` exchanges anything, so a dead
 * database means that no key is made.
 * @param act calls settle() in the database transaction that stores the key
 * @throws {Problem} replayed or interrupted; else whatever `act` throws
 */
export async function once<T>(attempt: string, act: () => Promise<T>): Promise<T> {
  if (!(await claim(attempt))) throw new Problem((await problemOfSpent(attempt)) ?? "replayed");
  try {
    return await act();
  } catch (error) {
    // Without a key to lose, it has ended. A key that could not be stored stays an open question.
    if (!(error instanceof Problem && error.code === "not_stored"))
      await settle(await db(), attempt).catch((cause) => logFailure("note_failed", cause));
    throw error;
  }
}

async function claim(attempt: string): Promise<boolean> {
  const prisma = await db();
  const data = whereOf(attempt);
  const { count } = await prisma.spentTransaction.createMany({ data, skipDuplicates: true });
  return count === 1;
}

/** Notes that `attempt` came to its end. */
export const settle = (tx: Prisma.TransactionClient, attempt: string): Promise<unknown> =>
  tx.spentTransaction.updateMany({ where: whereOf(attempt), data: { outcome: "settled" } });

/**
 * What to tell someone who comes with `attempt` again; null when nobody has come with it yet. "interrupted": the app
 * stopped between the exchange and the storing, so there may be a key that never arrived.
 */
export async function problemOfSpent(attempt: string, now = Date.now()) {
  const prisma = await db();
  const row = await prisma.spentTransaction.findUnique({ where: whereOf(attempt) });
  if (!row) return null;
  const late = row.outcome === null && now - row.spentAt.getTime() > CUT_OFF;
  return late || row.outcome === "orphaned" ? "interrupted" : "replayed";
}

/** Reports the attempts that were cut off, each once. */
export async function reportOrphans(now = Date.now()): Promise<void> {
  const prisma = await db();
  const { count } = await prisma.spentTransaction.updateMany({
    where: { outcome: null, spentAt: { lt: new Date(now - CUT_OFF) } },
    data: { outcome: "orphaned" },
  });
  if (count > 0) log("orphan_key_possible", { reason: "interrupted", orphans: count });
}

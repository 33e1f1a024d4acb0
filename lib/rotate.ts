// `npm run secrets:rotate`: brings every stored apiKey under the newest secret of APP_SECRET.
import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { command } from "./command.ts";
import { db } from "./db.ts";
import { env, subkeys } from "./env.ts";
import { progress } from "./progress.ts";
import { ABSOLUTE } from "./session.ts";
import { newestPrefix, reseal } from "./vault.ts";

const BATCH = 500;

/** What a rotation found, in connections. */
interface Rotation {
  resealed: number;
  /** Under the newest secret before it began. */
  current: number;
  /** Left as they are: their secret is not in APP_SECRET any more, or they were altered. */
  unreadable: number;
}

/**
 * Re-seals every connection that an older secret sealed, beside an app that is in use. It may be killed at any moment
 * and run again, and several may run at once: what is done is done, and every row opens all the time.
 * @param say told how many of how many connections have been looked at
 */
async function rotate(say: (done: number, total: number) => void): Promise<Rotation> {
  const prisma = await db();
  const prefix = newestPrefix();
  const current = await prisma.connection.count({ where: { sealedApiKey: { startsWith: prefix } } });
  const total = await prisma.connection.count({ where: isOlder(prefix) });
  const sum = { resealed: 0, current, unreadable: 0 };
  let [done, found] = [0, 0];
  say(0, total);
  // A pass leaves the rows that others were just changing. The last one finds nothing that it could open.
  do {
    const before = sum.resealed;
    sum.unreadable = 0;
    found = 0;
    for await (const { swaps, unreadable } of batches(prefix)) {
      sum.resealed += await swap(swaps);
      sum.unreadable += unreadable;
      found += swaps.length;
      done += swaps.length + unreadable;
      say(Math.min(done, total), total);
    }
    if (sum.resealed - before < found) await sleep(200);
  } while (found > 0);
  return sum;
}

const isOlder = (prefix: string) => ({ NOT: { sealedApiKey: { startsWith: prefix } } });

interface Swap {
  id: string;
  old: string;
  fresh: string;
}

/** Seals anew all rows that the newest secret did not seal, a batch at a time, and stores none of them yet. */
async function* batches(prefix: string): AsyncGenerator<{ swaps: Swap[]; unreadable: number }> {
  const prisma = await db();
  const secrets = subkeys("vault");
  let last = "00000000-0000-0000-0000-000000000000";
  for (;;) {
    const rows = await prisma.connection.findMany({
      where: { id: { gt: last }, ...isOlder(prefix) },
      select: { id: true, userId: true, origin: true, sealedApiKey: true },
      orderBy: { id: "asc" },
      take: BATCH,
    });
    const swaps = rows.flatMap(({ id, userId, origin, sealedApiKey: old }) => {
      const fresh = reseal(old, { rowId: id, userId, origin }, secrets);
      return fresh === null ? [] : [{ id, old, fresh }];
    });
    if (rows.length > 0) yield { swaps, unreadable: rows.length - swaps.length };
    if (rows.length < BATCH) return;
    last = rows.at(-1)?.id ?? last;
  }
}

/**
 * Puts `fresh` where `old` still stands, in one statement: a connection that was renewed or deleted meanwhile is left
 * alone. One that somebody is changing is passed over: so this waits for nobody, and no deadlock comes of it.
 * @returns how many it changed
 */
async function swap(swaps: Swap[]): Promise<number> {
  const prisma = await db();
  const [ids, olds, freshes] = (["id", "old", "fresh"] as const).map((field) =>
    swaps.map((one) => one[field]),
  );
  return prisma.$executeRaw`
    WITH held AS (
      SELECT c."id", swap."fresh"
      FROM unnest(${ids}::uuid[], ${olds}::text[], ${freshes}::text[]) AS swap("id", "old", "fresh")
      JOIN "Connection" c ON c."id" = swap."id" AND c."sealedApiKey" = swap."old"
      FOR UPDATE OF c SKIP LOCKED
    )
    UPDATE "Connection" c SET "sealedApiKey" = held."fresh" FROM held WHERE c."id" = held."id"`;
}

/** What the command says at its end. */
function words({ resealed, current, unreadable }: Rotation): string[] {
  const counts = `Re-sealed: ${resealed}. Under the newest secret already: ${current}. Unreadable: ${unreadable}.`;
  const lost =
    "Unreadable: their secret is not in APP_SECRET any more, or they were altered. They are left as they were, and those " +
    "people have to reconnect.";
  const next =
    env().secrets.length > 1
      ? "No connection needs an older value of APP_SECRET now. Session cookies may, until " +
        `${ABSOLUTE / 86_400} days after the last instance was restarted with the newest: whoever drops an older value ` +
        "before that signs people out, and an anonymous user who is signed out cannot reach their connection any more."
      : 'APP_SECRET has one value. To rotate, prepend another, "new,old", restart, and run this again.';
  return [counts, ...(unreadable > 0 ? [lost] : []), next];
}

await command(
  import.meta.url,
  async () => console.log(words(await rotate(progress("Re-sealing connections"))).join("\n")),
  (code) =>
    /^P202[12]$/.test(code)
      ? "The database is not migrated: run npm run db:deploy first."
      : "Is DATABASE_URL right, and the server running? What was re-sealed stays so: run this again.",
);

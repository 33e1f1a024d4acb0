// `npm run secrets:rotate`: brings every stored apiKey under the newest secret of APP_SECRET.
import "server-only";
import { command } from "./command.ts";
import { db } from "./db.ts";
import { env } from "./env.ts";
import { progress } from "./progress.ts";
import type { Row } from "./row.ts";
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
  /** Stored anew under an older secret meanwhile: an instance runs that does not know the newest. */
  behind: number;
}

/**
 * Re-seals every connection that an older secret sealed, beside an app that is in use. It may be killed at any moment
 * and run again, and several may run at once: each row is one statement, and opens before and after it.
 * @param say told how many of how many connections have been looked at
 */
async function rotate(say: (done: number, total: number) => void): Promise<Rotation> {
  const prisma = await db();
  const newest = { sealedApiKey: { startsWith: newestPrefix() } };
  const current = await prisma.connection.count({ where: newest });
  const total = await prisma.connection.count({ where: { NOT: newest } });
  const sum = { resealed: 0, current, unreadable: 0 };
  let [last, done] = ["00000000-0000-0000-0000-000000000000", 0];
  for (;;) {
    say(Math.min(done, total), total);
    const where = { id: { gt: last }, NOT: newest };
    const rows = await prisma.connection.findMany({ where, orderBy: { id: "asc" }, take: BATCH });
    for (const outcome of await Promise.all(rows.map(renew))) if (outcome) sum[outcome]++;
    done += rows.length;
    last = rows.at(-1)?.id ?? last;
    if (rows.length === 0) break;
  }
  const older = await prisma.connection.count({ where: { NOT: newest } });
  return { ...sum, behind: Math.max(0, older - sum.unreadable) };
}

/** Null: it was connected anew or deleted meanwhile, and that is left alone. */
async function renew({ id, userId, origin, sealedApiKey }: Row): Promise<"resealed" | "unreadable" | null> {
  const fresh = reseal(sealedApiKey, { rowId: id, userId, origin });
  if (fresh === null) return "unreadable";
  const prisma = await db();
  const { count } = await prisma.connection.updateMany({
    where: { id, sealedApiKey },
    data: { sealedApiKey: fresh },
  });
  return count === 1 ? "resealed" : null;
}

/** What the command says at its end. */
function words({ resealed, current, unreadable, behind }: Rotation): string[] {
  const counts = `Re-sealed: ${resealed}. Under the newest secret already: ${current}. Unreadable: ${unreadable}.`;
  const lost =
    "Unreadable: their secret is not in APP_SECRET any more, or they were altered. They are left as they were, and those " +
    "people have to reconnect.";
  const again = `${behind} were stored under an older value meanwhile: restart every instance, and run this again.`;
  const next =
    env().secrets.length > 1
      ? "No connection needs an older value of APP_SECRET now. Session cookies may, until " +
        `${ABSOLUTE / 86_400} days after the last instance was restarted with the newest: whoever drops an older value ` +
        "before that signs people out, and an anonymous user who is signed out cannot reach their connection any more."
      : 'APP_SECRET has one value. To rotate, prepend another, "new,old", restart, and run this again.';
  return [counts, ...(unreadable > 0 ? [lost] : []), behind > 0 ? again : next];
}

await command(
  import.meta.url,
  async () => console.log(words(await rotate(progress("Re-sealing connections"))).join("\n")),
  (code) =>
    /^P202[12]$/.test(code)
      ? "The database is not migrated: run npm run db:deploy first."
      : "Is DATABASE_URL right, and the server running? What was re-sealed stays so: run this again.",
);

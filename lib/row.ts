// The rows of connections, each found for its own user alone.
import "server-only";
import { z } from "zod";
import { db, Prisma } from "./db.ts";
import { env } from "./env.ts";
import { Problem } from "./errors.ts";
import { noteSeen, requireUser, userQuery, type Visit } from "./session.ts";

/** A stored connection: for lib alone. Pages get the DTO of connections.ts. */
export type Row = Prisma.ConnectionModel;

/**
 * A connection of this session's user.
 * @param id which one; left out, the one the chat uses
 * @throws {Problem} not_connected, unknown_connection, or other_provider when all that is stored came from elsewhere
 */
export async function requireRow(id?: string): Promise<Row> {
  const row = await findHere(id);
  if (row) return row;
  // Why not, is asked only now.
  const userId = await requireUser();
  if (id !== undefined) throw new Problem("unknown_connection");
  const prisma = await db();
  const elsewhere = await prisma.connection.count({ where: { userId } });
  throw new Problem(elsewhere > 0 ? "other_provider" : "not_connected");
}

/**
 * The session and its connection in one read, because every chat message waits for it. In SQL: Prisma's own words for
 * this take the database and the client half as long again (`npm run bench`). LATERAL, so that the index finds the one: a
 * plain join reads and sorts all that the user has. Test: e2e/growth.spec.ts
 */
async function findHere(id?: string): Promise<Row | null> {
  if (id !== undefined && !isId(id)) return null;
  const user = await userQuery();
  const which =
    id === undefined ? Prisma.sql`"origin" = ${env().provider.origin}` : Prisma.sql`"id" = ${id}::uuid`;
  const prisma = await db();
  const [found] = await prisma.$queryRaw<(Row & Visit)[]>`
    SELECT "found".*, "idHash", "lastSeenAt", "renewedFrom", "arrived" FROM (${user}) AS "here" CROSS JOIN LATERAL (
      SELECT * FROM "Connection" WHERE "userId" = "here"."userId" AND ${which} ORDER BY "chosenAt" DESC LIMIT 1
    ) AS "found" LIMIT 1`;
  if (!found) return null;
  const { idHash, lastSeenAt, renewedFrom, arrived, ...row } = found;
  await noteSeen({ idHash, lastSeenAt, renewedFrom, arrived });
  return row;
}

/** The connection that the chat uses: of the configured provider's, the one chosen last. */
export async function findChosen(userId: string): Promise<Row | null> {
  const prisma = await db();
  const origin = env().provider.origin;
  return prisma.connection.findFirst({ where: { userId, origin }, orderBy: { chosenAt: "desc" } });
}

/** The user's connection `id`, which may be anything a request brings. */
export const findOwn = async (
  tx: Prisma.TransactionClient,
  userId: string,
  id: string,
): Promise<Row | null> => (isId(id) ? tx.connection.findFirst({ where: { id, userId } }) : null);

/** The database refuses a query for what is no UUID. */
const isId = (text: string) => z.uuid().safeParse(text).success;

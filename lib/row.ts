// The rows of connections, each found for its own user alone.
import "server-only";
import { z } from "zod";
import { db, type Prisma } from "./db.ts";
import { env } from "./env.ts";
import { Problem } from "./errors.ts";
import { requireUser } from "./session.ts";

/** A stored connection: for lib alone. Pages get the DTO of connections.ts. */
export type Row = Prisma.ConnectionModel;

/**
 * A connection of this session's user.
 * @param id which one; left out, the one the chat uses
 * @throws {Problem} not_connected, unknown_connection, or other_provider when all that is stored came from elsewhere
 */
export async function requireRow(id?: string): Promise<Row> {
  const userId = await requireUser();
  const prisma = await db();
  const row = id === undefined ? await findChosen(userId) : await findOwn(prisma, userId, id);
  if (row) return row;
  if (id !== undefined) throw new Problem("unknown_connection");
  const elsewhere = await prisma.connection.count({ where: { userId } });
  throw new Problem(elsewhere > 0 ? "other_provider" : "not_connected");
}

/** The connection that the chat uses: of the configured provider's, the one chosen last. */
export async function findChosen(userId: string): Promise<Row | null> {
  const prisma = await db();
  const origin = env().provider.origin;
  return prisma.connection.findFirst({ where: { userId, origin }, orderBy: { chosenAt: "desc" } });
}

/** The user's connection `id`, which may be anything a request brings: the database refuses a query for what is no UUID. */
export const findOwn = async (
  tx: Prisma.TransactionClient,
  userId: string,
  id: string,
): Promise<Row | null> =>
  z.uuid().safeParse(id).success ? tx.connection.findFirst({ where: { id, userId } }) : null;

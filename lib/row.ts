// The rows of connections, each found for its own user alone.
import "server-only";
import { z } from "zod";
import { db, type Prisma } from "./db.ts";
import { env } from "./env.ts";
import { Problem } from "./errors.ts";
import { ownerFilter, requireUser } from "./session.ts";

/** A stored connection: for lib alone. Pages get the DTO of connections.ts. */
export type Row = Prisma.ConnectionModel;

/** Whose connections a query may find: `{ userId }`, or ownerFilter(). */
type Owner = Prisma.ConnectionWhereInput;

/**
 * A connection of this session's user, in one read: why there is none is asked only then.
 * @param id which one; left out, the one the chat uses
 * @throws {Problem} not_connected, unknown_connection, or other_provider when all that is stored came from elsewhere
 */
export async function requireRow(id?: string): Promise<Row> {
  const owner = await ownerFilter();
  const prisma = await db();
  const row = id === undefined ? await findChosen(owner) : await findOwn(prisma, owner, id);
  if (row) return row;
  const userId = await requireUser();
  if (id !== undefined) throw new Problem("unknown_connection");
  const elsewhere = await prisma.connection.count({ where: { userId } });
  throw new Problem(elsewhere > 0 ? "other_provider" : "not_connected");
}

/** The connection that the chat uses: of the configured provider's, the one chosen last. */
export async function findChosen(owner: Owner): Promise<Row | null> {
  const prisma = await db();
  const origin = env().provider.origin;
  return prisma.connection.findFirst({ where: { ...owner, origin }, orderBy: { chosenAt: "desc" } });
}

/** The owner's connection `id`, which may be anything a request brings: the database refuses a query for what is no UUID. */
export const findOwn = async (tx: Prisma.TransactionClient, owner: Owner, id: string): Promise<Row | null> =>
  z.uuid().safeParse(id).success ? tx.connection.findFirst({ where: { ...owner, id } }) : null;

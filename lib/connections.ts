// The data access layer of connections: checks who asks, hands out DTOs, and lends the apiKey for one call at a time.
import "server-only";
import { randomUUID } from "node:crypto";
import { db } from "./db.ts";
import { env } from "./env.ts";
import { Problem } from "./errors.ts";
import { getSession, renewSession, requireUser } from "./session.ts";
import { open, seal } from "./vault.ts";

/** A connection as pages may see it: never the apiKey, never the row. */
export interface Connection {
  id: string;
  tail: string;
  sandbox: boolean;
  connectedAt: Date;
}

/** The connection of this session to the configured provider, or null. */
export async function getConnection(): Promise<Connection | null> {
  const session = await getSession();
  return session ? find(session.userId) : null;
}

/**
 * As getConnection(). A key that another provider issued is not sent to this one.
 * @throws {Problem} not_connected, or other_provider when all that is stored came from elsewhere
 */
export async function requireConnection(): Promise<Connection> {
  const userId = await requireUser();
  const connection = await find(userId);
  if (connection) return connection;
  const prisma = await db();
  const elsewhere = await prisma.connection.count({ where: { userId } });
  throw new Problem(elsewhere > 0 ? "other_provider" : "not_connected");
}

/**
 * Step 3: seals and stores a fresh apiKey for this session's user (a newcomer becomes one) in place of the old one, and
 * renews the session's id. All of it in one database transaction.
 */
export async function saveConnection({
  apiKey,
  providerUserId,
}: {
  apiKey: string;
  providerUserId: string | null;
}) {
  const prisma = await db();
  const session = await getSession();
  const origin = env().provider.origin;
  const setCookie = await prisma.$transaction(async (tx) => {
    const { userId, setCookie } = await renewSession(tx, session);
    await tx.connection.deleteMany({ where: { userId, origin } });
    const id = randomUUID();
    const sealedApiKey = seal(apiKey, { rowId: id, userId, origin });
    await tx.connection.create({
      data: { id, userId, origin, sealedApiKey, tail: apiKey.slice(-4), providerUserId },
    });
    return setCookie;
  });
  await setCookie();
}

/**
 * Lends the apiKey of one of the user's own connections to `use`, and to nothing else: the only place that opens one.
 * @throws {Problem} not_connected when it is not theirs or is gone; unreadable when it does not open
 */
export async function withApiKey<T>(connection: Connection, use: (apiKey: string) => Promise<T>): Promise<T> {
  const userId = await requireUser();
  const prisma = await db();
  const origin = env().provider.origin;
  const row = await prisma.connection.findFirst({ where: { id: connection.id, userId, origin } });
  if (!row) throw new Problem("not_connected");
  const apiKey = open(row.sealedApiKey, { rowId: row.id, userId, origin });
  if (apiKey === null) throw new Problem("unreadable");
  return use(apiKey);
}

/** Deletes the stored apiKey of this session's user. The key itself lives on at the provider, which has no revoke call. */
export async function deleteConnection(): Promise<void> {
  const userId = await requireUser();
  const prisma = await db();
  await prisma.connection.deleteMany({ where: { userId, origin: env().provider.origin } });
}

async function find(userId: string): Promise<Connection | null> {
  const prisma = await db();
  const { origin, sandbox } = env().provider;
  const row = await prisma.connection.findFirst({
    where: { userId, origin },
    select: { id: true, tail: true, createdAt: true },
    orderBy: { createdAt: "desc" },
  });
  return row && { id: row.id, tail: row.tail, sandbox, connectedAt: row.createdAt };
}

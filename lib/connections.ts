// The connections of the person behind a request, as pages may see and change them.
import "server-only";
import { hashOf, inspect, isExpired } from "./custody.ts";
import { db } from "./db.ts";
import { env } from "./env.ts";
import { Problem } from "./errors.ts";
import { countLook } from "./limits.ts";
import { hashed, log } from "./log.ts";
import { type KeyInfo, keyPage } from "./modelgates.ts";
import type { ProblemCode } from "./problems.ts";
import { findChosen, type Row, requireRow } from "./row.ts";
import { getSession, requireUser } from "./session.ts";

const PAGE_SIZE = 10;

/** A connection as pages may see it: never the apiKey, never the row. */
export interface Connection {
  id: string;
  /** What the person calls it. */
  label: string | null;
  tail: string;
  /** Who issued it: "sandbox", or the origin of a provider. */
  origin: string;
  connectedAt: Date;
  lastUsedAt: Date | null;
  expiresAt: Date | null;
  /** Why it cannot be used, as far as that is known without asking the provider. */
  problem: ProblemCode | null;
}

/** A connection with what the provider says of it just now, or in `problem` why that cannot be known. */
export interface InspectedConnection extends Connection {
  info: KeyInfo | null;
  /** Where its key is found at the provider; null when it does not open. */
  url: string | null;
}

/** The connection that the chat uses, whether it works or not; null without a session or one. */
export async function getConnection(): Promise<Connection | null> {
  const session = await getSession();
  const row = session && (await findChosen(session.userId));
  return row && toConnection(row);
}

/** The connection with this id, or the one that the chat uses. @throws {Problem} as requireRow() */
export const requireConnection = async (id?: string): Promise<Connection> =>
  toConnection(await requireRow(id));

/** One page of connections, and what stands around it. */
export interface ConnectionList {
  connections: InspectedConnection[];
  /** The one that the chat uses. */
  chosenId: string | undefined;
  hasMore: boolean;
}

/**
 * The user's connections, the youngest first, each inspected at the provider, all at once; without that for whoever looks too
 * often.
 * @param page from 1
 * @throws {Problem} not_connected
 */
export async function listConnections(page: number): Promise<ConnectionList> {
  const userId = await requireUser();
  const prisma = await db();
  const rows = await prisma.connection.findMany({
    where: { userId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    skip: (page - 1) * PAGE_SIZE,
    take: PAGE_SIZE + 1,
  });
  const refusal = await countLook(userId).catch((error) => {
    if (error instanceof Problem) return error;
    throw error;
  });
  const look = async (row: Row) => toInspected(row, refusal ?? (await inspect(row)));
  const [chosen, connections] = await Promise.all([
    findChosen(userId),
    Promise.all(rows.slice(0, PAGE_SIZE).map(look)),
  ]);
  return { connections, chosenId: chosen?.id, hasMore: rows.length > PAGE_SIZE };
}

/** Makes the chat use this connection. @throws {Problem} as requireRow() */
export const chooseConnection = (id: string): Promise<void> => change(id, { chosenAt: new Date() });

/** Gives a connection another name, here and not at the provider. @throws {Problem} as requireRow() */
export const renameConnection = (id: string, label: string | null): Promise<void> => change(id, { label });

async function change(id: string, data: Partial<Row>): Promise<void> {
  const row = await requireRow(id);
  const prisma = await db();
  await prisma.connection.updateMany({ where: { id: row.id }, data });
}

/**
 * Deletes a stored apiKey. The key itself lives on at the provider, which has no revoke call.
 * @returns the hash by which keyPage() finds it there, or null when that cannot be known
 * @throws {Problem} as requireRow()
 */
export async function deleteConnection(id: string): Promise<string | null> {
  const row = await requireRow(id);
  const prisma = await db();
  await prisma.connection.deleteMany({ where: { id: row.id } });
  log("disconnected", { user: hashed(row.userId), connection: hashed(row.id) });
  return hashOf(row);
}

const toConnection = (row: Row): Connection => ({
  id: row.id,
  label: row.label,
  tail: row.tail,
  origin: row.origin,
  connectedAt: row.connectedAt,
  lastUsedAt: row.lastUsedAt,
  expiresAt: row.expiresAt,
  problem: problemOf(row),
});

function problemOf(row: Row): ProblemCode | null {
  if (row.origin !== env().provider.origin) return "other_provider";
  if (isExpired(row)) return "apikey_expired";
  return row.refusedAt ? "apikey_refused" : null;
}

function toInspected(row: Row, answer: KeyInfo | Problem): InspectedConnection {
  const hash = hashOf(row);
  const connection = { ...toConnection(row), url: hash && keyPage(hash) };
  if (answer instanceof Problem)
    return { ...connection, problem: connection.problem ?? answer.code, info: null };
  return { ...connection, problem: null, expiresAt: answer.expiresAt, info: answer };
}

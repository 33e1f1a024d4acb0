// An apiKey comes in, is sealed, and is lent to one call at a time. Nothing else opens a stored one, but rotate.ts.
import "server-only";
import { hash, randomUUID } from "node:crypto";
import { after } from "next/server.js";
import { settle } from "./attempts.ts";
import { db, type Prisma } from "./db.ts";
import { env } from "./env.ts";
import { Problem } from "./errors.ts";
import { countMessage } from "./limits.ts";
import { hashed, log, logFailure } from "./log.ts";
import { getKeyInfo, type Issued, type KeyInfo } from "./modelgates.ts";
import { findOwn, type Row, requireRow } from "./row.ts";
import { renewSession, type Session } from "./session.ts";
import { step } from "./spans.ts";
import { open, seal } from "./vault.ts";

const A_MINUTE = 60_000;
/** Milliseconds for a place in the database's queue, and from there. With an exchange less than attempts.ts allows. */
const PATIENCE = { maxWait: 8000, timeout: 10_000 };

/** What comes with a fresh apiKey. */
interface Arrival extends Issued {
  label: string | null;
  /** By which attempts.ts knows how it was come by. */
  attempt: string;
  /** The connection that gets this apiKey in place of its own, if it is still there and this user's. */
  replaces?: string | null;
  expiresAt?: Date | null;
}

/**
 * Step 4: seals and stores a fresh apiKey for the session's user (a newcomer becomes one), which the chat uses from now
 * on, and renews the session's id. All of it in one database transaction.
 * @param session as it was before the exchange
 * @returns whose it is now, and the last four characters of the apiKey
 * @throws {Problem} not_stored
 */
export async function saveConnection(
  session: Session | null,
  arrival: Arrival,
): Promise<{ userId: string; tail: string }> {
  const { row, setCookie } = await store(async (tx) => {
    const { userId, setCookie } = await renewSession(tx, session);
    return { row: await put(tx, userId, arrival), setCookie };
  });
  await setCookie();
  log("connected", { ...idsOf(row), provider: row.origin });
  after(() => inspect(row)); // learns the expiry, so that an expired apiKey is never sent
  return row;
}

/**
 * The same for an apiKey that was made with one of the user's own: nobody new has come, so the session stays as it is.
 * @param userId asked for before the apiKey was made: a session that ends meanwhile does not keep it from being stored
 * @returns the connection's id
 * @throws {Problem} not_stored
 */
export async function addConnection(userId: string, arrival: Arrival): Promise<string> {
  const { id } = await store((tx) => put(tx, userId, arrival));
  return id;
}

/** A key that cannot be stored now is lost to this app, but lives on at the provider: that is worth a line in the log. */
const store = <T>(act: (tx: Prisma.TransactionClient) => Promise<T>): Promise<T> =>
  step("store", async () => {
    try {
      return await (await db()).$transaction(act, PATIENCE);
    } catch (cause) {
      log("orphan_key_possible", { reason: cause instanceof Problem ? cause.code : "database" });
      throw new Problem("not_stored", { cause });
    }
  });

async function put(
  tx: Prisma.TransactionClient,
  userId: string,
  { apiKey, attempt, replaces, ...arrival }: Arrival,
) {
  await settle(tx, attempt);
  const origin = env().provider.origin;
  const old = replaces ? await findOwn(tx, userId, replaces) : null;
  const id = old?.id ?? randomUUID();
  const now = new Date();
  const data = {
    ...arrival,
    label: arrival.label ?? old?.label ?? null,
    origin,
    sealedApiKey: seal(apiKey, { rowId: id, userId, origin }),
    tail: apiKey.slice(-4),
    connectedAt: now,
    chosenAt: now,
    lastUsedAt: null,
    refusedAt: null,
    expiresAt: arrival.expiresAt ?? null,
  };
  return tx.connection.upsert({ where: { id }, create: { ...data, id, userId }, update: data });
}

/** Lends one apiKey to `use`, and to nothing else. @throws {Problem} as lend() */
export type WithApiKey = <T>(use: (apiKey: string) => Promise<T>) => Promise<T>;

/**
 * Finds one of the user's own connections, and who asks is checked by it: nothing else of a request need be read before.
 * The apiKey stays sealed until what this returns is called.
 * @param id which one; left out, the one the chat uses
 * @throws {Problem} as requireRow(); apikey_refused from before, too: it is not tried again; too_many_messages
 */
export async function requireApiKey(id?: string): Promise<{ userId: string; withApiKey: WithApiKey }> {
  const row = await requireRow(id);
  if (row.refusedAt) throw new Problem("apikey_refused");
  await countMessage(row.userId);
  const withApiKey: WithApiKey = async (use) => {
    const result = await lend(row, use);
    const now = new Date();
    if (now.getTime() - (row.lastUsedAt?.getTime() ?? 0) > A_MINUTE)
      after(() => note(row, { lastUsedAt: now }));
    return result;
  };
  return { userId: row.userId, withApiKey };
}

/**
 * Asks the provider about the apiKey of `row`, and stores what matters later: when it ends, and whether it is refused.
 * @returns what the provider says, or why that cannot be known
 */
export async function inspect(row: Row): Promise<KeyInfo | Problem> {
  try {
    const info = await lend(row, getKeyInfo);
    const { expiresAt } = info;
    if (row.refusedAt || row.expiresAt?.getTime() !== expiresAt?.getTime())
      await note(row, { refusedAt: null, expiresAt });
    return info;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

/** The SHA-256 by which the provider knows an apiKey of its own; null when it is another's, or does not open. */
export function hashOf(row: Row): string | null {
  const apiKey = row.origin === env().provider.origin ? openRow(row) : null;
  return apiKey && hash("sha256", apiKey);
}

/** Opens a row for its owner. Null: it was altered, copied from elsewhere, or its secret is gone. */
const openRow = ({ id, userId, origin, sealedApiKey }: Row): string | null =>
  open(sealedApiKey, { rowId: id, userId, origin });

const idsOf = (row: Row) => ({ user: hashed(row.userId), connection: hashed(row.id) });

export const isExpired = ({ expiresAt }: Row): boolean => !!expiresAt && expiresAt.getTime() <= Date.now();

/**
 * Not to a provider that did not issue it, nor after its expiry. A 401 marks the connection as refused.
 * @throws {Problem} other_provider, apikey_expired or unreadable without a call; else whatever `use` throws
 */
async function lend<T>(row: Row, use: (apiKey: string) => Promise<T>): Promise<T> {
  if (row.origin !== env().provider.origin) throw new Problem("other_provider");
  if (isExpired(row)) throw new Problem("apikey_expired");
  const apiKey = openRow(row);
  if (apiKey === null) {
    log("apikey_unreadable", idsOf(row));
    throw new Problem("unreadable");
  }
  try {
    return await use(apiKey);
  } catch (error) {
    const refused = error instanceof Problem && error.code === "apikey_refused";
    // Of several calls that learn it at once, one tells the log.
    if (refused && (await note(row, { refusedAt: new Date() }, { refusedAt: null })) > 0)
      log("apikey_refused", idsOf(row));
    throw error;
  }
}

/**
 * Only while the row holds this very apiKey: an answer about the one before says nothing of the next. A database that
 * fails now keeps nobody from their answer.
 */
async function note({ id, sealedApiKey }: Row, data: Partial<Row>, only: Partial<Row> = {}): Promise<number> {
  const prisma = await db();
  const update = prisma.connection.updateMany({ where: { id, sealedApiKey, ...only }, data });
  return update.then(
    ({ count }) => count,
    (error) => {
      logFailure("note_failed", error);
      return 0;
    },
  );
}

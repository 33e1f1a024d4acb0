// How an instance reaches a real PostgreSQL: by a few connections, and none of them is waited for without end.
import "server-only";
import { Socket } from "node:net";
import type { PoolConfig } from "pg";

/** Of each instance at most. PostgreSQL takes 100 in all, unless it is told otherwise. */
const CONNECTIONS = 10;
/** Milliseconds to wait for a connection. */
const CONNECT = 5000;
/** Milliseconds after which the server ends a statement, one that waits for a lock too. */
const STATEMENT = 4000;
/** The same for a database transaction whose client says nothing more: its locks must not outlive an instance that froze. */
const IDLE_TRANSACTION = 10_000;
/** Milliseconds without a byte after which a connection is given up: the server has not kept its own limit. */
const SILENCE = 5000;
/** Milliseconds that a connection is kept unused; less, so that only one in use can fall silent. */
const UNUSED = 4000;

/**
 * The pool for `connectionString`. No option travels with the start of a connection, where poolers such as PgBouncer
 * refuse what they do not know: the limits are set once it stands.
 * Tests: e2e/bad-database.spec.ts
 */
export const poolOf = (connectionString: string): PoolConfig => ({
  connectionString,
  max: CONNECTIONS,
  connectionTimeoutMillis: CONNECT,
  idleTimeoutMillis: UNUSED,
  stream: impatientSocket,
  onConnect: (client) =>
    client.query(
      `SET statement_timeout = ${STATEMENT}; SET idle_in_transaction_session_timeout = ${IDLE_TRANSACTION}`,
    ),
});

/**
 * Not the driver's own `query_timeout`, which leaves the connection as it is: Prisma hands one that is stuck inside a
 * database transaction back to the pool, and the next claim would be written into that transaction, seen by nobody else.
 */
function impatientSocket(): Socket {
  const socket = new Socket();
  return socket.setTimeout(SILENCE, () => socket.destroy());
}

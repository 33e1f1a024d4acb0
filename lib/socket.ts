// Lets PostgreSQL clients reach PGlite. Its own socket server hands one client's rows to another when two ask at once
// (electric-sql/pglite#1046), because it queues single messages; this one queues whole conversations.
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { Mutex, type PGlite } from "@electric-sql/pglite";

/** Listens on the unix socket `path` and speaks the PostgreSQL protocol, version 3, for `database`. */
export async function listen(database: PGlite, path: string): Promise<void> {
  const turn = new Mutex();
  const server = createServer((socket) => {
    converse(socket, database, turn)
      .catch(() => undefined) // it hung up
      .finally(() => socket.destroy());
  });
  await once(server.listen(path), "listening");
}

/**
 * PGlite is one session: the statement one client prepares is the one another would run. So a client has it to itself from
 * its first message until the server is idle again, outside of any transaction. Test: lib/socket.test.ts
 */
async function converse(socket: Socket, database: PGlite, turn: Mutex): Promise<void> {
  let endTurn: (() => void) | undefined;
  try {
    for await (const message of messages(socket)) {
      if (message[0] === TERMINATE) return;
      endTurn ??= await turn.acquire();
      const answer = await database.execProtocolRaw(message);
      socket.write(answer);
      if (!isIdle(answer)) continue;
      endTurn();
      endTurn = undefined;
    }
  } finally {
    // It left in the middle. After an error PostgreSQL hears nothing, a ROLLBACK neither, before a Sync.
    if (endTurn) await database.execProtocolRaw(SYNC).catch(() => undefined);
    if (endTurn) await database.exec("ROLLBACK").catch(() => undefined);
    endTurn?.();
  }
}

const TERMINATE = "X".charCodeAt(0);
const SYNC = Buffer.from("S\0\0\0\x04", "latin1");
/** What a client may say once it has begun. PGlite does not come back from a message that it does not know. */
const TYPES = Buffer.from("BCDEFHPQSXcdf");
const VERSION_3 = 3 << 16;
const READY_AND_IDLE = Buffer.from("Z\0\0\0\x05I", "latin1");

/** Whether an answer ends with ReadyForQuery, and no transaction is open. */
const isIdle = (answer: Uint8Array) => READY_AND_IDLE.equals(answer.subarray(-READY_AND_IDLE.length));

/**
 * Cuts what arrives into messages: a type of one byte and a length that counts itself, but the first has no type.
 * @throws {Error} for what no client of this protocol sends
 */
async function* messages(socket: Socket): AsyncGenerator<Uint8Array> {
  let rest = Buffer.alloc(0);
  let typeLength = 0;
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= typeLength + 4) {
      const length = rest.readInt32BE(typeLength);
      const size = typeLength + length;
      if (length < 4 || (typeLength > 0 && !TYPES.includes(rest.subarray(0, 1))))
        throw new Error("no message");
      if (rest.length < size) break;
      const message = rest.subarray(0, size);
      rest = rest.subarray(size);
      // Whoever asks for SSL or to cancel says another number first. PGlite would never answer anybody again.
      if (typeLength === 0 && (size < 8 || message.readInt32BE(4) !== VERSION_3))
        throw new Error("no startup message");
      typeLength = 1;
      yield message;
    }
  }
}

// Connections on which nothing moves any more: their other side has stopped reading, or is gone without a word.
import "server-only";
import { subscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";

/** Milliseconds. Longer than any answer here may take until its first byte: five minutes, in completions.ts. */
const STILL = 330_000;

/**
 * Ends every connection of this process's server on which no byte moves for `still` ms. Node itself waits for a reader
 * without end, and so would what was written for them; Next offers no way to its server but this channel.
 * Test: lib/still.test.ts
 */
export function endStillConnections(still = STILL): void {
  subscribe("http.server.request.start", (message) => {
    const { socket } = message as { socket: Socket };
    socket.setTimeout(still); // with nobody to listen to its "timeout", the server destroys it
  });
}

// How an instance stops: what it has begun is finished, nothing new is begun, and its database is closed.
import "server-only";
import { subscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import type { Server, ServerResponse } from "node:http";
import { closeDatabase } from "./db.ts";
import { log } from "./log.ts";
import { beginStopping, callLast, hold, isStopping, settled } from "./stopping.ts";
import { stopTelemetry } from "./telemetry.ts";

/** In milliseconds. All of them together are less than the 30 seconds after which most platforms kill. */
export interface Patience {
  /** For the answers that are being written, and every other request. */
  answers: number;
  /** For their ends, once they were told. */
  ends: number;
  /** For the database, and for what a telemetry collector has not got yet. */
  close: number;
}
export const PATIENCE: Patience = { answers: 25_000, ends: 2000, close: 1000 };

/**
 * Takes the two signals over from Next, which stops listening at once, waits for running requests without a limit, and
 * knows of no database. SIGTERM, from a platform: answers are finished. SIGINT, from a keyboard: nobody waits for them. A
 * second one ends the process at once. Test: e2e/stop.spec.ts
 */
export function stopInOrder(): void {
  const server = watchRequests();
  for (const [signal, code] of [
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const) {
    process.removeAllListeners(signal);
    process.on(signal, async () => {
      if (isStopping()) process.exit(code);
      log("stopping", { reason: signal });
      await drain(signal === "SIGTERM" ? PATIENCE : { ...PATIENCE, answers: 0 });
      server()?.close();
      const late = new Promise((late) => setTimeout(late, PATIENCE.close));
      await Promise.race([Promise.allSettled([closeDatabase(), stopTelemetry()]), late]);
      process.exit(code);
    });
  }
}

/** Finishes what was begun; after `answers` ms the rest is told, and ended. Test: lib/stop.test.ts */
export async function drain({ answers, ends }: Patience): Promise<void> {
  beginStopping();
  await settled(answers);
  callLast();
  await settled(ends);
}

/** Holds up a stop for each request, and for what after() leaves for later. @returns the server, once there was one */
function watchRequests(): () => Server | undefined {
  let current: Server | undefined;
  subscribe("http.server.request.start", (message) => {
    const { response, server } = message as { response: ServerResponse; server: Server };
    current = server; // Next offers no way to it but this channel
    if (isStopping()) response.shouldKeepAlive = false; // the next request on this connection would find nobody
    hold(once(response, "close"));
  });
  // Next's seam for platforms, by which they learn of the work of after().
  Object.assign(globalThis, { [Symbol.for("@next/request-context")]: { get: () => ({ waitUntil: hold }) } });
  return () => current;
}

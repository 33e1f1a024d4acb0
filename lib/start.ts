// What an instance does before it takes requests.
import "server-only";
import { notePeers } from "./address.ts";
import { db } from "./db.ts";
import { env } from "./env.ts";
import { watchHeads } from "./heads.ts";
import { log } from "./log.ts";
import { endStillConnections } from "./still.ts";
import { stopInOrder } from "./stop.ts";
import { startSweeping } from "./sweep.ts";
import { startTelemetry } from "./telemetry.ts";

/**
 * Once per process.
 * @param development for `next dev`, which speaks to its pages by WebSocket, and is stopped by another process of its own
 * @throws {Error} in words: a faulty setting, or a database in use
 */
export async function start(development: boolean): Promise<void> {
  await startTelemetry();
  notePeers();
  watchHeads(development);
  endStillConnections();
  await db();
  logStart();
  startSweeping();
  if (!development) stopInOrder();
}

/** Logs how this instance was set up, and warns of what is not for production. Test: e2e/log.spec.ts */
function logStart(): void {
  const { databaseUrl, provider, proxies, secure } = env();
  const database = databaseUrl ? "postgresql" : "embedded";
  log("started", { provider: provider.origin, database });
  // https says that this is a deployment. The embedded database does not fsync, and is for one process.
  if (secure && !databaseUrl) log("embedded_database_in_production");
  if (secure && proxies === 0) log("client_address_unknown");
}

// Traces and metrics for an operator's collector, by the usual OTEL_* variables. Without them nothing is even loaded:
// e2e/telemetry.spec.ts looks.
import "server-only";
import { env } from "./env.ts";

let stop: () => Promise<unknown> = async () => {};

/** Starts what the settings ask for. Once per process, before anything else: what is counted earlier is not counted. */
export async function startTelemetry(): Promise<void> {
  const { traces, metrics } = env().telemetry;
  if (!traces && !metrics) return;
  const { startSdk } = await import("./telemetry-sdk.ts");
  stop = startSdk(env().telemetry);
}

/** Sends what is still here, and stops. It never throws; a collector that does not answer holds it up for ten seconds. */
export const stopTelemetry = async (): Promise<void> => void (await stop());

// What is counted where there is a collector for it (lib/telemetry.ts): the facts of the log, and how each step ended.
import "server-only";
import { type Counter, metrics } from "@opentelemetry/api";
import type { Outcome, Step } from "./spans.ts";

/** Made at the first count: what the API hands out before lib/telemetry-sdk.ts has run counts nothing, and never will. */
let counters: { events: Counter; steps: Counter } | undefined;
function made() {
  if (counters) return counters;
  const meter = metrics.getMeter("modelgates-connect");
  const events = meter.createCounter("modelgates.events", {
    description: "Lines of the log.",
    unit: "{event}",
  });
  const steps = meter.createCounter("modelgates.steps", { description: "Steps that ended.", unit: "{step}" });
  counters = { events, steps };
  return counters;
}

/** Counts one line of the log. Both words come from closed lists: each further one would be a series of its own. */
export const countEvent = (event: string, problem?: string): void =>
  made().events.add(1, { "modelgates.event": event, ...(problem && { "modelgates.problem": problem }) });

/** Counts one step by its outcome. */
export const countStep = (step: Step, outcome: Outcome): void =>
  made().steps.add(1, { "modelgates.step": step, "modelgates.outcome": outcome });

// What each apiKey has spent since this process started.
import type { Terms } from "./grants.ts";
import { forgetOldest, hashOf, usage, waits } from "./memory.ts";

const DAY = 24 * 60 * 60_000;
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

/** Adds `dollars` to what an apiKey has spent today; less than none takes back what was reserved too much. */
export function addUsage(apiKey: string, dollars: number, now = Date.now()): void {
  const name = hashOf(apiKey);
  const days = usage.get(name) ?? new Map<string, number>();
  days.set(dayOf(now), (days.get(dayOf(now)) ?? 0) + dollars);
  usage.delete(name); // the one longest unused is the oldest
  usage.set(name, days);
  forgetOldest(usage);
}

/** Seconds that an apiKey still has to wait when it was first told to wait for `seconds`: 0 once they are over. */
export function secondsToWait(apiKey: string, seconds: number, now = Date.now()): number {
  const name = hashOf(apiKey);
  const until = waits.get(name) ?? now + seconds * 1000;
  waits.set(name, until);
  forgetOldest(waits);
  return Math.max(0, Math.ceil((until - now) / 1000));
}

/** Dollars spent: in all, this UTC day, week (from Monday) and month (CONTRACT 1.4). */
export const readUsage = (apiKey: string, now = Date.now()) => usageOf(hashOf(apiKey), now);

/** The same by the hash of an apiKey, which is all that its page knows. */
export function usageOf(hash: string, now = Date.now()) {
  const days = [...(usage.get(hash) ?? [])];
  const since = (first: string) =>
    days.reduce((sum, [day, dollars]) => (day >= first ? sum + dollars : sum), 0);
  const monday = dayOf(now - ((new Date(now).getUTCDay() + 6) % 7) * DAY);
  return {
    usage: since(""),
    usage_daily: since(dayOf(now)),
    usage_weekly: since(monday),
    usage_monthly: since(`${dayOf(now).slice(0, 7)}-01`),
  };
}

/** Dollars that an apiKey may still spend in the present interval of its limit; null without a limit. */
export function remaining(apiKey: string, { limit, reset }: Terms, now = Date.now()): number | null {
  const spent = readUsage(apiKey, now)[reset ? (`usage_${reset}` as const) : "usage"];
  return limit === null ? null : Math.max(0, limit - spent);
}

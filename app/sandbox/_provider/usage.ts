// What each apiKey has spent since this process started. Kept in memory alone: exact in one process, gone at a restart.
import { hash } from "node:crypto";
import type { Terms } from "./grants.ts";

const DAY = 24 * 60 * 60_000;
const MAX_REMEMBERED = 10_000;

/** Dollars by UTC day, by the hash of an apiKey. On globalThis: a bundler may give every route its own copy of this. */
const shared = globalThis as typeof globalThis & { sandboxUsage?: Map<string, Map<string, number>> };
shared.sandboxUsage ??= new Map();
const usage = shared.sandboxUsage;

const nameOf = (apiKey: string) => hash("sha256", apiKey);
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

/** Adds `dollars` to what an apiKey has spent today. The ones longest unused are forgotten beyond ten thousand. */
export function addUsage(apiKey: string, dollars: number, now = Date.now()): void {
  const name = nameOf(apiKey);
  const days = usage.get(name) ?? new Map<string, number>();
  days.set(dayOf(now), (days.get(dayOf(now)) ?? 0) + dollars);
  usage.delete(name);
  usage.set(name, days);
  for (const oldest of usage.keys()) {
    if (usage.size <= MAX_REMEMBERED) break;
    usage.delete(oldest);
  }
}

/** Dollars spent: in all, this UTC day, week (from Monday) and month (CONTRACT 1.4). */
export function readUsage(apiKey: string, now = Date.now()) {
  const days = [...(usage.get(nameOf(apiKey)) ?? [])];
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

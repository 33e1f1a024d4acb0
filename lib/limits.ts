// How much one client, one user and one instance may ask for. What it protects is the person's money at the provider.
import "server-only";
import { RateLimiterMemory, RateLimiterPrisma, RateLimiterRes } from "rate-limiter-flexible";
import { clientAddress } from "./address.ts";
import { db } from "./db.ts";
import { env } from "./env.ts";
import { Problem } from "./errors.ts";
import { hashed, log } from "./log.ts";
import type { ProblemCode } from "./problems.ts";
import { isStopping } from "./stopping.ts";

/** Answers that are being written to one user at once. How many by one instance, is a setting. */
export const STREAMS_PER_USER = 3;
/** Seconds after which a full instance is worth another try, or the one that comes after this. */
const RETRY = 5;
/** Where no client's address is known, all share one count, which is as much larger. Test: lib/limits.test.ts */
const EVERYBODY = 10;

type Limiter = RateLimiterMemory | RateLimiterPrisma;
interface Limits {
  limiters: Map<string, Limiter>;
  streams: Map<string, number>;
  total: number;
}
/** On globalThis: a bundler may load this module twice, and twice as much would pass. */
const shared = globalThis as { modelgatesLimits?: Limits };
function state(): Limits {
  shared.modelgatesLimits ??= { limiters: new Map(), streams: new Map(), total: 0 };
  return shared.modelgatesLimits;
}

/**
 * Counts one step of a connect, the start or the return, for the address it comes from.
 * @throws {Problem} too_many_connects, with the seconds until it may be tried again
 */
export async function countConnect({ headers }: Pick<Request, "headers">): Promise<void> {
  const address = clientAddress(headers);
  const points = env().connectsPerMinute * (address ? 1 : EVERYBODY);
  await count("too_many_connects", address ?? "everybody", points);
}

/** Counts one use of an apiKey for its user. @throws {Problem} too_many_messages */
export const countMessage = (userId: string): Promise<void> =>
  count("too_many_messages", userId, env().messagesPerMinute);

/** Counts one look at a user's keys, for which the provider is asked about each. @throws {Problem} too_many_looks */
export const countLook = (userId: string): Promise<void> =>
  count("too_many_looks", userId, env().messagesPerMinute);

/**
 * One for each name and size, kept for as long as the process lives. It counts in the database where there may be several
 * instances; the embedded one belongs to a single process.
 */
async function limiterOf(keyPrefix: string, points: number): Promise<Limiter> {
  const { limiters } = state();
  const id = `${keyPrefix} ${points}`;
  const found = limiters.get(id);
  if (found) return found;
  const options = { keyPrefix, points, duration: 60 }; // seconds
  const limiter = env().databaseUrl
    ? new RateLimiterPrisma({
        ...options,
        storeClient: await db(),
        tableName: "rateLimit",
        inMemoryBlockOnConsumed: points,
      })
    : new RateLimiterMemory(options);
  limiters.set(id, limiter);
  return limiter;
}

async function count(name: ProblemCode, whose: string, points: number): Promise<void> {
  const rejected = await (await limiterOf(name, points)).consume(hashed(whose)).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (rejected === null) return;
  if (!(rejected instanceof RateLimiterRes)) throw rejected; // the database: who cannot count lets nobody through
  // One line for each minute and each client: a flood must not become one of the log.
  if (rejected.consumedPoints === points + 1) log("limited", { limit: name, whose: hashed(whose) });
  throw new Problem(name, { retryAfter: Math.ceil(rejected.msBeforeNext / 1000) });
}

/**
 * Takes a place among the answers that are being written, for this instance alone.
 * @returns to be called once it is written, or was given up
 * @throws {Problem} stopping, too_many_streams or full
 */
export function takePlace(userId: string): () => void {
  if (isStopping()) throw new Problem("stopping", { retryAfter: RETRY });
  const here = state();
  const own = here.streams.get(userId) ?? 0;
  if (own >= STREAMS_PER_USER) refuse("too_many_streams");
  if (here.total >= env().streamsPerInstance) refuse("full");
  here.streams.set(userId, own + 1);
  here.total += 1;
  let left = false;
  return () => {
    if (left) return;
    left = true;
    here.total -= 1;
    const rest = (here.streams.get(userId) ?? 1) - 1;
    if (rest > 0) here.streams.set(userId, rest);
    else here.streams.delete(userId);
  };
}

/** Answers that are being written by this instance. */
export const openStreams = (): number => state().total;

function refuse(code: ProblemCode): never {
  log("limited", { limit: code });
  throw new Problem(code, { retryAfter: RETRY });
}

// Whether this instance is about to stop, and what it waits for before it does.
import "server-only";

/** On globalThis: a bundler may load this module twice, once for the routes and once for the start. */
const shared = globalThis as { modelgatesStopping?: ReturnType<typeof create> };
const create = () => ({
  begun: false,
  lastCall: new AbortController(),
  work: new Set<Promise<unknown>>(),
});
function state() {
  shared.modelgatesStopping ??= create();
  return shared.modelgatesStopping;
}

/** From now on no answer is begun, and `/api/health` sends the load balancer elsewhere. */
export function beginStopping(): void {
  state().begun = true;
}

export const isStopping = (): boolean => state().begun;

/** Aborted when nobody waits any longer: what is being written tells its reader, and ends. */
export const lastCall = (): AbortSignal => state().lastCall.signal;
export const callLast = (): void => state().lastCall.abort();

/** Makes a stop wait for `work`, however that ends. */
export function hold(work: Promise<unknown>): void {
  const { work: all } = state();
  all.add(work);
  const done = () => all.delete(work);
  work.then(done, done);
}

/**
 * Waits until there is nothing left to wait for.
 * @param patience milliseconds at most
 */
export async function settled(patience: number): Promise<void> {
  const { work } = state();
  const until = performance.now() + patience;
  for (let left = patience; work.size > 0 && left > 0; left = until - performance.now())
    await Promise.race([Promise.allSettled(work), new Promise((late) => setTimeout(late, left))]);
}

import { randomFrom } from "../lib/cli/fuzz/random.ts";

/** A copy in another order, the same for the same seed. */
export function shuffled<T>(all: readonly T[], seed: number): T[] {
  const random = randomFrom(seed);
  return all
    .map((one) => ({ one, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one);
}

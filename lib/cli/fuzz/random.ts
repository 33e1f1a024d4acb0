// Chance that comes again: the same seed gives the same inputs, on every machine.

/** FUZZ_SEED, else 1: whoever repeats a failure sets what it printed. */
export const SEED = Number(process.env.FUZZ_SEED || 1);

/** How many inputs one target gets: FUZZ_RUNS, else the quick form's number. */
export const runs = (quick: number): number => Number(process.env.FUZZ_RUNS || quick);

/**
 * Holds an input to a rule. Plain, because a test runner's own assertions cost more than most of what is judged here.
 * @throws {Error} with the seed and the input, escaped so that it can be pasted
 */
export function must(holds: boolean, rule: string, input: unknown): void {
  if (holds) return;
  const coded = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  throw new Error(`${rule}\n  seed: ${SEED}\n  input: ${JSON.stringify(input).replace(/[^ -~]/g, coded)}`);
}

/** Numbers from 0 to below 1 that are the same for the same seed: what fails once fails again (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `salt` keeps two targets of one seed apart. */
export class Random {
  /** From 0 to below 1. */
  readonly next: () => number;

  constructor(salt: string, seed = SEED) {
    this.next = randomFrom(
      [...salt].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), seed) | 0,
    );
  }

  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  /** True once in `n` times. */
  once(n: number): boolean {
    return this.below(n) === 0;
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[this.below(from.length)] ?? from[0];
  }

  /** `length` characters of `alphabet`. */
  text(length: number, alphabet: string): string {
    return Array.from({ length }, () => alphabet[this.below(alphabet.length)]).join("");
  }
}

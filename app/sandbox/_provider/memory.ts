// All that the sandbox remembers, and forgets at a restart: exact in one process, and not shared with a second one.
import { hash } from "node:crypto";

interface Memory {
  /** When each code was spent: Unix ms, by its id. */
  spent: Map<string, number>;
  /** Dollars by UTC day, by the hash of an apiKey. */
  usage: Map<string, Map<string, number>>;
  /** When an apiKey that was told to wait may come again: Unix ms, by its hash. */
  waits: Map<string, number>;
  /** The hashes of the apiKeys that were deleted. */
  deleted: Set<string>;
}

// On globalThis, because a bundler may give every route its own copy of this module.
const shared = globalThis as typeof globalThis & { sandboxMemory?: Memory };
shared.sandboxMemory ??= { spent: new Map(), usage: new Map(), waits: new Map(), deleted: new Set() };
export const { spent, usage, waits, deleted } = shared.sandboxMemory;

/** How an apiKey is known here and in the address of its page: by its SHA-256 in lower-case hex (CONTRACT 1.8). */
export const hashOf = (apiKey: string): string => hash("sha256", apiKey);

const MAX_REMEMBERED = 10_000;

/** Of what is remembered by apiKey, the oldest is forgotten beyond ten thousand. */
export function forgetOldest(memory: Map<string, unknown> | Set<string>): void {
  for (const oldest of memory.keys()) {
    if (memory.size <= MAX_REMEMBERED) break;
    memory.delete(oldest);
  }
}

// All that the sandbox remembers, and forgets at a restart: exact in one process, and not shared with a second one.

interface Memory {
  /** When each code was spent: Unix ms, by its id. */
  spent: Map<string, number>;
  /** Dollars by UTC day, by the hash of an apiKey. */
  usage: Map<string, Map<string, number>>;
  /** When an apiKey that was told to wait may come again: Unix ms, by its hash. */
  waits: Map<string, number>;
}

// On globalThis, because a bundler may give every route its own copy of this module.
const shared = globalThis as typeof globalThis & { sandboxMemory?: Memory };
shared.sandboxMemory ??= { spent: new Map(), usage: new Map(), waits: new Map() };
export const { spent, usage, waits } = shared.sandboxMemory;

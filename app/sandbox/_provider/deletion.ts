// Deleting an apiKey (CONTRACT 3 item 7). It takes no more than its hash, which only a holder of the key can know.
import { deleted, forgetOldest } from "./memory.ts";

/** True for what may be the hash of an apiKey, in the one spelling of the provider's link to its page (CONTRACT 1.8). */
export const isHash = (text: unknown): text is string =>
  typeof text === "string" && /^[0-9a-f]{64}$/.test(text);

/** Every later call with the apiKey of this hash is refused: see requireApiKey(). */
export function deleteApiKey(hash: string): void {
  deleted.add(hash);
  forgetOldest(deleted);
}

/** Whether the apiKey of this hash was deleted, as far as is remembered. */
export const isDeleted = (hash: string): boolean => deleted.has(hash);

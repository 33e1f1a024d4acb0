// Codes and apiKeys carry what they stand for, sealed: nothing is stored, a restart forgets none, deleting leaves no table.
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { subkeys } from "../../../lib/env.ts";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** How each is spelled. The purpose is authenticated too: a code is no apiKey, nor the reverse. */
const ENCODING = { code: "base64url", apiKey: "hex" } as const;
type Purpose = keyof typeof ENCODING;

/** Seals any JSON value under the newest secret by AES-256-GCM: 28 bytes longer than its JSON text. */
export function seal(purpose: Purpose, value: unknown): string {
  const [newest] = subkeys("sandbox");
  if (!newest) throw new Error("no secret to seal with");
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", newest.subkey, nonce).setAAD(Buffer.from(purpose));
  const sealed = [nonce, cipher.update(JSON.stringify(value), "utf8"), cipher.final(), cipher.getAuthTag()];
  return Buffer.concat(sealed).toString(ENCODING[purpose]);
}

/**
 * Opens what seal() made, under any of the secrets and in its one spelling only.
 * @returns the value and its id, which is the random nonce; null when it is altered, foreign or something else
 */
export function open(purpose: Purpose, sealed: string): { id: string; value: unknown } | null {
  const bytes = Buffer.from(sealed, ENCODING[purpose]);
  const nonce = bytes.subarray(0, NONCE_BYTES);
  if (bytes.length < NONCE_BYTES + TAG_BYTES || bytes.toString(ENCODING[purpose]) !== sealed) return null;
  for (const { subkey } of subkeys("sandbox")) {
    const decipher = createDecipheriv("aes-256-gcm", subkey, nonce, { authTagLength: TAG_BYTES })
      .setAAD(Buffer.from(purpose))
      .setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, "utf8");
      decipher.final(); // throws unless the tag fits: nothing of the text counts before
      return { id: nonce.toString("hex"), value: JSON.parse(text) };
    } catch {
      // Another secret may fit.
    }
  }
  return null;
}

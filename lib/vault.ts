// Seals an apiKey for its owner: AES-256-GCM, with the owner as associated data.
import "server-only";
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { subkeys } from "./env.ts";

const VERSION = "v1";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Whom an apiKey belongs to: which row, which user, which provider issued it. */
export interface Owner {
  rowId: string;
  userId: string;
  origin: string;
}

/** The version and the owner are authenticated: text copied to another row, user or provider does not open there. */
const associatedData = ({ rowId, userId, origin }: Owner) =>
  Buffer.from(JSON.stringify([VERSION, rowId, userId, origin]));

function newestOf(secrets: ReturnType<typeof subkeys>) {
  const [newest] = secrets;
  if (!newest) throw new Error("no secret to seal with");
  return { subkey: newest.subkey, prefix: `${VERSION}.${newest.id}.` };
}

/** How everything begins that the newest secret sealed: `v1.<secret id>.` */
export const newestPrefix = (secrets = subkeys("vault")): string => newestOf(secrets).prefix;

/**
 * Seals `apiKey` under the newest secret.
 * @returns `v1.<secret id>.<base64url of nonce, ciphertext and tag>`
 */
export function seal(apiKey: string, owner: Owner, secrets = subkeys("vault")): string {
  const newest = newestOf(secrets);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", newest.subkey, nonce).setAAD(associatedData(owner));
  const sealed = Buffer.concat([nonce, cipher.update(apiKey, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return newest.prefix + sealed.toString("base64url");
}

/**
 * Seals anew, under the newest secret, what an older one sealed.
 * @returns the text to store: `sealed` itself when the newest secret sealed it already, null when it does not open
 */
export function reseal(sealed: string, owner: Owner, secrets = subkeys("vault")): string | null {
  if (sealed.startsWith(newestPrefix(secrets))) return sealed;
  const apiKey = open(sealed, owner, secrets);
  return apiKey === null ? null : seal(apiKey, owner, secrets);
}

/**
 * Opens what seal() made, under the secret it names and in its one spelling only: a reader of base64url passes over much.
 * @returns the apiKey, or null when it was altered, belongs to someone else, or its secret is gone
 */
export function open(sealed: string, owner: Owner, secrets = subkeys("vault")): string | null {
  const [version, id, body = "", ...rest] = sealed.split(".");
  const secret = secrets.find((candidate) => candidate.id === id);
  const bytes = Buffer.from(body, "base64url");
  if (version !== VERSION || rest.length > 0 || !secret || bytes.toString("base64url") !== body) return null;
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
  const nonce = bytes.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", secret.subkey, nonce, { authTagLength: TAG_BYTES })
    .setAAD(associatedData(owner))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}

// Breakages of a stored apiKey: how it is sealed, for whom, and when it is lent.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it quotes source text
/** @import { Guard } from "./list.mjs" */

const OWNER = "lib/vault.test.ts: another row, user, origin or secret does not open it";
const ALTERED = "lib/vault.test.ts: every changed, cut or foreign text is refused without a throw";
const BOUND = "JSON.stringify([VERSION, rowId, userId, origin])";

/** @type {Guard[]} */
export const custody = [
  {
    name: "bound-to-row",
    file: "lib/vault.ts",
    old: BOUND,
    new: 'JSON.stringify([VERSION, "", userId, origin, rowId && ""])',
    test: OWNER,
  },
  {
    name: "bound-to-user",
    file: "lib/vault.ts",
    old: BOUND,
    new: 'JSON.stringify([VERSION, rowId, userId && "", origin])',
    test: OWNER,
  },
  {
    name: "bound-to-provider",
    file: "lib/vault.ts",
    old: BOUND,
    new: 'JSON.stringify([VERSION, rowId, userId, origin && ""])',
    test: OWNER,
  },
  {
    name: "bound-to-version",
    file: "lib/vault.ts",
    old: BOUND,
    new: "JSON.stringify([rowId, userId, origin])",
    test: "lib/vault.test.ts: what was stored long ago opens: the format, its subkey and what it authenticates",
  },
  {
    name: "fields-kept-apart",
    file: "lib/vault.ts",
    old: BOUND,
    new: '`["${VERSION}","${rowId}","${userId}","${origin}"]`',
    test: "lib/vault.test.ts: fields of an owner cannot run into each other",
  },
  {
    name: "fresh-nonce",
    file: "lib/vault.ts",
    old: "randomBytes(NONCE_BYTES)",
    new: "Buffer.alloc(NONCE_BYTES, randomBytes(0))",
    test: "lib/vault.test.ts: what was sealed opens for its owner, and never looks the same twice",
  },
  {
    name: "tag-checked",
    file: "lib/vault.ts",
    old: "Buffer.concat([text, decipher.final()])",
    new: "text",
    test: ALTERED,
  },
  {
    name: "whole-tag",
    file: "lib/vault.ts",
    old: "if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;",
    new: "",
    test: ALTERED,
  },
  {
    name: "one-spelling",
    file: "lib/vault.ts",
    old: ' || bytes.toString("base64url") !== body) return null;',
    new: ") return null;",
    test: "lib/fuzz.test.ts: bent ciphertexts: not one opens, for its owner or any other",
  },
  {
    name: "named-secret",
    file: "lib/vault.ts",
    old: "secrets.find((candidate) => candidate.id === id)",
    new: "(secrets.find((candidate) => candidate.id === id) ?? secrets[0])",
    test: ALTERED,
  },
  {
    name: "vault-subkey",
    file: "lib/env.ts",
    old: 'hkdfSync("sha256", secret, "", purpose, 32)',
    new: 'hkdfSync("sha256", secret, "", purpose && "all", 32)',
    test: "lib/vault.test.ts: the vault's subkey is none of the other purposes'",
  },
  {
    name: "lent-to-its-provider",
    file: "lib/custody.ts",
    old: 'if (row.origin !== env().provider.origin) throw new Problem("other_provider");',
    new: "",
    test: "e2e/owners.spec.ts: a ciphertext copied to another row, user or provider does not open there",
  },
  {
    name: "expired-not-sent",
    file: "lib/custody.ts",
    old: 'if (isExpired(row)) throw new Problem("apikey_expired");',
    new: "",
    test: "e2e/dead-key.spec.ts: an expired key is never sent, to any operation",
  },
  {
    name: "refused-not-sent",
    file: "lib/custody.ts",
    old: 'if (row.refusedAt) throw new Problem("apikey_refused");',
    new: "",
    test: "e2e/dead-key.spec.ts: a 401 in the chat marks it everywhere, and reconnecting keeps draft, place and name",
  },
  {
    name: "one-process-per-folder",
    file: "lib/embedded.ts",
    old: "  takeFolder(dataDir);",
    new: "  void takeFolder;",
    test: "lib/folder.test.ts: while another process has the folder of the embedded database, this one is refused",
  },
  {
    name: "private-folder",
    file: "lib/embedded.ts",
    old: "chmodSync(dataDir, 0o700);",
    new: "chmodSync(dataDir, 0o755);",
    test: "lib/folder.test.ts: once that was killed the folder is free at once, and closed to other users",
  },
];

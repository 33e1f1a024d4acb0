import { createHash, randomBytes } from "node:crypto";

/** 32 random bytes as base64url: 43 characters, the shortest verifier RFC 7636 section 4.1 allows. */
export const randomToken = (): string => randomBytes(32).toString("base64url");

/** SHA-256 of `text` as base64url without padding. */
export const sha256 = (text: string): string => createHash("sha256").update(text).digest("base64url");

/** The S256 code challenge of a verifier (RFC 7636 section 4.2). The guide says base64, its code base64url: this is it. */
export const s256Challenge = (verifier: string): string => sha256(verifier);

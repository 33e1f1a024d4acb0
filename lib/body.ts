// What somebody sends us, read no further and no longer than it may be.
import "server-only";
import type { z } from "zod";
import { Problem } from "./errors.ts";

/** What a message says it is, in lower case and without parameters; "" when it says nothing. */
export const mediaType = ({ headers }: Request | Response): string =>
  (headers.get("content-type") ?? "").replace(/;.*/, "").trim().toLowerCase();

/** Milliseconds in which what is sent to us must have come: a body that drips holds a place that others need. */
export const UPLOAD = 30_000;

/**
 * Reads a body as UTF-8 text and stops at `maxBytes`, counted as they arrive: a Content-Length may lie, and Next
 * silently cuts a body at its proxy buffer.
 * @param maxMs how long a request's may take; an answer's is ended by the signal of whoever asked for it
 * @throws {Problem} too_large, upload_slow, or bad_request when it is not UTF-8. Test: lib/upload.test.ts
 */
export async function readText(
  { body }: Request | Response,
  maxBytes: number,
  maxMs?: number,
): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    if (maxMs) timer = setTimeout(() => reject(new Problem("upload_slow")), maxMs);
  });
  // Who is still sending does not listen yet: a request that is somewhat too long is heard out, and not kept.
  const patience = maxMs ? 16 * maxBytes : maxBytes;
  const reader = body?.getReader();
  try {
    for (;;) {
      const { value } = (await Promise.race([reader?.read(), late])) ?? {};
      if (!value) break;
      size += value.byteLength;
      if (size <= maxBytes) chunks.push(value);
      else if (size > patience) break;
    }
    if (size > maxBytes) throw new Problem("too_large");
  } catch (error) {
    reader?.cancel().catch(() => {}); // not waited for: what failed may never answer
    throw error;
  } finally {
    clearTimeout(timer);
  }
  try {
    // Not with U+FFFD in place of what it cannot read: nobody said that.
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    throw new Problem("bad_request", { cause });
  }
}

/** What `text` says as JSON, or null: the schema behind it decides what that means. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What fits, or why nothing does. */
interface Fit<T> {
  data?: T | undefined;
  issues: z.core.$ZodIssue[];
}

/**
 * `json` as `schema` has it. Not safeParse() alone: it compares whatever stands as a "length", and throws where an object
 * cannot be made a number. Test: e2e/relay-door.spec.ts
 */
export function fit<T>(schema: z.ZodType<T>, json: unknown): Fit<T> {
  try {
    const { data, error } = schema.safeParse(json);
    return { data, issues: error?.issues ?? [] };
  } catch {
    return { issues: [] };
  }
}

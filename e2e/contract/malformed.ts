// Malformed requests from a seed: the same thousand every time, so that what breaks can be seen again.

import { randomFrom } from "../../lib/cli/fuzz/random.ts";
import { nested, operations, queries, types, values, verbs } from "./malformed-parts.ts";

export interface Malformed {
  method: string;
  target: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
}

/** `bearer` is a working apiKey for some of them: what is behind the door must hold as well. */
export function* malformed(seed: number, count: number, base: string, bearer: string): Generator<Malformed> {
  const random = randomFrom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const word = () => JSON.stringify(pick(values)).replace(/^"|"$/g, "");
  const chance = (probability: number) => random() < probability;

  const object = (fields: string[]) =>
    Object.fromEntries(fields.filter(() => chance(0.7)).map((field) => [field, pick(values)]));
  const text = (fields: string[]): string | Uint8Array => {
    const kind = Math.floor(random() * 9);
    if (kind < 4) return JSON.stringify(object(fields));
    if (kind === 4) return new URLSearchParams(fields.map((field) => [field, word()])).toString();
    if (kind === 5) return Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0xc3, 0x28, Math.floor(random() * 256)]);
    if (kind === 6) return pick([nested(3000), `{"messages":${nested(100_000)}}`, `{"a":`.repeat(2000)]);
    if (kind === 7) return "x".repeat(pick([17_000, 70_000, 1_200_000]));
    return JSON.stringify(object(fields)).slice(0, -Math.ceil(random() * 5));
  };

  for (let made = 0; made < count; made++) {
    const [usual, path, fields] = pick(operations);
    const method = chance(0.75) ? usual : pick(verbs);
    const own = new URLSearchParams(fields.map((field) => [field, word().slice(0, 300)]));
    const query = method === "GET" && chance(0.6) ? `?${own}` : pick(queries);
    const headers: Record<string, string> = { "content-type": chance(0.7) ? types[0] : pick(types) } as never;
    if (chance(0.6))
      headers.authorization = chance(0.6)
        ? `Bearer ${bearer}`
        : pick(["Bearer", "Bearer  ", "x", "Basic eDp5", "Bearer é"]);
    if (chance(0.2)) headers["http-referer"] = pick(["\u00ff", "x".repeat(4000), "javascript:1"]);
    if (chance(0.1)) headers.cookie = pick(["", "=", "a=b; a=c", "x".repeat(4000)]);
    if (chance(0.1)) headers.origin = pick(["null", "http://[", "https://evil.example"]);
    if (chance(0.05)) headers["x-forwarded-host"] = pick(["evil.example", "", "a b"]);
    const slash = chance(0.05) ? pick(["/", "//", "/%2e%2e/", "/%"]) : "";
    const body = ["GET", "HEAD"].includes(method) ? undefined : text(fields);
    yield { method, target: base + path + slash + query, headers, ...(body !== undefined && { body }) };
  }
}

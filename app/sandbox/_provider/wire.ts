// The sandbox's manners on the wire, the same on every route: gone when off, CORS, error envelopes, bounded bodies.
import type { z } from "zod";
import { env } from "../../../lib/env.ts";
import { isDeleted } from "./deletion.ts";
import { readApiKey, type Terms } from "./grants.ts";
import { hashOf } from "./memory.ts";
import { profileOf } from "./profile.ts";

/** Optional parts of a refusal: headers, and what the provider adds to the error. */
interface Extra {
  headers?: Record<string, string>;
  metadata?: Record<string, unknown>;
  /** In place of the envelope: JSON, or plain text when a string (shapes B and C of CONTRACT 1.0). */
  body?: unknown;
}

/** A refusal as the provider words it. On API routes it becomes envelope A of CONTRACT 1.0. */
export class WireError extends Error {
  readonly status: number;
  readonly extra: Extra;

  constructor(status: number, message: string, extra: Extra = {}) {
    super(message);
    this.name = "WireError";
    this.status = status;
    this.extra = extra;
  }
}

/** False unless MODELGATES_URL points here. */
export const isOn = (): boolean => env().provider.sandbox;
/** What every route answers while the sandbox is off, to every method. */
export const notHere = (): Response => new Response(null, { status: 404 });

// As the running service answers them (CONTRACT 1.0), with ModelGates' own spelling of two names added.
const CORS = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers": "X-Generation-Id,X-Provider-Name,request-id,cf-ray",
};
const PREFLIGHT = {
  "Access-Control-Allow-Methods": "GET,OPTIONS,PATCH,DELETE,POST,PUT",
  "Access-Control-Allow-Headers":
    "Authorization,Content-Type,HTTP-Referer,X-Title,X-OpenRouter-Title,X-OpenRouter-Categories," +
    "X-ModelGates-Title,X-ModelGates-Categories,X-Session-Id,Idempotency-Key,traceparent,tracestate," +
    "X-Stainless-Arch,X-Stainless-Lang,X-Stainless-OS,X-Stainless-Package-Version,X-Stainless-Retry-Count," +
    "X-Stainless-Runtime,X-Stainless-Runtime-Version",
};

/**
 * Answers one API request. Every method comes through here, since the framework's own 405 for a method without a
 * handler has neither envelope nor CORS, and would be there while the sandbox is off.
 * @param method the one the resource understands, or * for all of them
 * @param headers what every answer of this resource carries, an error too
 */
export async function respond(
  request: Request,
  method: "GET" | "POST" | "*",
  handler: (request: Request) => Response | Promise<Response>,
  headers: Record<string, string> = {},
): Promise<Response> {
  if (!isOn()) return notHere();
  const run = async () => {
    if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: PREFLIGHT });
    const verb = request.method === "HEAD" && method === "GET" ? "GET" : request.method;
    if (verb === method || method === "*") return handler(request);
    const Allow = method === "GET" ? "GET, HEAD, OPTIONS" : "POST, OPTIONS";
    throw new WireError(...profileOf(request).wrongVerb, { headers: { Allow } });
  };
  const response = await run().catch(refuse);
  for (const [name, value] of Object.entries({ ...CORS, ...headers })) response.headers.set(name, value);
  if (!response.headers.has("Cache-Control")) response.headers.set("Cache-Control", "no-store");
  return response;
}

/** `user_id` is an account at the provider, of which the sandbox has none: the key is there, and null. */
function refuse(error: unknown): Response {
  if (!(error instanceof WireError)) console.error("sandbox:", error);
  const known = error instanceof WireError ? error : new WireError(500, "Internal Server Error");
  const { status, message, extra } = known;
  const { headers, metadata, body = { error: { code: status, message, metadata }, user_id: null } } = extra;
  return typeof body === "string"
    ? new Response(body, { status, headers: { ...headers, "Content-Type": "text/plain; charset=utf-8" } })
    : Response.json(body, { status, headers });
}

/** The body as text. Counts bytes itself, because a Content-Length is only a claim. @throws {WireError} 413 or 400 */
export async function readText({ body }: Request, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body ?? []) {
      size += chunk.byteLength;
      if (size > maxBytes) throw new WireError(413, "Request body too large");
      chunks.push(chunk);
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    throw error instanceof WireError ? error : new WireError(400, "Request body is broken off or not UTF-8");
  }
}

/** The running service's shape B for a value that does not fit (CONTRACT 1.0): the issues as JSON inside a string. */
export function zodError(issues: { path: PropertyKey[]; message: string }[]): WireError {
  const error = { name: "ZodError", message: JSON.stringify(issues) };
  return new WireError(400, error.name, { body: { success: false, error } });
}

/** How an operation words a body that it cannot read, where that is not the envelope. */
interface Wording {
  notJson?: (message: string) => WireError;
  misfit?: (issues: z.core.$ZodIssue[]) => WireError;
}

/** The JSON body, when it fits. @throws {WireError} 413, or 400 naming the first misfit */
export async function readJson<T>(
  request: Request,
  schema: z.ZodType<T>,
  maxBytes: number,
  wording: Wording = {},
): Promise<T> {
  const text = await readText(request, maxBytes);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    const message = "Malformed JSON in request body";
    throw wording.notJson?.(message) ?? new WireError(400, message);
  }
  // Only where the schema has no words of its own. It names the place and never the value, which may be a secret.
  const name = ({ path = [] }: { path?: PropertyKey[] }) =>
    `${["body", ...path].join(".")} is missing or invalid`;
  try {
    const { data, error } = schema.safeParse(json, { error: name });
    if (!error) return data;
    throw wording.misfit?.(error.issues) ?? new WireError(400, error.issues[0]?.message ?? "Bad Request");
  } catch (error) {
    // It compares whatever stands as a "length", and throws where an object cannot be made a number.
    throw error instanceof TypeError ? new WireError(400, "Bad Request") : error;
  }
}

/**
 * The bearer apiKey of a request, which works: issued here, not revoked or deleted, not expired.
 * @throws {WireError} 401 in the wordings of CONTRACT 1.4; for an expired key it has none
 */
export function requireApiKey(request: Request): { apiKey: string; terms: Terms } {
  const [, apiKey] = /^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  if (!apiKey) throw new WireError(401, profileOf(request).missingApiKey);
  const terms = readApiKey(apiKey);
  if (!terms || terms.scenario === "revoked" || isDeleted(hashOf(apiKey)))
    throw new WireError(401, "User not found.");
  if (terms.expiresAt !== null && Date.now() >= terms.expiresAt)
    throw new WireError(401, "API key has expired.");
  return { apiKey, terms };
}

// The sandbox's manners on the wire, the same on every route: gone when off, CORS, error envelopes, bounded bodies.
import type { z } from "zod";
import { env } from "../../../lib/env.ts";
import { isApiKey, type Method } from "./grants.ts";

/** A refusal as the provider words it. On API routes it becomes envelope A of CONTRACT 1.0. */
export class WireError extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.name = "WireError";
    this.status = status;
    this.headers = headers;
  }
}

/** False unless MODELGATES_URL points here; then every route answers a bare 404, as if this folder were not there. */
export const isOn = (): boolean => env().provider.sandbox;
export const notHere = (): Response => new Response(null, { status: 404 });

// As the running service answers them (CONTRACT 1.0), with ModelGates' own spelling of two names added.
const CORS = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers": "X-Generation-Id,X-Provider-Name,request-id,cf-ray",
};
const PREFLIGHT = {
  "Access-Control-Allow-Methods": "GET,OPTIONS,PATCH,DELETE,POST,PUT",
  "Access-Control-Allow-Headers":
    "Authorization,Content-Type,HTTP-Referer,X-Title,X-OpenRouter-Title,X-OpenRouter-Categories,X-ModelGates-Title," +
    "X-ModelGates-Categories,X-Session-Id,Idempotency-Key,X-Stainless-Arch,X-Stainless-Lang,X-Stainless-OS," +
    "X-Stainless-Package-Version,X-Stainless-Retry-Count,X-Stainless-Runtime,X-Stainless-Runtime-Version",
};

/**
 * Answers one API request. Every method comes through here, since the framework's own 405 for a method without a
 * handler would give the route away while the sandbox is off.
 * @param method the one the resource understands
 * @param headers what every answer of this resource carries, an error too
 */
export async function respond(
  request: Request,
  method: "GET" | "POST",
  handler: (request: Request) => Response | Promise<Response>,
  headers: Record<string, string> = {},
): Promise<Response> {
  if (!isOn()) return notHere();
  const run = async () => {
    if (request.method === "OPTIONS") return new Response(null, { status: 204, headers: PREFLIGHT });
    if (request.method === method || (request.method === "HEAD" && method === "GET")) return handler(request);
    throw new WireError(405, "Method Not Allowed", {
      Allow: method === "GET" ? "GET, HEAD, OPTIONS" : "POST, OPTIONS",
    });
  };
  const response = await run().catch(envelope);
  for (const [name, value] of Object.entries({ ...CORS, ...headers })) response.headers.set(name, value);
  if (!response.headers.has("Cache-Control")) response.headers.set("Cache-Control", "no-store");
  return response;
}

function envelope(error: unknown): Response {
  const known = error instanceof WireError ? error : new WireError(500, "Internal Server Error");
  const { status, message, headers } = known;
  return Response.json({ error: { code: status, message } }, { status, headers });
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

/** The JSON body, when it fits. @throws {WireError} 413, or 400 naming the first misfit */
export async function readJson<T>(request: Request, schema: z.ZodType<T>, maxBytes: number): Promise<T> {
  const text = await readText(request, maxBytes);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new WireError(400, "Malformed JSON in request body");
  }
  // Only where the schema has no words of its own. It names the place and never the value, which may be a secret.
  const misfit = ({ path = [] }: { path?: PropertyKey[] }) =>
    `${["body", ...path].join(".")} is missing or invalid`;
  const { data, error } = schema.safeParse(json, { error: misfit });
  if (!error) return data;
  throw new WireError(400, error.issues[0]?.message ?? "Bad Request");
}

/** The bearer apiKey of a request. @throws {WireError} 401 in the running service's two wordings (CONTRACT 1.7) */
export function requireApiKey(request: Request): string {
  const [, apiKey] = /^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  if (!apiKey) throw new WireError(401, "No cookie auth credentials found");
  if (!isApiKey(apiKey)) throw new WireError(401, "User not found.");
  return apiKey;
}

/** The models on offer; prices in dollars per million tokens. */
export const models = [
  { id: "openai/gpt-5.2", name: "GPT-5.2", context: 400_000, input: 1.75, output: 14 },
  { id: "anthropic/claude-sonnet-4.5", name: "Claude Sonnet 4.5", context: 200_000, input: 3, output: 15 },
  { id: "google/gemini-2.5-flash", name: "Gemini 2.5 Flash", context: 1_000_000, input: 0.3, output: 2.5 },
  { id: "openai/gpt-oss-20b:free", name: "gpt-oss-20b (free)", context: 131_072, input: 0, output: 0 },
] as const;

const CALLBACK_RULE =
  "callback_url must be an https address on port 443 or 3000, or an http address on localhost, 127.0.0.1 or [::1]; " +
  "complete, percent-encoded, and without a user name or password.";

/** The seeds' callback rule. Plain ASCII and two slashes, so that what is shown, checked and sent is one and the same. */
function isAllowedCallback(text: string): boolean {
  if (!/^https?:\/\/[!-[\]-~]+$/i.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname, port, username, password } = new URL(text);
  if (username || password) return false;
  if (protocol === "https:") return port === "" || port === "3000";
  return ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}

/**
 * Reads what an app asks for at `/auth` (CONTRACT 1.1), from a query or a form.
 * @throws {WireError} 400 with a sentence that names the broken rule
 */
export function readAuthorization(valuesOf: (name: string) => string[]) {
  const read = (name: string, maxLength: number) => {
    const [value, ...others] = valuesOf(name);
    if (others.length > 0) throw new WireError(400, `${name} may be given only once.`);
    if (value && value.length > maxLength)
      throw new WireError(400, `${name} may have ${maxLength} characters.`);
    return value;
  };
  const callback_url = read("callback_url", 2048);
  const code_challenge = read("code_challenge", 128);
  const code_challenge_method = read("code_challenge_method", 128);
  const key_label = read("key_label", 100);
  const state = read("state", 2048);
  if (!callback_url || !isAllowedCallback(callback_url)) throw new WireError(400, CALLBACK_RULE);
  if (code_challenge_method !== undefined && !isMethod(code_challenge_method))
    throw new WireError(400, "code_challenge_method must be S256 or plain.");
  // An empty challenge is no "none": taking it for one would switch PKCE off for an app that means to use it.
  if (code_challenge === "" || (code_challenge === undefined) !== (code_challenge_method === undefined))
    throw new WireError(
      400,
      "code_challenge and code_challenge_method belong together: send both or neither.",
    );
  return { callback_url, code_challenge, code_challenge_method, key_label, state };
}
export type Authorization = ReturnType<typeof readAuthorization>;

const isMethod = (text: string): text is Method => text === "S256" || text === "plain";

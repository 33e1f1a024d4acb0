// One HTTP call to the provider, and its answer.
import "server-only";
import type { z } from "zod";
import { fit, mediaType, parseJson, readText } from "./body.ts";
import { env } from "./env.ts";
import { traceCall } from "./spans.ts";

interface Call {
  apiKey?: string;
  headers?: Record<string, string>;
  /** Posted as JSON; without one it is a GET. */
  body?: unknown;
  signal: AbortSignal;
}

/** One call to the configured provider. A redirect is an error: it would carry the code or the apiKey elsewhere. */
export function call(path: string, { apiKey, headers, body, signal }: Call): Promise<Response> {
  const address = `${env().provider.url}/api/v1${path}`;
  const method = body ? "POST" : "GET";
  const send = () =>
    fetch(address, {
      method,
      headers: {
        ...(body ? { "Content-Type": "application/json" } : {}),
        ...(apiKey ? { Authorization: `Bearer ${apiKey}` } : {}),
        ...headers,
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal,
      redirect: "error",
      cache: "no-store",
    });
  return traceCall(method, address, send);
}

/**
 * The body of a good answer when it fits `schema` and `maxBytes`, else null. It must call itself JSON, as the contract has
 * it and OAuth demands (RFC 6749 section 5.1): what lies under another type was not written by the provider's API. And one
 * that speaks of an error as well is no good answer, whatever else it holds.
 */
export async function readAnswer<T>(
  response: Response,
  schema: z.ZodType<T>,
  maxBytes = 16 * 1024,
): Promise<T | null> {
  if (!response.ok || mediaType(response) !== "application/json") {
    await response.body?.cancel().catch(() => {}); // it may be broken already
    return null;
  }
  const text = await readText(response, maxBytes).catch(() => "");
  const answer = parseJson(text);
  return hasError(answer) ? null : (fit(schema, answer).data ?? null);
}

const hasError = (answer: unknown): boolean =>
  typeof answer === "object" && answer !== null && "error" in answer && answer.error != null;

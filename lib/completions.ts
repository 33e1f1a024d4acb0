// Step 5: what the app asks of the provider's chat completions, and how each refusal is called here.
import "server-only";
import { z } from "zod";
import { fit, mediaType, parseJson, readText } from "./body.ts";
import { call, readAnswer } from "./call.ts";
import { env } from "./env.ts";
import { during, Problem } from "./errors.ts";
import type { ProblemCode } from "./problems.ts";
import { type End, outside, relay } from "./relay.ts";

/** Milliseconds to the headers of an event stream; lib/relay.ts bounds what follows. */
const FIRST_BYTE = 60_000;
/** Milliseconds for an answer in one piece, which begins when it is whole. */
const TIMEOUT = 300_000;
const MAX_BYTES = 4 * 1024 * 1024;
/** Without a cap the provider reserves the model's maximum and may answer 402 to a full account. */
const MAX_COMPLETION_TOKENS = 4096;

/** What the app sends of a conversation. */
export interface ChatRequest {
  model: string;
  messages: { role: "system" | "user" | "assistant"; content: string }[];
}

/**
 * Step 5 (the guide's step 3), streaming: the provider's event stream as it comes. The caller's `signal` ends the
 * provider's work too.
 * @param over is called when the stream has ended, however it did
 * @throws {Problem} for every status but 200, and when the answer is no event stream
 */
export async function streamChat(
  apiKey: string,
  chat: ChatRequest,
  signal: AbortSignal,
  over?: (end: End) => void,
) {
  const limit = new AbortController();
  const late = () => limit.abort(new DOMException("No headers came.", "TimeoutError"));
  const timer = outside(() => setTimeout(late, FIRST_BYTE));
  const either = AbortSignal.any([signal, limit.signal]);
  const response = await postChat(apiKey, { ...chat, stream: true }, either).finally(() =>
    clearTimeout(timer),
  );
  if (response.body && mediaType(response) === "text/event-stream") return relay(response.body, over);
  await response.body?.cancel();
  throw new Problem("provider_down");
}

const completion = z.object({
  model: z.string(),
  choices: z.tuple([z.object({ message: z.object({ content: z.string() }) })]).rest(z.unknown()),
});

/** Step 5, in one piece: the seeds' other way to call completions. @throws {Problem} as streamChat() */
export async function completeChat(apiKey: string, chat: ChatRequest, signal: AbortSignal) {
  const either = AbortSignal.any([signal, outside(() => AbortSignal.timeout(TIMEOUT))]);
  const response = await postChat(apiKey, { ...chat, stream: false }, either);
  const answer = await readAnswer(response, completion, MAX_BYTES);
  if (!answer) throw new Problem("provider_down");
  return { model: answer.model, content: answer.choices[0].message.content };
}

async function postChat(apiKey: string, chat: ChatRequest & { stream: boolean }, signal: AbortSignal) {
  const { appUrl, title, categories } = env();
  const headers = {
    Accept: chat.stream ? "text/event-stream" : "application/json",
    // Attribution, in the seeds' own spelling: who this app is in the provider's rankings.
    "HTTP-Referer": appUrl,
    "X-OpenRouter-Title": title,
    ...(categories ? { "X-OpenRouter-Categories": categories } : {}),
  };
  const body = { ...chat, max_completion_tokens: MAX_COMPLETION_TOKENS };
  const response = await call("/chat/completions", { apiKey, headers, body, signal }).catch((error) =>
    during(error.name === "TimeoutError" ? "model_slow" : "provider_unreachable")(error),
  );
  if (response.ok) return response;
  const code = (await isTooLong(response)) ? "too_large" : (PROBLEMS[response.status] ?? "provider_down");
  throw new Problem(code, { retryAfter: retryAfter(response) });
}

const refusal = z.object({ error: z.object({ metadata: z.object({ error_type: z.string() }) }) });

/** The one cause that its status, 400, does not tell. Empties the body. */
async function isTooLong(response: Response): Promise<boolean> {
  if (response.status !== 400) await response.body?.cancel();
  const text = response.status === 400 ? await readText(response, 16 * 1024).catch(() => "") : "";
  return fit(refusal, parseJson(text)).data?.error.metadata.error_type === "context_length_exceeded";
}

const PROBLEMS: Record<number, ProblemCode> = {
  400: "bad_request",
  401: "apikey_refused",
  402: "out_of_credit",
  403: "apikey_limit",
  404: "model_unknown",
  408: "model_slow",
  413: "too_large",
  422: "bad_request",
  429: "rate_limited",
  503: "provider_busy",
  504: "model_slow",
  524: "model_slow",
  529: "provider_busy",
};

/** Retry-After in seconds; the date form is not used by this provider. */
function retryAfter({ headers }: Response): number | undefined {
  const text = headers.get("retry-after") ?? "";
  return /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

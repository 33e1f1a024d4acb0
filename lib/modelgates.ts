// The provider over fetch. Its wire fields exist here and in the sandbox; app/chat/use-chat.ts reads the stream.
import "server-only";
import { z } from "zod";
import { env } from "./env.ts";
import { Problem, type ProblemCode } from "./errors.ts";
import { parseJson, readText } from "./request.ts";

const EXCHANGE_TIMEOUT = 10_000;
const EXCHANGE_MAX_BYTES = 16 * 1024;
const CHAT_TIMEOUT = 300_000;
const CHAT_MAX_BYTES = 4 * 1024 * 1024;
/** Without a cap the provider reserves the model's maximum and may answer 402 to a full account. */
const MAX_COMPLETION_TOKENS = 4096;

/** Step 1: where to send the person (guide, step 1). The state rides in the callback's own query, in case it is not echoed. */
export function authorizeUrl({ state, challenge }: { state: string; challenge: string }): string {
  const { appUrl, provider } = env();
  const callback = new URL("/auth/callback", appUrl);
  callback.searchParams.set("transaction", state);
  const url = new URL(`${provider.url}/auth`);
  url.searchParams.set("callback_url", callback.href);
  url.searchParams.set("code_challenge", challenge);
  url.searchParams.set("code_challenge_method", "S256");
  url.searchParams.set("state", state);
  return url.href;
}

/** Visible ASCII, so that it fits a header; no prefix is promised by the contract. The user id is a note and may be null. */
const exchangeAnswer = z.object({
  key: z.string().regex(/^[\x21-\x7e]{16,1024}$/),
  user_id: z
    .string()
    .regex(/^[\x21-\x7e]{1,256}$/)
    .nullish(),
});

/**
 * Step 2: exchanges a code for an apiKey, once. No retry: a code works once, and a second try could burn a good answer.
 * No Authorization: the guide sends none, and there is nothing of ours to prove. Seed: POST /auth/keys.
 * @throws {Problem} refused (400 and 403 alike: which of them means what is not settled) or exchange_failed
 */
export async function exchangeCode({ code, verifier }: { code: string; verifier: string }) {
  const response = await post("/auth/keys", {
    headers: { "Content-Type": "application/json" },
    body: { code, code_verifier: verifier, code_challenge_method: "S256" },
    signal: AbortSignal.timeout(EXCHANGE_TIMEOUT),
  }).catch((cause) => {
    throw new Problem("exchange_failed", { cause });
  });
  if (response.status === 400 || response.status === 403) throw new Problem("refused");
  const text = response.ok ? await readText(response, EXCHANGE_MAX_BYTES).catch(() => "") : "";
  const answer = exchangeAnswer.safeParse(parseJson(text));
  if (!answer.success) throw new Problem("exchange_failed");
  return { apiKey: answer.data.key, providerUserId: answer.data.user_id ?? null };
}

/** What the app sends of a conversation. */
export interface ChatRequest {
  model: string;
  messages: { role: "system" | "user" | "assistant"; content: string }[];
}

/**
 * Step 4 (the guide's step 3), streaming: the provider's event stream as it comes. The caller's `signal` ends the
 * provider's work too.
 * @throws {Problem} for every status but 200, and when the answer is no event stream
 */
export async function streamChat(apiKey: string, chat: ChatRequest, signal: AbortSignal) {
  const response = await postChat(apiKey, { ...chat, stream: true }, signal);
  const type = response.headers.get("content-type") ?? "";
  if (response.body && type.startsWith("text/event-stream")) return response.body;
  await response.body?.cancel();
  throw new Problem("provider_down");
}

const completion = z.object({
  model: z.string(),
  choices: z.tuple([z.object({ message: z.object({ content: z.string() }) })]).rest(z.unknown()),
});

/** Step 4, in one piece: the seeds' other way to call completions. @throws {Problem} as streamChat() */
export async function completeChat(apiKey: string, chat: ChatRequest, signal: AbortSignal) {
  const response = await postChat(apiKey, { ...chat, stream: false }, signal);
  const answer = completion.safeParse(parseJson(await readText(response, CHAT_MAX_BYTES).catch(() => "")));
  if (!answer.success) throw new Problem("provider_down");
  return { model: answer.data.model, content: answer.data.choices[0].message.content };
}

async function postChat(apiKey: string, chat: ChatRequest & { stream: boolean }, signal: AbortSignal) {
  const { appUrl, title, categories } = env();
  const headers = {
    "Content-Type": "application/json",
    Accept: chat.stream ? "text/event-stream" : "application/json",
    Authorization: `Bearer ${apiKey}`,
    // Attribution, in the seeds' own spelling: who this app is in the provider's rankings.
    "HTTP-Referer": appUrl,
    "X-OpenRouter-Title": title,
    ...(categories ? { "X-OpenRouter-Categories": categories } : {}),
  };
  const body = { ...chat, max_completion_tokens: MAX_COMPLETION_TOKENS };
  const limit = AbortSignal.any([signal, AbortSignal.timeout(CHAT_TIMEOUT)]);
  const response = await post("/chat/completions", { headers, body, signal: limit }).catch((cause) => {
    throw new Problem("provider_down", { cause });
  });
  if (response.ok) return response;
  await response.body?.cancel();
  throw new Problem(CHAT_PROBLEMS[response.status] ?? "provider_down", { retryAfter: retryAfter(response) });
}

/** One POST to the configured provider. A redirect is an error: it would carry the code or the apiKey elsewhere. */
function post(
  path: string,
  init: { headers: HeadersInit; body: unknown; signal: AbortSignal },
): Promise<Response> {
  return fetch(`${env().provider.url}/api/v1${path}`, {
    method: "POST",
    headers: init.headers,
    body: JSON.stringify(init.body),
    signal: init.signal,
    redirect: "error",
    cache: "no-store",
  });
}

const CHAT_PROBLEMS: Record<number, ProblemCode> = {
  400: "bad_request",
  401: "apikey_refused",
  402: "out_of_credit",
  403: "apikey_limit",
  404: "model_unknown",
  413: "too_large",
  422: "bad_request",
  429: "rate_limited",
};

/** Retry-After in seconds; the date form is not used by this provider. */
function retryAfter({ headers }: Response): number | undefined {
  const text = headers.get("retry-after") ?? "";
  return /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

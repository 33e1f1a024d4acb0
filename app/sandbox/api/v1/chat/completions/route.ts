// Chat with scripted answers, as JSON or as an event stream.
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { type Attribution, reply } from "../../../../_provider/answers.ts";
import { type Completion, countTokens, stream, whole } from "../../../../_provider/completion.ts";
import type { Terms } from "../../../../_provider/grants.ts";
import { costOf, models } from "../../../../_provider/models.ts";
import { profileOf } from "../../../../_provider/profile.ts";
import { addUsage, remaining } from "../../../../_provider/usage.ts";
import { readJson, requireApiKey, respond, WireError } from "../../../../_provider/wire.ts";

const MAX_BYTES = 1024 * 1024;
const NO_INPUT = 'Input required: specify "prompt" or "messages"';
const SLOW = 8_000;
const RETRY_AFTER = 20;

const message = z.object({
  role: z.enum(["system", "user", "developer", "assistant", "tool"]),
  content: z.union([z.string(), z.array(z.object({ text: z.string().optional() })), z.null()]).optional(),
});
// Only what changes an answer here; every other field of CONTRACT 1.7 is accepted and has no effect.
const body = z.object({
  model: z.string().optional(),
  models: z.array(z.string()).max(100).default([]),
  messages: z.array(message, NO_INPUT).min(1, NO_INPUT),
  stream: z.boolean().nullish(),
  max_completion_tokens: z.int().positive().nullish(),
  max_tokens: z.int().positive().nullish(),
});

/** `POST /api/v1/chat/completions` (seeds, step 3; CONTRACT 1.7). */
async function complete(request: Request, id: string): Promise<Response> {
  const { apiKey, terms } = requireApiKey(request);
  const { scenario } = terms;
  const metadata = { provider_name: null };
  const notJson = () => new WireError(400, profileOf(request).chatWithoutJson, { metadata });
  const asked = await readJson(request, body, MAX_BYTES, { notJson });
  const completion = prepare(id, apiKey, asked, readAttribution(request.headers));
  refuseAnswer(apiKey, terms);
  if (scenario === "error-in-200")
    return Response.json({ error: { code: 502, message: "Provider returned error" } });
  if (asked.stream) {
    // no-transform is for our own server: it would compress the stream, and words would wait for a full block.
    const headers = { "Content-Type": "text/event-stream", "Cache-Control": "no-cache, no-transform" };
    return new Response(stream(completion, scenario, request.signal), { headers });
  }
  if (scenario === "slow-start")
    await pause(SLOW, undefined, { signal: request.signal }).catch(() => undefined);
  if (scenario.startsWith("stream-")) throw new WireError(502, "Provider returned error");
  return Response.json(whole(completion));
}

/** Every refusal that comes before an answer begins, also when a stream was asked for. @throws {WireError} */
function refuseAnswer(apiKey: string, terms: Terms): void {
  const { scenario, reset } = terms;
  if (scenario === "no-credit")
    throw new WireError(402, "This request requires more credits, or fewer max_tokens.", {
      metadata: { error_type: "payment_required", limit_source: "modelgates_credits" },
    });
  if (scenario === "key-limit" || remaining(apiKey, terms) === 0)
    throw new WireError(
      403,
      `Key limit exceeded (${reset ?? "total"} limit). Raise it in the key's settings.`,
      {
        metadata: { error_type: "permission_denied", limit_source: "modelgates_key_limit" },
      },
    );
  if (scenario === "rate-limit" || scenario === "rate-limit-wait") {
    const wait = scenario === "rate-limit-wait";
    throw new WireError(429, "Provider returned error", {
      headers: wait ? { "Retry-After": String(RETRY_AFTER) } : {},
      metadata: {
        error_type: "rate_limit_exceeded",
        raw: "Too many requests.",
        provider_name: "Sandbox",
        is_byok: false,
        provider_error_code: null,
        limit_source: "upstream_provider_shared_pool",
        remedy_hint: "Send fewer requests.",
        ...(wait ? { retry_after_seconds: RETRY_AFTER } : {}),
      },
    });
  }
}

function prepare(id: string, apiKey: string, asked: z.infer<typeof body>, app: Attribution): Completion {
  const wanted = [...(asked.model === undefined ? [] : [asked.model]), ...asked.models];
  const found = wanted.map((name) => models.find((model) => model.id === name)).find(Boolean);
  const model = wanted.length > 0 ? found : models[0];
  if (!model) throw new WireError(400, `${wanted[0]?.slice(0, 100)} is not a valid model ID`);
  const prompt = asked.messages.findLast(({ role }) => role === "user");
  const answer = reply(prompt ? textOf(prompt) : "", asked.messages.length, app);
  const limit = 4 * (asked.max_completion_tokens ?? asked.max_tokens ?? Number.POSITIVE_INFINITY);
  const reasoning = model.reasoning ? "The person asks something. I look for a script that fits." : null;
  const prompt_tokens = asked.messages.reduce((sum, each) => sum + countTokens(textOf(each)), 0);
  const reasoning_tokens = countTokens(reasoning ?? "");
  const charge = (sent: string) => {
    const completion_tokens = countTokens(sent) + reasoning_tokens;
    const cost = costOf(model, prompt_tokens, completion_tokens);
    addUsage(apiKey, cost);
    return {
      prompt_tokens,
      completion_tokens,
      total_tokens: prompt_tokens + completion_tokens,
      cost,
      is_byok: false,
      prompt_tokens_details: { cached_tokens: 0 },
      completion_tokens_details: { reasoning_tokens },
      cost_details: { upstream_inference_cost: null },
    };
  };
  const finish = answer.length > limit ? "length" : "stop";
  const created = Math.floor(Date.now() / 1000);
  return { id, created, model: model.id, reasoning, text: answer.slice(0, limit), finish, charge };
}

const textOf = ({ content }: z.infer<typeof message>) =>
  typeof content === "string" ? content : (content ?? []).map(({ text }) => text ?? "").join("\n");

/** The attribution headers in all their spellings (CONTRACT 0.2, C8); of the categories, two count. */
function readAttribution(headers: Headers): Attribution {
  const first = (...names: string[]) => names.map((name) => headers.get(name)).find(Boolean) ?? null;
  const categories = first("x-modelgates-categories", "x-openrouter-categories") ?? "";
  return {
    referer: first("http-referer", "referer"),
    title: first("x-modelgates-title", "x-openrouter-title", "x-title"),
    categories: categories
      .split(",")
      .map((name) => name.trim())
      .filter((name) => /^[a-z0-9-]+$/.test(name))
      .slice(0, 2),
  };
}

function all(request: Request): Promise<Response> {
  const id = `gen-${Math.floor(Date.now() / 1000)}-${crypto.randomUUID().replaceAll("-", "").slice(0, 20)}`;
  return respond(request, "POST", () => complete(request, id), { "X-Generation-Id": id });
}

export { all as DELETE, all as GET, all as HEAD, all as OPTIONS, all as PATCH, all as POST, all as PUT };

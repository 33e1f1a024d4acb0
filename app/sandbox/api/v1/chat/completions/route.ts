// Chat with scripted answers, as JSON or as an event stream.
import { setTimeout as pause } from "node:timers/promises";
import { readAttribution } from "../../../../_provider/answers.ts";
import { chatRequest, prepare, whole } from "../../../../_provider/completion.ts";
import type { Terms } from "../../../../_provider/grants.ts";
import { profileOf } from "../../../../_provider/profile.ts";
import { SLOW_START, stream } from "../../../../_provider/stream.ts";
import { remaining, secondsToWait } from "../../../../_provider/usage.ts";
import { readJson, requireApiKey, respond, WireError } from "../../../../_provider/wire.ts";

const MAX_BYTES = 1024 * 1024;
const RETRY_AFTER = 20;

/** `POST /api/v1/chat/completions` (seeds, step 3; CONTRACT 1.7). */
async function complete(request: Request, id: string): Promise<Response> {
  const { apiKey, terms } = requireApiKey(request);
  const { scenario } = terms;
  const metadata = { provider_name: null };
  const notJson = () => new WireError(400, profileOf(request).chatWithoutJson, { metadata });
  const asked = await readJson(request, chatRequest, MAX_BYTES, { notJson });
  const completion = prepare(id, apiKey, asked, readAttribution(request.headers));
  refuseAnswer(apiKey, terms);
  if (scenario === "error-in-200")
    return Response.json({ error: { code: 502, message: "Provider returned error" } });
  if (scenario.startsWith("stream-") && !asked.stream) throw new WireError(502, "Provider returned error");
  completion.reserve();
  if (asked.stream) {
    // no-transform is for our own server: it would compress the stream, and words would wait for a full block.
    const headers = { "Content-Type": "text/event-stream", "Cache-Control": "no-cache, no-transform" };
    return new Response(stream(completion, scenario, request.signal), { headers });
  }
  if (scenario === "slow-start")
    await pause(SLOW_START, undefined, { signal: request.signal }).catch(() => undefined);
  return Response.json(whole(completion));
}

/** Every refusal that comes before an answer begins, also when a stream was asked for. @throws {WireError} */
function refuseAnswer(apiKey: string, terms: Terms): void {
  const { scenario, reset } = terms;
  if (scenario === "no-credit")
    throw new WireError(402, "This request requires more credits, or fewer max_tokens.", {
      metadata: { error_type: "payment_required", limit_source: "modelgates_credits" },
    });
  if (remaining(apiKey, terms) === 0)
    throw new WireError(
      403,
      `Key limit exceeded (${reset ?? "total"} limit). Raise it in the key's settings.`,
      {
        metadata: { error_type: "permission_denied", limit_source: "modelgates_key_limit" },
      },
    );
  const limited = scenario === "rate-limit" || scenario === "rate-limit-wait";
  const wait = limited ? secondsToWait(apiKey, RETRY_AFTER) : 0;
  if (wait > 0) {
    const told = scenario === "rate-limit-wait";
    throw new WireError(429, "Provider returned error", {
      headers: told ? { "Retry-After": String(wait) } : {},
      metadata: {
        error_type: "rate_limit_exceeded",
        raw: "Too many requests.",
        provider_name: "Sandbox",
        is_byok: false,
        provider_error_code: null,
        limit_source: "upstream_provider_shared_pool",
        remedy_hint: "Send fewer requests.",
        ...(told ? { retry_after_seconds: wait } : {}),
      },
    });
  }
}

function all(request: Request): Promise<Response> {
  const id = `gen-${Math.floor(Date.now() / 1000)}-${crypto.randomUUID().replaceAll("-", "").slice(0, 20)}`;
  return respond(request, "POST", () => complete(request, id), { "X-Generation-Id": id });
}

export { all as DELETE, all as GET, all as HEAD, all as OPTIONS, all as PATCH, all as POST, all as PUT };

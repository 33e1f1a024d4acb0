// What an app may look up: the models on offer, and what became of its apiKey.
import { readUsage } from "../../../_provider/grants.ts";
import { models, requireApiKey, respond, WireError } from "../../../_provider/wire.ts";

/** A decimal string in dollars per token: a number would turn into 3e-7. */
const price = (dollarsPerMillion: number) => (dollarsPerMillion / 1e6).toFixed(9);

/** `GET /api/v1/models`, every field of CONTRACT 1.5 that a client may require. Public: even a bad apiKey is ignored. */
function listModels(): Response {
  const data = models.map(({ id, name, context, input, output }) => ({
    id,
    canonical_slug: id,
    name,
    created: 1_765_000_000,
    description: "Scripted answers of the built-in sandbox.",
    architecture: {
      modality: "text->text",
      input_modalities: ["text"],
      output_modalities: ["text"],
      tokenizer: "Other",
    },
    context_length: context,
    pricing: { prompt: price(input), completion: price(output) },
    top_provider: { is_moderated: false, context_length: context, max_completion_tokens: 16_384 },
    supported_parameters: ["max_tokens"],
    default_parameters: null,
    per_request_limits: null,
    supported_voices: null,
    links: { details: `/api/v1/models/${id}/endpoints` },
  }));
  const headers = { "Cache-Control": "public, max-age=120, stale-while-revalidate=3600" };
  return Response.json({ data, total_count: data.length, links: { next: null } }, { headers });
}

/** `GET /api/v1/key`, all 23 fields of CONTRACT 1.4. Without limits and expiry: a redirecting app cannot ask for them. */
function describeApiKey(request: Request): Response {
  const apiKey = requireApiKey(request);
  const data = {
    label: `${apiKey.slice(0, 12)}...${apiKey.slice(-3)}`,
    limit: null,
    limit_remaining: null,
    limit_reset: null,
    ...readUsage(apiKey),
    byok_usage: 0,
    byok_usage_daily: 0,
    byok_usage_weekly: 0,
    byok_usage_monthly: 0,
    include_byok_in_limit: false,
    is_free_tier: false,
    is_management_key: false,
    is_provisioning_key: false,
    creator_user_id: null,
    organization_id: null,
    workspace_id: null,
    allowed_data_regions: ["global"],
    free_model_daily_requests: { used: 0, limit: 1000, remaining: 1000 },
    rate_limit: { requests: -1, interval: "10s", note: "This field is deprecated and safe to ignore." },
    expires_at: null,
  };
  return Response.json({ data }, { headers: { "Cache-Control": "private, no-store" } });
}

const resources = new Map([
  ["models", listModels],
  ["key", describeApiKey],
]);

function notFound(): never {
  throw new WireError(404, "Not Found");
}

async function all(
  request: Request,
  { params }: { params: Promise<{ resource: string }> },
): Promise<Response> {
  const handler = resources.get((await params).resource);
  return handler ? respond(request, "GET", handler) : respond(request, request.method, notFound);
}

export { all as DELETE, all as GET, all as HEAD, all as OPTIONS, all as PATCH, all as POST, all as PUT };

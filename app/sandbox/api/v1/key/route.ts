// What became of an apiKey.
import { readUsage, remaining } from "../../../_provider/usage.ts";
import { requireApiKey, respond } from "../../../_provider/wire.ts";

/**
 * `GET /api/v1/key`, all 23 fields of CONTRACT 1.4. `label` is what the person called the key, where they did: the
 * running service shows it masked, as here without a name.
 */
function describeApiKey(request: Request): Response {
  const { apiKey, terms } = requireApiKey(request);
  const data = {
    label: terms.label ?? `${apiKey.slice(0, 12)}...${apiKey.slice(-3)}`,
    limit: terms.limit,
    limit_remaining: remaining(apiKey, terms),
    limit_reset: terms.reset,
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
    expires_at: terms.expiresAt && new Date(terms.expiresAt).toISOString(),
  };
  return Response.json({ data }, { headers: { "Cache-Control": "private, no-store" } });
}

const all = (request: Request) => respond(request, "GET", describeApiKey);

export { all as DELETE, all as GET, all as HEAD, all as OPTIONS, all as PATCH, all as POST, all as PUT };

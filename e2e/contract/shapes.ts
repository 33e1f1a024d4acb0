// The bodies of CONTRACT 1.0 to 1.6. Closed where CONTRACT lists every field; see fits() for a live gateway.
import { z } from "zod";

const anything = z.record(z.string(), z.unknown());

/** Shape A. */
export const envelope = z.strictObject({
  error: z.strictObject({ code: z.int(), message: z.string().min(1), metadata: anything.nullish() }),
  modelgates_metadata: anything.nullish(),
  user_id: z.string().nullish(),
});

/** Shape B: the message is a JSON array once more. */
export const zodError = z.strictObject({
  success: z.literal(false),
  error: z.strictObject({
    name: z.literal("ZodError"),
    message: z.string().regex(/^\[.*\]$/s),
  }),
});

export const exchanged = z.strictObject({ key: z.string(), user_id: z.string().nullable() });

export const createdCode = z.strictObject({
  data: z.strictObject({
    id: z.string().regex(/^[A-Za-z0-9_-]{8,}$/),
    app_id: z.int(),
    created_at: z.iso.datetime({ offset: true }),
  }),
});

const dollars = z.number().nonnegative();
const count = z.int().nonnegative();

/** All 23 fields of `GET /key`. */
export const keyData = z.strictObject({
  label: z.string(),
  limit: z.number().nullable(),
  limit_remaining: z.number().nullable(),
  limit_reset: z.enum(["daily", "weekly", "monthly"]).nullable(),
  usage: dollars,
  usage_daily: dollars,
  usage_weekly: dollars,
  usage_monthly: dollars,
  byok_usage: dollars,
  byok_usage_daily: dollars,
  byok_usage_weekly: dollars,
  byok_usage_monthly: dollars,
  include_byok_in_limit: z.boolean(),
  is_free_tier: z.boolean(),
  is_management_key: z.boolean(),
  is_provisioning_key: z.boolean(),
  creator_user_id: z.string().nullable(),
  organization_id: z.string().nullable(),
  workspace_id: z.string().nullable(),
  allowed_data_regions: z.array(z.enum(["global", "europe", "us"])),
  free_model_daily_requests: z.strictObject({ used: count, limit: count, remaining: count }),
  rate_limit: z.strictObject({ requests: z.int(), interval: z.string(), note: z.string() }),
  expires_at: z.iso.datetime({ offset: true }).nullable(),
});
export const key = z.strictObject({ data: keyData });

export const credits = z.strictObject({
  data: z.strictObject({ total_credits: z.number(), total_usage: dollars }),
});

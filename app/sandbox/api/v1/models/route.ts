// The models on offer.
import { type Model, models } from "../../../_provider/models.ts";
import { profileOf } from "../../../_provider/profile.ts";
import { respond, WireError, zodError } from "../../../_provider/wire.ts";

const SORTS: Record<string, (a: Model, b: Model) => number> = {
  newest: () => 0,
  "most-popular": () => 0,
  "pricing-low-to-high": (a, b) => a.input - b.input,
  "pricing-high-to-low": (a, b) => b.input - a.input,
  "context-high-to-low": (a, b) => b.context - a.context,
};

/** A decimal string in dollars per token: a number would turn into 3e-7. */
const price = (dollarsPerMillion: number) => (dollarsPerMillion / 1e6).toFixed(9);

/**
 * `GET /api/v1/models`, every field of CONTRACT 1.5 that a client may require. Public: even a bad apiKey is ignored. Of
 * the query it knows `limit`, `offset`, `q` and `sort`; what else may stand there changes nothing.
 */
function listModels(request: Request): Response {
  const { pathname, searchParams } = new URL(request.url);
  const bad = (name: string, rule: string) =>
    profileOf(request).looseErrors
      ? zodError([{ path: [name], message: rule }])
      : new WireError(400, `${name}: ${rule}`);
  const number = (name: string, min: number, max: number, otherwise: number) => {
    const text = searchParams.get(name) ?? String(otherwise);
    if (!/^\d{1,9}$/.test(text) || Number(text) < min || Number(text) > max)
      throw bad(name, `a whole number from ${min} to ${max}`);
    return Number(text);
  };
  const limit = number("limit", 1, 1000, 500);
  const offset = number("offset", 0, 999_999_999, 0);
  const sort = searchParams.get("sort");
  if (sort !== null && !Object.hasOwn(SORTS, sort))
    throw bad("sort", `one of ${Object.keys(SORTS).join(", ")}`);
  const wanted = (searchParams.get("q") ?? "").toLowerCase();
  const found = models
    .filter(({ id, name }) => `${id} ${name}`.toLowerCase().includes(wanted))
    .toSorted(SORTS[sort ?? "newest"]);

  const end = offset + limit;
  const next = new URLSearchParams(searchParams);
  next.set("limit", String(limit));
  next.set("offset", String(end));
  const links = { next: end < found.length ? `${pathname}?${next}` : null };
  const headers = { "Cache-Control": "public, max-age=120, stale-while-revalidate=3600" };
  const data = found.slice(offset, end).map(describe);
  return Response.json({ data, total_count: found.length, links }, { headers });
}

function describe({ id, name, context, input, output, reasoning }: Model) {
  return {
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
    supported_parameters: ["max_tokens", ...(reasoning ? ["reasoning"] : [])],
    default_parameters: null,
    per_request_limits: null,
    supported_voices: null,
    links: { details: `/api/v1/models/${id}/endpoints` },
  };
}

const all = (request: Request) => respond(request, "GET", listModels);

export { all as DELETE, all as GET, all as HEAD, all as OPTIONS, all as PATCH, all as POST, all as PUT };

// The models on offer.
import { models, respond } from "../../../_provider/wire.ts";

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

const all = (request: Request) => respond(request, "GET", listModels);

export { all as DELETE, all as GET, all as HEAD, all as OPTIONS, all as PATCH, all as POST, all as PUT };

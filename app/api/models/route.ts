import { nameProblem } from "../../../lib/errors.ts";
import { inRequest } from "../../../lib/log.ts";
import { listModels } from "../../../lib/models.ts";
import { requireUser } from "../../../lib/session.ts";

/**
 * The models on offer. The list is public at the provider, but is fetched for our own people alone. No browser keeps it: a
 * second answer from our memory costs next to nothing.
 */
export const GET = (): Promise<Response> =>
  inRequest(async () => {
    try {
      await requireUser();
      return Response.json({ models: await listModels() }, { headers: { "Cache-Control": "no-store" } });
    } catch (error) {
      return nameProblem("models_failed", error).toResponse();
    }
  });

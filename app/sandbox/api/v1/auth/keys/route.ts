// Step 2 of the flow: a code and its verifier for an apiKey.
import { z } from "zod";
import { type Refusal, redeem } from "../../../../_provider/grants.ts";
import { readJson, respond, WireError } from "../../../../_provider/wire.ts";

const MAX_BYTES = 16 * 1024;

const body = z.object({
  code: z.string(),
  code_challenge_method: z.enum(["S256", "plain"], "Invalid code_challenge_method").nullish(),
  code_verifier: z.string().optional(),
});

/** The documented profile: seeds, error codes; CONTRACT section 3 item 4. */
const refusals: Record<Refusal, [status: number, message: string]> = {
  unknown: [403, "Invalid code or code_verifier"],
  spent: [403, "Invalid code or code_verifier"],
  verifier: [403, "Invalid code or code_verifier"],
  expired: [403, "Authorization code expired"],
  method: [400, "Invalid code_challenge_method"],
};

/** `POST /api/v1/auth/keys` (seeds, exchangeAuthCodeForAPIKey). Authorization is ignored, whatever it says. */
async function exchange(request: Request): Promise<Response> {
  const asked = await readJson(request, body, MAX_BYTES);
  const outcome = redeem(asked.code, asked.code_challenge_method ?? null, asked.code_verifier);
  if (typeof outcome === "string") throw new WireError(...refusals[outcome]);
  return Response.json({ key: outcome.apiKey, user_id: outcome.user });
}

const all = (request: Request) => respond(request, "POST", exchange);

export { all as DELETE, all as GET, all as HEAD, all as OPTIONS, all as PATCH, all as POST, all as PUT };

// Step 3 of the flow: a code and its verifier for an apiKey.
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { redeem } from "../../../../_provider/grants.ts";
import { profileOf } from "../../../../_provider/profile.ts";
import { readJson, respond, WireError, zodError } from "../../../../_provider/wire.ts";

const MAX_BYTES = 16 * 1024;
const SLOW = 15_000;

const body = z.object({
  code: z.string(),
  code_challenge_method: z.enum(["S256", "plain"], "Invalid code_challenge_method").nullish(),
  code_verifier: z.string().optional(),
});

/** The running service's words for a body it cannot read: plain text, and a ZodError (CONTRACT 1.0, shapes C and B). */
const MEASURED = {
  notJson: (message: string) => new WireError(400, message, { body: message }),
  misfit: zodError,
};

/** `POST /api/v1/auth/keys` (seeds, exchangeAuthCodeForAPIKey). Authorization is ignored, whatever it says. */
async function exchange(request: Request): Promise<Response> {
  const { refusals, looseErrors } = profileOf(request);
  const asked = await readJson(request, body, MAX_BYTES, looseErrors ? MEASURED : {});
  const outcome = redeem(asked.code, asked.code_challenge_method ?? null, asked.code_verifier);
  if (typeof outcome === "string") throw new WireError(...refusals[outcome]);
  const { apiKey, user: user_id, scenario } = outcome;
  if (scenario === "exchange-500") throw new WireError(500, "Internal Server Error");
  if (scenario === "exchange-html")
    return new Response("<!doctype html><title>Gateway</title><h1>Welcome</h1>", {
      headers: { "Content-Type": "text/html; charset=utf-8" },
    });
  if (scenario === "exchange-no-key") return Response.json({ user_id });
  if (scenario === "exchange-slow")
    await pause(SLOW, undefined, { signal: request.signal }).catch(() => undefined);
  return Response.json({ key: apiKey, user_id });
}

const all = (request: Request) => respond(request, "POST", exchange);

export { all as DELETE, all as GET, all as HEAD, all as OPTIONS, all as PATCH, all as POST, all as PUT };

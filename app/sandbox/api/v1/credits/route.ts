// The account behind an apiKey.
import { profileOf } from "../../../_provider/profile.ts";
import { readUsage } from "../../../_provider/usage.ts";
import { requireApiKey, respond, WireError } from "../../../_provider/wire.ts";

/** Dollars on the account: the sandbox gives everybody the same, since nobody has an account. */
const CREDITS = 100;

/** `GET /api/v1/credits` (CONTRACT 1.6). Documented for management keys alone; measured to answer any (CONTRACT 0.2). */
function readCredits(request: Request): Response {
  const { apiKey } = requireApiKey(request);
  if (!profileOf(request).openCredits)
    throw new WireError(403, "Only management keys can perform this operation");
  return Response.json({ data: { total_credits: CREDITS, total_usage: readUsage(apiKey).usage } });
}

const all = (request: Request) => respond(request, "GET", readCredits);

export { all as DELETE, all as GET, all as HEAD, all as OPTIONS, all as PATCH, all as POST, all as PUT };

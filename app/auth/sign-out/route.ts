import { isSameOrigin, seeOther, seeProblem } from "../../../lib/request.ts";
import { endSession } from "../../../lib/session.ts";

/** Ends the session on the server; a copy of its cookie is dead from here on. */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request)) return seeProblem("cross_origin");
  try {
    await endSession();
  } catch {
    return seeProblem("unavailable");
  }
  return seeOther("/?notice=signed_out");
}

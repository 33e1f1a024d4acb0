import { deleteConnection } from "../../../lib/connections.ts";
import { Problem } from "../../../lib/errors.ts";
import { isSameOrigin, seeOther, seeProblem } from "../../../lib/request.ts";

/** Deletes the stored apiKey. It lives on at the provider, and the notice says so. */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request)) return seeProblem("cross_origin");
  try {
    await deleteConnection();
  } catch (error) {
    return seeProblem(error instanceof Problem ? error.code : "unavailable");
  }
  return seeOther("/?notice=disconnected");
}

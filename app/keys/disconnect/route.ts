import { answerForm } from "../../../lib/answer.ts";
import { deleteConnection } from "../../../lib/connections.ts";

/** Deletes the stored apiKey. It lives on at the provider: the notice says so, and where. */
export const POST = (request: Request): Promise<Response> =>
  answerForm(request, "/keys", async (form) => {
    const hash = await deleteConnection(String(form.get("connection")));
    return `/keys?notice=disconnected&key=${hash ?? ""}`;
  });

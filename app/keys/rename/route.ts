import { answerForm } from "../../../lib/answer.ts";
import { renameConnection } from "../../../lib/connections.ts";
import { safePath } from "../../../lib/request.ts";
import { readLabel } from "../../../lib/terms.ts";

/** Gives a connection another name, here and not at the provider. */
export const POST = (request: Request): Promise<Response> =>
  answerForm(request, "/keys", async (form) => {
    await renameConnection(String(form.get("connection")), readLabel(form));
    return safePath(form.get("return_to"), "/keys");
  });

import { answerForm } from "../../../lib/answer.ts";
import { chooseConnection } from "../../../lib/connections.ts";
import { safePath } from "../../../lib/request.ts";

/** Makes the chat use this connection. */
export const POST = (request: Request): Promise<Response> =>
  answerForm(request, "/keys", async (form) => {
    await chooseConnection(String(form.get("connection")));
    return safePath(form.get("return_to"), "/keys");
  });

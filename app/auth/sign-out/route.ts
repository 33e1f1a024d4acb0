import { answerForm, seeOff } from "../../../lib/answer.ts";
import { endSession } from "../../../lib/leave.ts";

/** Ends the session on the server; a copy of its cookie is dead from here on. */
export const POST = (request: Request): Promise<Response> =>
  answerForm(request, "/", async () => {
    await endSession();
    return seeOff("/?notice=signed_out");
  });

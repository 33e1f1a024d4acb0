import { answerForm } from "../../../../lib/answer.ts";
import { endOtherSessions } from "../../../../lib/leave.ts";

/** Ends the user's other sessions, and whatever uses a copy of this one's cookie. */
export const POST = (request: Request): Promise<Response> =>
  answerForm(request, "/keys", async () => {
    await endOtherSessions();
    return "/keys?notice=signed_out_others";
  });

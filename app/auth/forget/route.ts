import { answerForm, seeOff } from "../../../lib/answer.ts";
import { forgetUser } from "../../../lib/leave.ts";

/** Deletes all that is stored for this user, and ends their sessions everywhere. */
export const POST = (request: Request): Promise<Response> =>
  answerForm(request, "/keys", async () => {
    await forgetUser();
    return seeOff("/?notice=forgotten");
  });

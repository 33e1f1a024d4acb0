import { answerForm, seeOff } from "../../../lib/request.ts";
import { forgetUser } from "../../../lib/session.ts";

/** Deletes all that is stored for this user, and ends their sessions everywhere. */
export const POST = (request: Request): Promise<Response> =>
  answerForm(request, "/keys", async () => {
    await forgetUser();
    return seeOff("/?notice=forgotten");
  });

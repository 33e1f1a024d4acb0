import { answerForm } from "../../../lib/answer.ts";
import { during, Problem } from "../../../lib/errors.ts";
import { countConnect } from "../../../lib/limits.ts";
import { authorizeUrl } from "../../../lib/modelgates.ts";
import { isVisit, safePath } from "../../../lib/request.ts";
import { step } from "../../../lib/spans.ts";
import { readLabel } from "../../../lib/terms.ts";
import { createTransaction } from "../../../lib/transaction.ts";
import { forgetTranscript } from "../../../lib/transcript.ts";

/**
 * Step 1: a fresh attempt, and off to the provider. A form POST, not a link: links are prefetched, and each prefetch
 * would open an attempt.
 */
export const POST = (request: Request): Promise<Response> =>
  answerForm(request, "/", (form) => step("connect", () => begin(request, form)));

async function begin(request: Request, form: URLSearchParams): Promise<string> {
  if (!isVisit(request)) throw new Problem("not_a_visit");
  // Where nothing can be counted nothing can be stored: nobody is sent to the provider for a key that is lost.
  await countConnect(request).catch(during("storage_down"));
  const label = readLabel(form);
  const returnTo = safePath(form.get("return_to"));
  const connection = form.get("connection") ?? "";
  const replaces = connection.length === 36 ? connection : null; // an id, or nothing: it travels in a cookie
  await forgetTranscript(); // of the attempt before: the Cookie header stays short
  const attempt = await createTransaction({ returnTo, label, replaces });
  return authorizeUrl({ ...attempt, label });
}

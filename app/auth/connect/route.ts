import { authorizeUrl } from "../../../lib/modelgates.ts";
import { isSameOrigin, readText, safePath, seeOther, seeProblem } from "../../../lib/request.ts";
import { createTransaction } from "../../../lib/transaction.ts";

/**
 * Step 1: a fresh attempt, and off to the provider. A form POST, not a link: links are prefetched, and each prefetch
 * would open an attempt.
 */
export async function POST(request: Request): Promise<Response> {
  if (!isSameOrigin(request)) return seeProblem("cross_origin");
  const form = new URLSearchParams(await readText(request, 4096).catch(() => ""));
  const transaction = await createTransaction(safePath(form.get("return_to")));
  return seeOther(authorizeUrl(transaction));
}

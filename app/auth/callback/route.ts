import { answerProblem, seeOther } from "../../../lib/answer.ts";
import { once } from "../../../lib/attempts.ts";
import { saveConnection } from "../../../lib/custody.ts";
import { during, Problem, report, toProblem } from "../../../lib/errors.ts";
import { countConnect } from "../../../lib/limits.ts";
import { inRequest } from "../../../lib/log.ts";
import { exchangeCode } from "../../../lib/modelgates.ts";
import type { ProblemCode } from "../../../lib/problems.ts";
import { isVisit, safePath } from "../../../lib/request.ts";
import { getSession } from "../../../lib/session.ts";
import { step } from "../../../lib/spans.ts";
import { type Transaction, takeTransaction } from "../../../lib/transaction.ts";
import { type Came, type Notes, noteAgain, transcribe } from "../../../lib/transcript.ts";

/**
 * Step 2: the person is back. In this order: the attempt is taken (and so spent, whatever follows), its state compared,
 * an error of the provider's read, the code exchanged once, the apiKey stored, and the person sent to a clean URL.
 */
export const GET = (request: Request): Promise<Response> =>
  inRequest(async () => {
    let began = "/";
    try {
      await step("callback", async () => {
        if (!isVisit(request)) throw new Problem("not_a_visit"); // before the attempt is taken: it stays the person's own
        await countConnect(request);
        const { states, ...came } = readQuery(new URL(request.url).searchParams);
        const taken = await takeTransaction(states).catch(noteAgain(states));
        began = safePath(taken.returnTo); // checked again: the rules may have been others when it was sealed
        await transcribe(came, taken, (notes) => once(taken.attempt, () => finish(came, taken, notes)));
      });
      return seeOther(began);
    } catch (error) {
      const problem = toProblem(error, "storage_down"); // nothing else here fails without a name
      report("connect_failed", problem);
      return problem.code === "not_a_visit"
        ? problem.toResponse()
        : answerProblem(problem, placeFor(problem.code, began));
    }
  });

/** Where a problem is shown: on the page of keys, when the attempt began there and that page needs nothing that is down. */
function placeFor(code: ProblemCode, began: string): string {
  const down = ["storage_down", "not_stored", "unavailable"].includes(code);
  return !down && /^\/keys(?![^?#])/.test(began) ? began : "/";
}

async function finish({ error, code }: Came, taken: Transaction, notes: Notes) {
  if (error) throw new Problem(error === "access_denied" ? "denied" : "provider_error");
  if (!/^[\x21-\x7e]{1,2048}$/.test(code)) throw new Problem("malformed");
  const session = await getSession();
  const { verifier, label, replaces, attempt } = taken;
  const issued = await notes.exchange(exchangeCode({ code, verifier })).catch(during("exchange_failed"));
  await notes.store(saveConnection(session, { ...issued, label, replaces, attempt }));
}

/** Next would answer HEAD by running GET, and so spend the attempt. */
export const HEAD = () => new Response(null, { status: 405, headers: { Allow: "GET" } });

/** A parameter that stands twice is refused, not guessed at: two readers may choose differently (RFC 6749 section 3.1). */
function readQuery(params: URLSearchParams): Came & { states: string[] } {
  const one = (name: string) => {
    const values = params.getAll(name);
    if (values.length > 1) throw new Problem("malformed");
    return values[0] ?? "";
  };
  const [error, code] = [one("error"), one("code")];
  const copies = (["transaction", "state"] as const).filter((name) => one(name) !== "");
  return { states: copies.map(one), copies, error, code };
}

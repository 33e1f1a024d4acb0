import { saveConnection } from "../../../lib/custody.ts";
import { during, Problem } from "../../../lib/errors.ts";
import { exchangeCode } from "../../../lib/modelgates.ts";
import { seeOther, seeProblem } from "../../../lib/request.ts";
import { getSession } from "../../../lib/session.ts";
import { takeTransaction } from "../../../lib/transaction.ts";

/**
 * Step 2: the person is back. In this order: the attempt is taken (and so spent, whatever follows), its state compared,
 * an error of the provider's read, the code exchanged once, the apiKey stored, and the person sent to a clean URL.
 */
export async function GET(request: Request): Promise<Response> {
  try {
    const query = readQuery(new URL(request.url).searchParams);
    const { verifier, returnTo, ...wish } = await takeTransaction(query.states).catch(during("storage_down"));
    if (query.error) throw new Problem(query.error === "access_denied" ? "denied" : "provider_error");
    if (!/^[\x21-\x7e]{1,2048}$/.test(query.code)) throw new Problem("malformed");
    const session = await getSession().catch(during("storage_down"));
    const issued = await exchangeCode({ code: query.code, verifier }).catch(during("exchange_failed"));
    await saveConnection(session, { ...issued, ...wish }).catch((cause) => {
      throw new Problem("not_stored", { cause });
    });
    return seeOther(returnTo);
  } catch (error) {
    const code = error instanceof Problem ? error.code : "unavailable";
    // The code alone: a cause may quote a query or an address.
    console.warn(JSON.stringify({ event: "connect_failed", problem: code }));
    return seeProblem(code);
  }
}

/** Next would answer HEAD by running GET, and so spend the attempt. */
export const HEAD = () => new Response(null, { status: 405, headers: { Allow: "GET" } });

/** A parameter that stands twice is refused, not guessed at: two readers may choose differently (RFC 6749 section 3.1). */
function readQuery(params: URLSearchParams) {
  const one = (name: string) => {
    const values = params.getAll(name);
    if (values.length > 1) throw new Problem("malformed");
    return values[0] ?? "";
  };
  const [transaction, state, error, code] = [one("transaction"), one("state"), one("error"), one("code")];
  return { states: [transaction, state].filter((copy) => copy !== ""), error, code };
}

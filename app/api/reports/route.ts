import { parseJson, readText, UPLOAD } from "../../../lib/body.ts";
import { toProblem } from "../../../lib/errors.ts";
import { log } from "../../../lib/log.ts";
import { problems } from "../../../lib/problems.ts";
import { isReport, MAX_REPORT_BYTES, mayReport, readReport } from "../../../lib/reports.ts";

const answer = (status: number, more: Record<string, string> = {}) =>
  new Response(null, { status, headers: { "Cache-Control": "no-store", ...more } });

/** Where browsers report what the Content-Security-Policy refused: one line in the log for each, of few and plain words. */
export async function POST(request: Request): Promise<Response> {
  if (!mayReport()) return answer(429, { "Retry-After": "60" });
  if (!isReport(request)) return answer(415);
  try {
    const violation = readReport(parseJson(await readText(request, MAX_REPORT_BYTES, UPLOAD)));
    if (violation) log("csp_report", violation);
    return answer(204);
  } catch (error) {
    return answer(problems[toProblem(error).code].status);
  }
}

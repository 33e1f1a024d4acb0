import { parseJson, readText } from "../../../lib/body.ts";
import { log } from "../../../lib/log.ts";
import { isReport, MAX_REPORT_BYTES, mayReport, readReport } from "../../../lib/reports.ts";

const answer = (status: number, more: Record<string, string> = {}) =>
  new Response(null, { status, headers: { "Cache-Control": "no-store", ...more } });

/** Where browsers report what the Content-Security-Policy refused: one line in the log for each, of few and plain words. */
export async function POST(request: Request): Promise<Response> {
  if (!mayReport()) return answer(429, { "Retry-After": "60" });
  if (!isReport(request)) return answer(415);
  const text = await readText(request, MAX_REPORT_BYTES).catch(() => null);
  if (text === null) return answer(413);
  const violation = readReport(parseJson(text));
  if (violation) log("csp_report", violation);
  return answer(204);
}

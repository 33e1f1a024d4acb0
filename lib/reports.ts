// What browsers report of our Content-Security-Policy, reduced to what may stand in a log.
import "server-only";
import { z } from "zod";
import { fit, mediaType } from "./body.ts";

export const MAX_REPORT_BYTES = 16 * 1024;
/** Reports that this process takes in a minute, from everybody together: whoever sends more is no browser of ours. */
export const REPORTS_PER_MINUTE = 60;

/** A refusal: which directive, and what it was about. */
export interface Violation {
  directive: string;
  blocked: string;
}

const report = z.object({
  "csp-report": z.object({ "effective-directive": z.string(), "blocked-uri": z.string() }),
});

/** The only content type that browsers give to what `report-uri` asks of them. */
export const isReport = (request: Request): boolean => mediaType(request) === "application/csp-report";

/** The violation that `json` tells of, made safe; null when it tells of none. */
export function readReport(json: unknown): Violation | null {
  const { data } = fit(report, json);
  if (!data) return null;
  const { "effective-directive": directive, "blocked-uri": blocked } = data["csp-report"];
  return {
    directive: word(directive),
    blocked: URL.canParse(blocked) ? place(new URL(blocked)) : word(blocked),
  };
}

/** Anyone can send a report, and an address may carry a code: only its origin stays, or its scheme where it has none. */
const place = ({ origin, protocol }: URL): string =>
  origin === "null" ? word(protocol.slice(0, -1)) : origin.slice(0, 100);
const word = (text: string): string => (/^[a-z-]{1,40}$/.test(text) ? text : "unknown");

let [minute, count] = [0, 0];

/** False once this minute's share is used up. */
export function mayReport(now = Date.now()): boolean {
  const current = Math.floor(now / 60_000);
  if (current !== minute) [minute, count] = [current, 0];
  count += 1;
  return count <= REPORTS_PER_MINUTE;
}

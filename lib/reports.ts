// What browsers report of our Content-Security-Policy, reduced to what may stand in a log.
import "server-only";
import { z } from "zod";

export const MAX_REPORT_BYTES = 16 * 1024;
/** Reports that this process takes in a minute, from everybody together: whoever sends more is no browser of ours. */
export const REPORTS_PER_MINUTE = 60;

/** A refusal: which directive, and what it was about. */
export interface Violation {
  directive: string;
  blocked: string;
}

const legacy = z.object({
  "csp-report": z
    .object({
      "effective-directive": z.string().optional(),
      "violated-directive": z.string().optional(),
      "blocked-uri": z.string(),
    })
    .transform((report) => ({
      directive: report["effective-directive"] ?? report["violated-directive"] ?? "",
      blocked: report["blocked-uri"],
    })),
});
const modern = z
  .array(
    z.object({
      type: z.literal("csp-violation"),
      body: z
        .object({ effectiveDirective: z.string(), blockedURL: z.string() })
        .transform(({ effectiveDirective, blockedURL }) => ({
          directive: effectiveDirective,
          blocked: blockedURL,
        })),
    }),
  )
  .max(20);

const formats: Record<string, z.ZodType<Violation[]>> = {
  "application/csp-report": legacy.transform((report) => [report["csp-report"]]),
  "application/reports+json": modern.transform((reports) => reports.map(({ body }) => body)),
};

/** The content type of a report without its parameters, or null for what is none. */
export function reportType({ headers }: Request): string | null {
  const type = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  return Object.hasOwn(formats, type) ? type : null;
}

/** The violations that `json` tells of, made safe; none when it is not what it says it is. */
export function readReports(type: string, json: unknown): Violation[] {
  const parsed = formats[type]?.safeParse(json);
  return (parsed?.data ?? []).map(({ directive, blocked }) => ({
    directive: word(directive),
    blocked: URL.canParse(blocked) ? place(new URL(blocked)) : word(blocked),
  }));
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

import { isDatabaseUp } from "../../../lib/db.ts";

/** 200 when the database answers, else 503. Tells nothing else to whoever asks. */
export async function GET(): Promise<Response> {
  const ok = await isDatabaseUp();
  return Response.json({ ok }, { status: ok ? 200 : 503, headers: { "Cache-Control": "no-store" } });
}

import { isDatabaseUp } from "../../../lib/db.ts";
import { isStopping } from "../../../lib/stopping.ts";

/** 200 while the database answers and this instance is to stay, else 503. Tells nothing else to whoever asks. */
export async function GET(): Promise<Response> {
  const ok = !isStopping() && (await isDatabaseUp());
  return Response.json({ ok }, { status: ok ? 200 : 503, headers: { "Cache-Control": "no-store" } });
}

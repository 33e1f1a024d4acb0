import { db } from "../../../lib/db.ts";

/** 200 when the database answers, else 503. Tells nothing else to whoever asks. */
export async function GET(): Promise<Response> {
  const ok = await isDatabaseUp();
  return Response.json({ ok }, { status: ok ? 200 : 503, headers: { "Cache-Control": "no-store" } });
}

async function isDatabaseUp(): Promise<boolean> {
  try {
    const prisma = await db();
    await prisma.$queryRaw`SELECT 1`;
    return true;
  } catch {
    return false;
  }
}

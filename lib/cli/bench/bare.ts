// What the relay is compared with: a route handler that does nothing but pass the stream on. The bench copies it into a
// build of its own; the app does not have it.

/** No session, no database, no check: never ship this. */
export async function POST(request: Request): Promise<Response> {
  const response = await fetch(`${process.env.MODELGATES_URL}/api/v1/chat/completions`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: "Bearer mg-key-of-the-bench-0123456789" },
    body: await request.text(),
    signal: request.signal,
    cache: "no-store",
  });
  return new Response(response.body, {
    headers: {
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-store, no-transform",
      "X-Accel-Buffering": "no",
    },
  });
}

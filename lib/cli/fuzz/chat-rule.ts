// The rules of a chat request, written once more and without the app's schema: a fuzz run judges the app by them.

export const KIB = 1024;

/** Whether a body of this type may go on to the provider. */
export function isChat(type: string | undefined, body: Buffer): boolean {
  if (type?.split(";")[0]?.trim().toLowerCase() !== "application/json" || body.length > 256 * KIB)
    return false;
  let chat: unknown;
  try {
    chat = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return false;
  }
  if (typeof chat !== "object" || chat === null || Array.isArray(chat)) return false;
  const { messages, stream, model } = chat as Record<string, unknown>;
  const isMessage = (message: unknown) => {
    if (typeof message !== "object" || message === null) return false;
    const { role, content } = message as Record<string, unknown>;
    const known = role === "system" || role === "user" || role === "assistant";
    return known && typeof content === "string" && content.length > 0 && content.length <= 64 * KIB;
  };
  return (
    (stream === undefined || typeof stream === "boolean") &&
    (model === undefined || (typeof model === "string" && /^[\w.-]+\/[\w.:-]{1,100}$/.test(model))) &&
    Array.isArray(messages) &&
    messages.length > 0 &&
    messages.length <= 1000 &&
    messages.every(isMessage)
  );
}

// Breakages of the chat relay, and of what the page makes of an answer.
/** @import { Guard } from "./list.mjs" */

const BENT =
  "e2e/fuzz-chat.spec.ts: bent chat requests: only a valid one is sent on, and only its known fields";

/** @type {Guard[]} */
export const chat = [
  {
    name: "chat-same-origin",
    file: "app/api/chat/route.ts",
    old: "requireSameOrigin(request);",
    new: "",
    test: "e2e/chat.spec.ts: the relay refuses what it should, and calls nobody",
  },
  {
    name: "chat-json-alone",
    file: "app/api/chat/route.ts",
    old: 'if (mediaType(request) !== "application/json") throw',
    new: 'if (mediaType(request) === "text/html") throw',
    test: BENT,
  },
  {
    name: "chat-bytes",
    file: "app/api/chat/route.ts",
    old: "const MAX_BYTES = 256 * 1024;",
    new: "const MAX_BYTES = 512 * 1024;",
    test: BENT,
  },
  {
    name: "chat-roles",
    file: "app/api/chat/route.ts",
    old: 'role: z.enum(["system", "user", "assistant"])',
    new: 'role: z.string().transform((role) => role as "user")',
    test: BENT,
  },
  {
    name: "chat-known-fields",
    file: "app/api/chat/route.ts",
    old: "const body = z.object({",
    new: "const body = z.looseObject({",
    test: BENT,
  },
  {
    name: "chat-message-length",
    file: "app/api/chat/route.ts",
    old: ".max(64 * 1024),",
    new: ".max(65 * 1024),",
    test: BENT,
  },
  {
    name: "chat-message-count",
    file: "app/api/chat/route.ts",
    old: ".max(1000),",
    new: ".max(1001),",
    test: BENT,
  },
  {
    name: "leaver-stops-provider",
    file: "lib/completions.ts",
    old: "AbortSignal.any([signal, limit.signal])",
    new: "AbortSignal.any([limit.signal])",
    test: "lib/call.test.ts: whoever leaves takes the provider's work along, before the first byte and after",
  },
  {
    name: "chat-signal-passed",
    file: "app/api/chat/route.ts",
    old: "streamChat(apiKey, chat, request.signal, over)",
    new: "streamChat(apiKey, chat, new AbortController().signal, over)",
    test: "e2e/chat.spec.ts: leaving before the first word stops the provider as well",
  },
  {
    name: "stream-silence",
    file: "lib/relay.ts",
    old: "if (now - moved > bounds.silence)",
    new: "if (moved > now)",
    test: "lib/relay.test.ts: a provider that falls silent is let go, and the reader is told",
  },
  {
    name: "stream-time",
    file: "lib/relay.ts",
    old: "if (now - began > bounds.total)",
    new: "if (began > now)",
    test: "lib/relay.test.ts: a provider that never ends is let go in time, however lively",
  },
  {
    name: "stream-bytes",
    file: "lib/relay.ts",
    old: "if (size > bounds.bytes)",
    new: "if (size < 0)",
    test: "lib/relay.test.ts: a provider that sends too much is let go, and no more than the bound passes",
  },
  {
    name: "reader-gone",
    file: "lib/relay.ts",
    old: 'cancel: () => release("left"),',
    new: "",
    test: "lib/relay.test.ts: a reader that goes ends the provider's work at once, before and after the first byte",
  },
  {
    name: "event-stream-alone",
    file: "lib/completions.ts",
    old: 'mediaType(response) === "text/event-stream"',
    new: 'mediaType(response).startsWith("text/")',
    test: "lib/call.test.ts: what is no event stream is not passed on",
  },
  {
    name: "retry-after-seconds",
    file: "lib/completions.ts",
    old: "/^\\d{1,5}$/.test(text) ?",
    new: "text ?",
    test: "lib/call.test.ts: a Retry-After is a number of seconds, or is not believed",
  },
  {
    name: "link-protocols",
    file: "app/chat/markdown/safe-url.ts",
    old: "PROTOCOLS.includes(url.protocol) && ",
    new: "",
    test: "app/chat/markdown/safe-url.test.ts: an address that is not safe is none",
  },
  {
    name: "link-credentials",
    file: "app/chat/markdown/safe-url.ts",
    old: " && !url.username && !url.password",
    new: "",
    test: "app/chat/markdown/safe-url.test.ts: an address that is not safe is none",
  },
];

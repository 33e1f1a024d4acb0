// What may be posted to a chat relay: mostly wrong, in shape, size, encoding or type.
import { isChat, KIB } from "./chat-rule.ts";
import type { Random } from "./random.ts";

/** One POST, and whether it is a chat request by the letter of the rules. */
export interface Post {
  type: string | undefined;
  body: Buffer;
  valid: boolean;
}

const TYPES: readonly [string | undefined, ...(string | undefined)[]] = [
  "application/json; charset=utf-8",
  "application/json;charset=utf-16",
  "APPLICATION/JSON",
  "text/plain",
  "text/plain; application/json",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "application/jsonp",
  "application/json, text/plain",
  "",
  undefined,
];
const LEAVES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1e308,
  "",
  "x",
  "\0",
  "\ud800",
  "x".repeat(64 * KIB),
  "x".repeat(64 * KIB + 1),
  [],
  {},
  [[]],
  { toString: "x" },
  { length: 3 },
  [{ type: "text", text: "x" }],
];
const ROLES = [
  "system",
  "user",
  "assistant",
  "User",
  "tool",
  "developer",
  "function",
  "",
  "user ",
  "constructor",
];
const MODELS = [
  "a/b",
  "openai/gpt-5.2:free",
  "a",
  "a/",
  "../x",
  "a/b\r\nX: y",
  "a/b?c",
  "é/b",
  `a/${"b".repeat(101)}`,
];
const FIELDS = [
  "tools",
  "user",
  "provider",
  "models",
  "base_url",
  "api_key",
  "n",
  "__proto__",
  "constructor",
  "route",
];

const one = <T>(random: Random, from: readonly T[]): T => from[random.below(from.length)] as T;

/** A new one each time: the next step may bend it further. */
const leaf = (random: Random): unknown => structuredClone(one(random, LEAVES));

const plain = () => ({ role: "user", content: "Hello" });

function message(random: Random): Record<string, unknown> {
  const role = random.once(25) ? one(random, ROLES) : random.once(2) ? "user" : "assistant";
  return { role, content: random.once(25) ? leaf(random) : "Hello" };
}

function shape(random: Random): Record<string, unknown> {
  // Around the limit each message is good: one bad one among a thousand would decide alone.
  const [count, make] = random.once(50)
    ? ([998 + random.below(5), plain] as const)
    : ([random.once(20) ? 0 : 1 + random.below(3), message] as const);
  const chat: Record<string, unknown> = { messages: Array.from({ length: count }, () => make(random)) };
  if (random.once(3)) chat.stream = random.once(5) ? leaf(random) : random.once(2);
  if (random.once(3)) chat.model = random.once(3) ? one(random, MODELS) : "openai/gpt-5.2";
  return chat;
}

/** Puts something else somewhere into a JSON value. */
function bend(random: Random, value: unknown): unknown {
  if (typeof value !== "object" || value === null || random.once(6)) return leaf(random);
  if (random.once(4)) return Object.assign(value, { [one(random, FIELDS)]: leaf(random) });
  const keys = Object.keys(value);
  const key = keys[random.below(keys.length)] ?? "0";
  const copy = value as Record<string, unknown>;
  if (random.once(4)) delete copy[key];
  else copy[key] = bend(random, copy[key]);
  return copy;
}

const TEXTS: ((text: string, random: Random) => string)[] = [
  (text, random) => text.slice(0, random.below(text.length)),
  (text, random) => text.slice(0, -1) + one(random, [",}", "]", "}}", "\0", "//", ""]),
  (text) => `\ufeff${text}`,
  (text) => `${text}\n${text}`,
  (text) => `[${text}]`,
  (text) => text.replaceAll('"', "'"),
  (text) => text.replace("{", '{"__proto__":{"messages":[]},'),
  (text) => text.replace("{", '{"messages":"x",'),
  (text) => `${text.slice(0, -1)},"messages":[{"role":"tool","content":"x"}]}`,
  (text) => text.replace('"content":"', '"content":"\\ud800'),
  (text, random) => text.replace("[", "[".repeat(1 + random.below(20_000))),
  (text, random) => text + " ".repeat(256 * KIB - 3 + random.below(6) - Buffer.byteLength(text)),
  (text, random) => `messages=${encodeURIComponent(text)}&x=${random.below(9)}`,
  (_, random) =>
    one(random, ["", "null", "[]", "{}", '"x"', "1", "NaN", "<html>", "a=b", "undefined", "true"]),
];

const ENCODINGS: ((text: string, random: Random) => Buffer)[] = [
  (text) => Buffer.from(text, "utf16le"),
  (text) => Buffer.from(`\ufeff${text}`, "utf16le"),
  (text) => Buffer.from(text.replace("Hello", "H\u00e9llo"), "latin1"),
  (text, random) => {
    const bytes = Buffer.from(text);
    const place = random.below(bytes.length);
    bytes[place] = random.below(256);
    return bytes;
  },
];

/** The next body: of what a browser would send, one part in five; the rest bent at one of four levels. */
export function nextPost(random: Random): Post {
  const level = random.below(5);
  let value: unknown = shape(random);
  for (let left = level === 1 ? 1 + random.below(3) : 0; left > 0; left--) value = bend(random, value);
  let text = JSON.stringify(value) ?? "";
  if (level === 2) text = one(random, TEXTS)(text, random);
  const body = level === 3 ? one(random, ENCODINGS)(text, random) : Buffer.from(text);
  const type = level === 4 ? random.pick(TYPES) : "application/json";
  return { type, body, valid: isChat(type, body) };
}

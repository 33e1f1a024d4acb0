// What is told of what happens: one line of JSON for each fact that matters to security, and nothing that could leak.
import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import { createHmac, randomBytes } from "node:crypto";
import pino from "pino";
import { countEvent } from "./counts.ts";
import { subkeys } from "./env.ts";

/** Every event there is, and how loud it is. */
const EVENTS = {
  started: "info",
  stopping: "info",
  embedded_database_in_production: "warn",
  client_address_unknown: "warn",
  connected: "info",
  connect_failed: "warn",
  /** The provider may have made a key that never arrived here. */
  orphan_key_possible: "error",
  minted: "info",
  disconnected: "info",
  signed_out: "info",
  signed_out_elsewhere: "info",
  forgotten: "info",
  cross_origin: "warn",
  limited: "warn",
  cookie_refused: "warn",
  apikey_unreadable: "error",
  apikey_refused: "warn",
  csp_report: "warn",
  swept: "info",
  form_failed: "error",
  chat_failed: "error",
  models_failed: "error",
  note_failed: "error",
  sweep_failed: "error",
  telemetry_failed: "warn",
} as const;
export type Event = keyof typeof EVENTS;

/** Every field that an event may have: an allow-list, so that what nobody thought of stays out. Ids are hashed(). */
// biome-ignore format: one line reads better
const WORDS = ["problem", "error", "reason", "purpose", "limit", "directive", "blocked", "user", "connection", "whose", "provider", "database"] as const;
const COUNTS = ["users", "sessions", "transactions", "orphans"] as const;
type Fields = Partial<Record<(typeof WORDS)[number], string> & Record<(typeof COUNTS)[number], number>>;

/** A short word: no sentence, no line break and no terminal's escape fits through. */
const WORD = /^[\w.:/-]{1,120}$/;

const isAllowed = ([name, value]: [string, unknown]) =>
  typeof value === "number"
    ? (COUNTS as readonly string[]).includes(name)
    : (WORDS as readonly string[]).includes(name) && typeof value === "string" && WORD.test(value);

const context = new AsyncLocalStorage<{ request: string }>();

/** Runs `act` as one request: all that it logs carries one reference, and a failure shows it to the person too. */
export const inRequest = <T>(act: () => T): T =>
  context.run({ request: randomBytes(6).toString("hex") }, act);

/** The reference of the request under way, 12 hex characters; undefined outside of one. */
export const reference = (): string | undefined => context.getStore()?.request;

const options: pino.LoggerOptions = {
  base: null, // neither process id nor host name
  timestamp: pino.stdTimeFunctions.isoTime, // UTC
  formatters: { level: (label) => ({ level: label }) },
  mixin: () => ({ ...context.getStore() }),
};
const logger = pino(options, process.stdout);

/** Logs one fact, and counts it. Fields that are not on the list, and values that are no short word, are left out. Test: lib/log.test.ts */
export function log(event: Event, fields: Fields = {}): void {
  logger[EVENTS[event]]({ event, ...Object.fromEntries(Object.entries(fields).filter(isAllowed)) });
  countEvent(event, fields.problem);
}

/** Logs a failure by its class alone: a message may quote the request. */
export const logFailure = (event: Event, error: unknown): void =>
  log(event, { error: error instanceof Error ? error.name : "unknown" });

/** An id or an address as it may be written down: the same for the same, and of no use to whoever reads it. */
export function hashed(id: string): string {
  const [newest] = subkeys("log");
  if (!newest) throw new Error("no secret to hash with");
  return createHmac("sha256", newest.subkey).update(id).digest("hex").slice(0, 12);
}

// What each setting may be. lib/env.ts reads them, .env.example explains them.
import { deflateRawSync } from "node:zlib";
import { z } from "zod";

export const isLoopback = (url: URL) => ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);

/** Parses `text` as a URL without credentials, query or fragment, not even empty ones; null when it is none. */
function plainUrl(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url && !url.username && !url.password && !/[?#@\\\s]/.test(text) ? url : null;
}

/** The seeds' callback rule: https on port 443 or 3000, or http on a loopback host. */
function isAllowedOrigin(text: string): boolean {
  const url = plainUrl(text);
  if (url?.pathname !== "/") return false;
  return url.protocol === "https:"
    ? ["", "3000"].includes(url.port)
    : url.protocol === "http:" && isLoopback(url);
}

function isProviderUrl(text: string): boolean {
  const url = plainUrl(text);
  return (
    text === "sandbox" ||
    (!!url && (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url))))
  );
}

/**
 * A random 32-byte value in base64, base64url or hex; phrases and the examples of a README do not pass. Nor does what
 * deflate makes shorter than 32 bytes, which cannot hold 32 random ones, nor a walk along the alphabet.
 */
function isStrongSecret(text: string): boolean {
  const steps = Array.from(text.slice(1), (character, i) => character.charCodeAt(0) - text.charCodeAt(i));
  return (
    /^[A-Za-z0-9+/_=-]{43,}$/.test(text) &&
    !/change|example|secret|password/i.test(text) &&
    deflateRawSync(text).byteLength >= 32 &&
    steps.filter((step) => Math.abs(step) <= 1).length < steps.length / 2
  );
}

const commaList = z.string().transform((text) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean),
);

/** A model as the provider names it: author/name, perhaps with a variant behind a colon. */
export const modelId = z
  .string()
  .regex(/^[\w-][\w.-]{0,50}\/[\w.:-]{1,100}$/, "must be a model id such as openai/gpt-5.2");

const counted = (fault: string, max: number, min = 0) =>
  z
    .string()
    .regex(/^\d{1,6}$/, fault)
    .transform(Number)
    .refine((number) => number >= min && number <= max, fault);

/** Where traces or metrics go. */
const collector = z
  .string()
  .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), "must be an http or https URL")
  .optional();

/** Every setting by its variable, checked. */
export const settings = z.object({
  APP_URL: z
    .string("set it to the address people open, e.g. https://app.example.com")
    .refine(
      isAllowedOrigin,
      "must be an https origin on port 443 or 3000, or http on localhost, without a path",
    )
    .transform((text) => new URL(text).origin),
  APP_SECRET: z
    .string("set it to a random value: openssl rand -base64 32")
    .pipe(commaList)
    .refine(
      (all) => all.length > 0 && all.every(isStrongSecret),
      "every value needs 32 random bytes: openssl rand -base64 32",
    )
    .refine((all) => new Set(all).size === all.length, "the same value stands in it twice: drop one"),
  DATABASE_URL: z
    .string()
    .refine(
      (text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text),
      "must be a postgresql:// URL, or be left out",
    )
    .optional(),
  DATA_DIR: z.string().default(".data"),
  MODELGATES_URL: z
    .string()
    .refine(
      isProviderUrl,
      "must be the word sandbox, an https URL, or an http URL on localhost, without a query",
    )
    .transform((text) => text.replace(/\/+$/, "")),
  TRUST_PROXY: counted("must be the number of proxies in front of the app, 0 to 9", 9).default(0),
  CONNECTS_PER_MINUTE: counted("must be a whole number from 1 to 100000", 100_000, 1).default(60),
  MESSAGES_PER_MINUTE: counted("must be a whole number from 1 to 100000", 100_000, 1).default(30),
  STREAMS_PER_INSTANCE: counted("must be a whole number from 1 to 10000", 10_000, 1).default(200),
  APP_TITLE: z
    .string()
    .regex(/^[\x20-\x7e]{1,60}$/, "must be plain ASCII of at most 60 characters: it travels in a header")
    .default("ModelGates Connect"),
  APP_CATEGORIES: z
    .string()
    .regex(
      /^[a-z0-9-]+(,[a-z0-9-]+)?$/,
      "must be one or two comma-separated names such as cli-agent,cloud-agent",
    )
    .optional(),
  DEFAULT_MODEL: modelId.default("openai/gpt-5.2"),
  OTEL_EXPORTER_OTLP_ENDPOINT: collector,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector,
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: collector,
  OTEL_METRIC_EXPORT_INTERVAL: counted("must be milliseconds, from 100 to 999999", 999_999, 100).default(
    60_000,
  ),
  OTEL_SDK_DISABLED: z.string().optional(),
});

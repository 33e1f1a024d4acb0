// The only reader of settings. Everything else asks env(); .env.example explains each variable.
import "server-only";
import { createHmac, hkdfSync } from "node:crypto";
import { z } from "zod";

const loopback = (url: URL) => ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);

/** Parses `text` as a URL without credentials, query or fragment; null when it is none. */
function plainUrl(text: string): URL | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url && !url.username && !url.password && !url.search && !url.hash ? url : null;
}

/** The seeds' callback rule: https on port 443 or 3000, or http on a loopback host. */
function isAllowedOrigin(text: string): boolean {
  const url = plainUrl(text);
  if (url?.pathname !== "/") return false;
  return url.protocol === "https:"
    ? ["", "3000"].includes(url.port)
    : url.protocol === "http:" && loopback(url);
}

function isProviderUrl(text: string): boolean {
  const url = plainUrl(text);
  return (
    text === "sandbox" ||
    (!!url && (url.protocol === "https:" || (url.protocol === "http:" && loopback(url))))
  );
}

/** A random 32-byte value in base64, base64url or hex; phrases and the examples of a README do not pass. */
const isStrongSecret = (text: string) =>
  /^[A-Za-z0-9+/_=-]{43,}$/.test(text) &&
  new Set(text).size >= 10 &&
  !/change|example|secret|password/i.test(text);

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

const schema = z.object({
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
});

/** What the settings mean to the app. `provider.origin` is sealed with every apiKey: its URL's origin, or "sandbox". */
export interface Env {
  appUrl: string;
  secure: boolean;
  secrets: string[];
  databaseUrl: string | undefined;
  dataDir: string;
  provider: { origin: string; url: string; sandbox: boolean };
  title: string;
  categories: string | undefined;
  defaultModel: string;
}

/**
 * Validates the settings in `source`; an empty value counts as missing.
 * @throws {Error} listing every fault at once: the variable and the fix, never a value
 */
export function readEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value?.trim()));
  const local = given.NODE_ENV !== "production";
  const parsed = schema.safeParse({
    ...given,
    APP_URL: given.APP_URL ?? (local ? `http://localhost:${given.PORT ?? 3000}` : undefined),
    MODELGATES_URL: given.MODELGATES_URL ?? (local ? "sandbox" : "https://modelgates.ai"),
  });
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `  ${String(path[0])}: ${message}`);
    throw new Error(["Configuration:", ...faults, "  Each one is explained in .env.example."].join("\n"));
  }
  const { data } = parsed;
  return {
    appUrl: data.APP_URL,
    secure: data.APP_URL.startsWith("https:"),
    secrets: data.APP_SECRET,
    databaseUrl: data.DATABASE_URL,
    dataDir: data.DATA_DIR,
    provider: readProvider(data.MODELGATES_URL, data.APP_URL),
    title: data.APP_TITLE,
    categories: data.APP_CATEGORIES,
    defaultModel: data.DEFAULT_MODEL,
  };
}

/** The sandbox is on only when named: by the word, or by its path on a loopback host (a second name for this machine). */
function readProvider(text: string, appUrl: string): Env["provider"] {
  const url = new URL(text === "sandbox" ? `${appUrl}/sandbox` : text);
  const sandbox = text === "sandbox" || (loopback(url) && /^\/sandbox(\/live)?$/.test(url.pathname));
  return { origin: sandbox ? "sandbox" : url.origin, url: url.href.replace(/\/+$/, ""), sandbox };
}

let cached: Env | undefined;

/** The validated settings of this process. @throws {Error} as readEnv(), when they are faulty. */
export function env(): Env {
  cached ??= readEnv(process.env);
  return cached;
}

/**
 * One 32-byte subkey per APP_SECRET value, newest first, by HKDF-SHA-256 (RFC 5869): a value sealed for one purpose
 * never opens for another. `id` (8 hex characters) names the secret without telling anything of it.
 */
export function subkeys(purpose: "session" | "transaction" | "vault" | "sandbox", secrets = env().secrets) {
  return secrets.map((secret) => ({
    id: createHmac("sha256", secret).update("id").digest("hex").slice(0, 8),
    subkey: Buffer.from(hkdfSync("sha256", secret, "", purpose, 32)),
  }));
}

// The only reader of settings. Everything else asks env(); .env.example explains each variable.
import "server-only";
import { createHmac, hkdfSync } from "node:crypto";
import type { z } from "zod";
import { isLoopback, settings } from "./settings.ts";

/** What the settings mean to the app. `provider.origin` is sealed with every apiKey: its URL's origin, or "sandbox". */
export interface Env {
  appUrl: string;
  secure: boolean;
  secrets: string[];
  databaseUrl: string | undefined;
  dataDir: string;
  provider: { origin: string; url: string; sandbox: boolean };
  /** How many proxies add to X-Forwarded-For. */
  proxies: number;
  connectsPerMinute: number;
  messagesPerMinute: number;
  /** Answers that this instance writes at once. */
  streamsPerInstance: number;
  title: string;
  categories: string | undefined;
  defaultModel: string;
  /** What goes to a collector; the interval is in milliseconds. */
  telemetry: { traces: boolean; metrics: boolean; metricInterval: number };
}

/**
 * Validates the settings in `source`; an empty value counts as missing.
 * @throws {Error} listing every fault at once: the variable and the fix, never a value
 */
export function readEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value?.trim()));
  const local = given.NODE_ENV !== "production";
  const parsed = settings.safeParse({
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
    proxies: data.TRUST_PROXY,
    connectsPerMinute: data.CONNECTS_PER_MINUTE,
    messagesPerMinute: data.MESSAGES_PER_MINUTE,
    streamsPerInstance: data.STREAMS_PER_INSTANCE,
    title: data.APP_TITLE,
    categories: data.APP_CATEGORIES,
    defaultModel: data.DEFAULT_MODEL,
    telemetry: readTelemetry(data),
  };
}

/** On where it is told where to send, for both or for one of them. The other OTEL_* variables are read by the SDK itself. */
function readTelemetry(data: z.infer<typeof settings>): Env["telemetry"] {
  const both = data.OTEL_EXPORTER_OTLP_ENDPOINT;
  const on = data.OTEL_SDK_DISABLED?.toLowerCase() !== "true";
  return {
    traces: on && !!(data.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? both),
    metrics: on && !!(data.OTEL_EXPORTER_OTLP_METRICS_ENDPOINT ?? both),
    metricInterval: data.OTEL_METRIC_EXPORT_INTERVAL,
  };
}

/** The sandbox is on only when named: by the word, or by its path on a loopback host (a second name for this machine). */
function readProvider(text: string, appUrl: string): Env["provider"] {
  const url = new URL(text === "sandbox" ? `${appUrl}/sandbox` : text);
  const sandbox = text === "sandbox" || (isLoopback(url) && /^\/sandbox(\/live)?$/.test(url.pathname));
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
export function subkeys(
  purpose: "session" | "transaction" | "transcript" | "vault" | "sandbox" | "log",
  secrets = env().secrets,
) {
  return secrets.map((secret) => ({
    id: createHmac("sha256", secret).update("id").digest("hex").slice(0, 8),
    subkey: Buffer.from(hkdfSync("sha256", secret, "", purpose, 32)),
  }));
}

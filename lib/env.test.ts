import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import test from "node:test";
import { readEnv } from "./env.ts";

const secret = randomBytes(32).toString("base64");
const production = { NODE_ENV: "production", APP_URL: "https://app.example", APP_SECRET: secret };

/** The message of the refusal, or "" when the settings pass. */
function refusal(settings: Record<string, string>): string {
  try {
    readEnv(settings);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
}

test("production starts with two settings, at the real gateway", () => {
  const env = readEnv(production);
  const origin = "https://modelgates.ai";
  assert.deepEqual(env.provider, { origin, url: origin, sandbox: false });
  assert.equal(env.secure, true);
  assert.equal(env.defaultModel, "openai/gpt-5.2");
});

test("every fault is told at once, with its variable, and no value", () => {
  const bad = {
    ...production,
    APP_URL: "ftp://user:hunter2@x",
    APP_SECRET: "hunter2",
    DATABASE_URL: "mysql://hunter2",
    MODELGATES_URL: "http://hunter2.example",
    APP_CATEGORIES: "a,b,c",
  };
  const message = refusal(bad);
  for (const name of ["APP_URL", "APP_SECRET", "DATABASE_URL", "MODELGATES_URL", "APP_CATEGORIES"])
    assert.match(message, new RegExp(`${name}: `));
  assert.doesNotMatch(message, /hunter2/);
});

test("production does not start without an address or a secret; empty counts as missing", () => {
  assert.match(refusal({ NODE_ENV: "production" }), /APP_URL: .*\n.*APP_SECRET: /);
  assert.match(refusal({ ...production, APP_SECRET: " " }), /APP_SECRET: set it/);
});

test("a secret must be random and stand there once", () => {
  for (const weak of [
    "a".repeat(64),
    "correct horse battery staple, and a lot more words",
    secret.slice(0, 40),
    "0123456789abcdef".repeat(4),
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    "deadbeefcafe0123".repeat(5),
    `change-me-${secret}`,
    `${secret},x`,
    `${secret},${secret}`,
  ]) {
    assert.match(refusal({ ...production, APP_SECRET: weak }), /APP_SECRET/, weak);
  }
  assert.equal(
    readEnv({ ...production, APP_SECRET: `${secret}, ${randomBytes(32).toString("hex")}` }).secrets.length,
    2,
  );
});

test("a random secret passes, in each of its spellings", () => {
  for (let n = 0; n < 2000; n++)
    for (const form of ["base64", "base64url", "hex"] as const)
      assert.equal(refusal({ ...production, APP_SECRET: randomBytes(32).toString(form) }), "");
});

test("a setting that is out of bounds is named, and its value is not", () => {
  const broken: Record<string, string[]> = {
    APP_URL: [
      "https://",
      "https://app.example?",
      "https://app.example#",
      "https://a b",
      "javascript:alert(1)",
      "//x",
    ],
    MODELGATES_URL: [
      ...[
        "https://gw.example?",
        "https://@gw.example",
        "https://gw.example\\x",
        "https://gw.example#",
        "https://gw.example/?q=1",
        "https://u:p@gw.example",
      ],
      ...[
        "http://gw.example",
        "ftp://gw.example",
        "gw.example",
        "file:///etc/passwd",
        "http://169.254.169.254/",
      ],
      ...["http://localhost.evil.example/sandbox", "http://127.0.0.1.evil.example", "https://", "Sandbox"],
    ],
    DATABASE_URL: ["mysql://x", "db.example/app", "http://db", "postgresql://[", "file:./dev.db"],
    TRUST_PROXY: ["yes", "-1", "10", "1.5", "1,2", "true"],
    CONNECTS_PER_MINUTE: ["0", "-5", "1e3", "100001", "ten"],
    MESSAGES_PER_MINUTE: ["0", "Infinity", " 5 5 "],
    STREAMS_PER_INSTANCE: ["0", "10001", "many"],
    APP_CATEGORIES: ["a,b,c", "A", "a b", ","],
    DEFAULT_MODEL: ["gpt", "/x", "a/", "a/b c", "a/b\nc"],
  };
  assert.ok(Object.values(broken).flat().length > 40);
  for (const [name, values] of Object.entries(broken))
    for (const value of values) {
      const message = refusal({ ...production, [name]: value });
      assert.match(message, new RegExp(`^  ${name}: `, "m"), `${name}=${value}`);
      if (value.length > 6) assert.ok(!message.includes(value), `${name}=${value} is repeated`);
    }
});

test("what travels in a header is plain ASCII", () => {
  assert.match(refusal({ ...production, APP_TITLE: "Чат ☕" }), /APP_TITLE/);
  assert.match(refusal({ ...production, APP_TITLE: "a\nX-Injected: b" }), /APP_TITLE/);
  assert.equal(refusal({ ...production, APP_TITLE: "Our chat, v2" }), "");
});

test("the callback rule of the provider holds for APP_URL", () => {
  for (const url of [
    "http://app.example",
    "https://app.example:8443",
    "https://app.example/base",
    "https://u@app.example",
    "app.example",
  ]) {
    assert.match(refusal({ ...production, APP_URL: url }), /APP_URL/, url);
  }
  for (const url of [
    "https://app.example:3000",
    "http://localhost:3100",
    "http://127.0.0.1:8080",
    "http://[::1]:3000",
  ]) {
    assert.equal(refusal({ ...production, APP_URL: url }), "", url);
  }
});

test("the sandbox runs only when named: by its word, or by its path on loopback", () => {
  const sandbox = (url: string) => readEnv({ ...production, MODELGATES_URL: url }).provider.sandbox;
  assert.equal(sandbox("sandbox"), true);
  assert.equal(sandbox("http://127.0.0.1:3101/sandbox"), true);
  assert.equal(sandbox("http://127.0.0.1:3101/sandbox/live"), true);
  for (const url of [
    "https://modelgates.ai",
    "https://app.example/sandbox",
    "http://localhost:3000",
    "http://localhost:3000/sandbox/x",
  ]) {
    assert.equal(sandbox(url), false, url);
  }
  assert.equal(readEnv({ APP_SECRET: secret }).provider.sandbox, true, "development needs no account");
});

test("telemetry is on for what has an address, and off otherwise", () => {
  const collector = "http://localhost:4318";
  const on = (settings: Record<string, string>) => {
    const { traces, metrics } = readEnv({ ...production, ...settings }).telemetry;
    return [traces, metrics];
  };
  assert.deepEqual(on({}), [false, false]);
  assert.deepEqual(on({ OTEL_EXPORTER_OTLP_ENDPOINT: collector }), [true, true]);
  assert.deepEqual(on({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector }), [true, false]);
  assert.deepEqual(on({ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: collector }), [false, true]);
  assert.deepEqual(on({ OTEL_EXPORTER_OTLP_ENDPOINT: collector, OTEL_SDK_DISABLED: "True" }), [false, false]);
  assert.match(refusal({ ...production, OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318" }), /OTLP_ENDPOINT/);
});

test(".env.example explains every setting and holds no usable secret", () => {
  const example = readFileSync(".env.example", "utf8");
  for (const name of [
    "APP_URL",
    "APP_SECRET",
    "DATABASE_URL",
    "DATA_DIR",
    "MODELGATES_URL",
    "TRUST_PROXY",
    "CONNECTS_PER_MINUTE",
    "MESSAGES_PER_MINUTE",
    "STREAMS_PER_INSTANCE",
    "APP_TITLE",
    "APP_CATEGORIES",
    "DEFAULT_MODEL",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
    "OTEL_METRIC_EXPORT_INTERVAL",
    "OTEL_SDK_DISABLED",
  ]) {
    assert.match(example, new RegExp(`^#? ?${name}=`, "m"), name);
  }
  const value = /^#? ?APP_SECRET=(.*)$/m.exec(example)?.[1] ?? "";
  assert.match(refusal({ ...production, APP_SECRET: value || " " }), /APP_SECRET/);
});

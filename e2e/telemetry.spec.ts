// What an operator's collector gets to see: every step of a connect and of an answer, and no secret in a single byte.
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type App, expect, health, startApp, test } from "./app.ts";
import { findLeaks } from "./canaries.ts";
import { Collector } from "./collector.ts";
import { Jar } from "./jar.ts";
import { begin } from "./speak.ts";

/** Settings under which the app writes down what it loads, and where. */
function watchLoading() {
  const file = join(mkdtempSync(join(tmpdir(), "loaded-")), "files");
  const hook = join(import.meta.dirname, "loaded.mjs");
  const settings = { NODE_OPTIONS: `--import ${hook}`, LOADED_FILE: file };
  const files = () =>
    readFileSync(file, "utf8")
      .split("\n")
      .filter((url) => url.startsWith("file:"))
      .map((url) => fileURLToPath(url));
  return { settings, files };
}

/** The loaded files that hold some of the SDK, be it bundled or not. */
const withSdk = (files: string[]) =>
  files.filter((file) => /BatchSpanProcessor|PeriodicExportingMetricReader/.test(readFileSync(file, "utf8")));

const CANARY = "canary-0123456789-abcdefghij-klmnopqrst"; // as long as a code
const HOSTILE = {
  traceparent: "00-c0ffee00c0ffee00c0ffee00c0ffee00-c0ffee00c0ffee00-01",
  tracestate: `canary=${CANARY}`,
  baggage: `canary=${CANARY}`,
  "user-agent": CANARY,
  "x-forwarded-for": CANARY,
  "x-request-id": CANARY,
};

const say = (app: App, jar: Jar, content: string, signal?: AbortSignal) =>
  fetch(`${app.url}/api/chat`, {
    method: "POST",
    headers: { ...HOSTILE, "content-type": "application/json", origin: app.url, cookie: jar.header },
    body: JSON.stringify({ messages: [{ role: "user", content }] }),
    ...(signal && { signal }),
  });

test("steps and outcomes reach a collector, below their request, and no secret does", async () => {
  const collector = await new Collector().start();
  const { settings: watching, files } = watchLoading();
  const app = await startApp({
    ...watching,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: "authorization=Basic%20operator",
    OTEL_SERVICE_NAME: "shop",
    OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=test",
    OTEL_BSP_SCHEDULE_DELAY: "200",
    OTEL_METRIC_EXPORT_INTERVAL: "300",
  });
  expect(await health(app), app.log()).toBe(200);
  const jar = new Jar(app);

  // All goes well.
  const attempt = await jar.start({}, HOSTILE);
  await jar.get((await jar.decide(attempt)).href, HOSTILE);
  expect(await (await say(app, jar, CANARY)).text()).toContain("[DONE]");
  await jar.get(`/keys?notice=${CANARY}`, HOSTILE);
  // Each way of failing.
  const denied = await jar.decide(await jar.start(), "deny");
  await jar.get(denied.href);
  await jar.get(denied.href); // and once more
  app.provider.misbehave("/auth/keys", (response) => response.writeHead(403).end(CANARY));
  await jar.get((await jar.decide(await jar.start())).href);
  app.provider.misbehave("/auth/keys", (response) => response.destroy(new Error(CANARY)));
  await jar.get((await jar.decide(await jar.start())).href);
  app.provider.misbehave("/chat/completions", (response) => response.writeHead(500).end(CANARY));
  expect((await say(app, jar, CANARY)).status).toBe(502);
  // Somebody leaves in the middle of an answer.
  app.provider.misbehave("/chat/completions", (response) => begin(response, CANARY));
  const leaver = new AbortController();
  const half = await say(app, jar, CANARY, leaver.signal);
  await half.body?.getReader().read();
  await expect.poll(() => collector.count("modelgates.streams")).toEqual({ "": 1 });
  leaver.abort();
  // And whatever a stranger may ask for.
  await jar.get(`/${CANARY}/${CANARY}?code=${CANARY}`, HOSTILE);
  await jar.get(`/auth/callback?code=${CANARY}&state=${CANARY}&transaction=${CANARY}`, HOSTILE);
  await jar.ask("PROPFIND", `/keys?${CANARY}`, HOSTILE);
  await jar.ask("POST", `/api/${CANARY}`, { ...HOSTILE, origin: app.url }, CANARY);

  const steps = {
    "connect ok": 4,
    "callback ok": 1,
    "callback denied": 1,
    "callback replayed": 1,
    "callback refused": 1,
    "callback exchange_failed": 1,
    "callback unknown_transaction": 1,
    "exchange ok": 1,
    "exchange refused": 1,
    "exchange exchange_failed": 1,
    "store ok": 1,
    "relay ok": 1,
    "relay provider_down": 1,
    "relay left": 1,
  };
  await expect.poll(() => collector.count("modelgates.steps")).toEqual(steps);
  const events = collector.count("modelgates.events");
  expect(events).toMatchObject({ connected: 1, "connect_failed denied": 1, "chat_failed provider_down": 1 });
  expect(collector.count("modelgates.streams")).toEqual({ "": 0 });

  await expect
    .poll(() => collector.trees.filter((tree) => tree.startsWith("POST /api/chat")))
    .toHaveLength(3);
  const chat = "POST /api/chat\n  relay\n    POST /sandbox/api/v1/chat/completions";
  expect(collector.trees).toContain(chat);
  expect(collector.trees).toContain("POST /auth/connect\n  connect");
  const whole = collector.trees.find((tree) => tree.includes("  store"));
  expect(whole?.split("\n")).toEqual([
    "GET /auth/callback",
    "  callback",
    "    exchange",
    "      POST /sandbox/api/v1/auth/keys",
    "    store",
    "    GET /sandbox/api/v1/key",
  ]);
  expect(collector.trees.filter((tree) => tree.startsWith("??"))).toEqual([]);

  const relayed = collector.spans.filter(({ name }) => name === "relay").map(({ attributes }) => attributes);
  const first = "gen_ai.response.time_to_first_chunk";
  expect(relayed.find((one) => one["modelgates.outcome"] === "ok")?.[first]).toBeGreaterThan(0);
  expect(relayed.find((one) => one["modelgates.outcome"] === "provider_down")).toMatchObject({
    "error.type": "provider_down",
    "modelgates.reference": expect.stringMatching(/^[0-9a-f]{12}$/),
  });
  for (const { events, links, status } of collector.spans)
    expect({ events, links, message: status.message }).toEqual({ events: [], links: [] });
  expect(collector.resource).toMatchObject({
    "service.name": "shop",
    "deployment.environment.name": "test",
  });

  const all = collector.received.map(({ path, body }) => `${path} ${body}`).join("\n");
  expect(all).not.toContain("canary");
  expect(all).not.toContain("c0ffee");
  expect(app.provider.calls.flatMap(({ headers }) => Object.keys(headers))).not.toContain("traceparent");
  const file = join(mkdtempSync(join(tmpdir(), "collected-")), "bodies");
  writeFileSync(file, all);
  expect(await findLeaks({ ...app.places(), data: [file] }, app.provider.everySecret, [app.secret])).toEqual(
    [],
  );
  expect(withSdk(files())).not.toEqual([]);
  await app.stop();
  collector.stop();
});

test("where no collector is named nothing of the SDK is loaded", async () => {
  const { settings, files } = watchLoading();
  const app = await startApp(settings);
  expect(await health(app), app.log()).toBe(200);
  await new Jar(app).connect();
  expect(files().length).toBeGreaterThan(100);
  expect(withSdk(files())).toEqual([]);
  await app.stop();
});

// A process that ends loses nothing: what is still here is sent first. And a collector that is gone harms nobody.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import test from "node:test";
import { Problem } from "./errors.ts";
import { step } from "./spans.ts";
import { startTelemetry, stopTelemetry } from "./telemetry.ts";

test("what has not been sent yet is sent at the end, and counted before", async () => {
  const received: string[] = [];
  const collector = createServer(async (request, response) => {
    received.push(`${request.url} ${await text(request)}`);
    response.end("{}");
  }).listen(0, "127.0.0.1");
  await once(collector, "listening");
  Object.assign(process.env, {
    APP_SECRET: randomBytes(32).toString("base64url"),
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
  });
  await startTelemetry();
  const failing = step("store", async () => {
    throw new Problem("not_stored", { cause: new Error("the person's own words") });
  });
  await assert.rejects(failing, { code: "not_stored" });
  assert.deepEqual(received, []);
  await stopTelemetry();
  const [traces = "", metrics = ""] = received.sort().reverse();
  assert.match(traces, /^\/v1\/traces .*"name":"store".*"error.type","value":\{"stringValue":"not_stored"\}/);
  assert.match(metrics, /^\/v1\/metrics .*"modelgates.steps".*"not_stored"/);
  assert.doesNotMatch(received.join(), /words/);
  collector.close();
  await step("connect", async () => "as before");
  await stopTelemetry(); // and once more, with nobody there
});

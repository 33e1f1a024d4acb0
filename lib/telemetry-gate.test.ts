// What may leave for a collector: listed attributes of known shape, under names that are made of them.
import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { dirname } from "node:path";
import test from "node:test";
import { type Attributes, SpanKind, SpanStatusCode } from "@opentelemetry/api";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-node";
import { problems } from "./problems.ts";
import { AllowListExporter } from "./telemetry-gate.ts";

const exported = new InMemorySpanExporter();
const provider = new BasicTracerProvider({
  spanProcessors: [new SimpleSpanProcessor(new AllowListExporter(exported))],
});
const SECRET = "sk-mg-v1-0123456789abcdef0123456789abcdef";

/** What is left of a span of that name, after all that a careless library could do to it. */
function leave(name: string, attributes: Attributes) {
  exported.reset();
  const span = provider.getTracer("next.js").startSpan(name, { kind: SpanKind.SERVER, attributes });
  span.recordException(new Error(SECRET));
  span.addEvent(SECRET, { [SECRET]: SECRET });
  span.addLink({ context: span.spanContext(), attributes: { [SECRET]: SECRET } });
  span.setStatus({ code: SpanStatusCode.ERROR, message: SECRET });
  span.end();
  return exported.getFinishedSpans()[0];
}

test("of Next's span the route and the status are left, and nothing of the address, the events or the message", () => {
  const span = leave(`GET /auth/callback?code=${SECRET}`, {
    "http.method": "GET",
    "http.target": `/auth/callback?code=${SECRET}`,
    "http.route": "/auth/callback",
    "next.span_name": SECRET,
    "http.status_code": 303,
    [SECRET]: SECRET,
  });
  assert.equal(span?.name, "GET /auth/callback");
  assert.deepEqual(span.attributes, {
    "http.request.method": "GET",
    "http.route": "/auth/callback",
    "http.response.status_code": 303,
  });
  assert.deepEqual([span.events, span.links, span.status], [[], [], { code: SpanStatusCode.ERROR }]);
});

test("a listed attribute of another shape stays here, and so does a span that has no name without it", () => {
  const hostile = [
    SECRET,
    `/a/${SECRET}`,
    "/a?b",
    "/a b",
    "/é",
    "//evil.example/x",
    "/a\n",
    [SECRET],
    { toString: () => "/a" },
  ];
  for (const value of hostile)
    assert.equal(leave("GET", { "http.route": value as string }), undefined, String(value));
  const odd = { "modelgates.outcome": SECRET, "error.type": SECRET, "http.request.method": SECRET };
  const span = leave("relay", { ...odd, "modelgates.reference": SECRET, "server.address": `${SECRET}@x` });
  assert.deepEqual([span?.name, span?.attributes], ["relay", {}]);
  assert.equal(leave(SECRET, {}), undefined);
  assert.equal(
    leave("PROPFIND /chat", { "http.method": "PROPFIND", "http.route": "/chat" })?.name,
    "HTTP /chat",
  );
});

test("every route of the app and every problem may leave", () => {
  const files = globSync("app/**/{page.tsx,route.ts}").map(
    (file) => dirname(file).slice("app".length) || "/",
  );
  assert.ok(files.length > 30);
  for (const route of [...files, "/_not-found", "/shop/[id]"])
    assert.equal(leave("GET", { "http.method": "GET", "http.route": route })?.name, `GET ${route}`);
  for (const code of Object.keys(problems))
    assert.equal(leave("store", { "modelgates.outcome": code })?.attributes["modelgates.outcome"], code);
});

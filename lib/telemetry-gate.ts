// The last gate before the collector: an allow-list, as lib/log.ts has one. Next's own span of a request carries its whole
// address, with a code and a state in it; a library's exception may quote what it was given.
import "server-only";
import type { Attributes } from "@opentelemetry/api";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace-node";
import { STEPS } from "./spans.ts";

/** The template of an address, or a path of the provider's API. Whatever is secret here is longer than one of its parts. */
const PATH = /^(\/|(\/[\w.[\]-]{1,30})+)$/;

/** Every attribute that may leave, and what it may look like. */
const SHAPES: Record<string, RegExp> = {
  "http.request.method": /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/,
  "http.response.status_code": /^[1-5]\d\d$/,
  "http.route": PATH,
  "url.template": PATH,
  "server.address": /^[\w.:[\]-]{1,255}$/,
  "server.port": /^\d{1,5}$/,
  "error.type": /^([45]\d\d|[a-z_]{1,40}|[A-Z][A-Za-z]{1,40})$/,
  "gen_ai.response.time_to_first_chunk": /^\d{1,3}(\.\d+)?$/,
  "modelgates.outcome": /^[a-z_]{1,40}$/,
  "modelgates.reference": /^[0-9a-f]{12}$/,
};

/** What Next still calls by an older name of the conventions. */
const RENAMED: Record<string, string> = {
  "http.method": "http.request.method",
  "http.status_code": "http.response.status_code",
};

function allowed(attributes: Attributes): Attributes {
  const renamed = Object.entries(attributes).map(([name, value]) => [RENAMED[name] ?? name, value] as const);
  return Object.fromEntries(
    renamed.filter(
      ([name, value]) =>
        (typeof value === "string" || typeof value === "number") && SHAPES[name]?.test(String(value)),
    ),
  );
}

/**
 * A span as it may leave: with allowed attributes, a name made of them, and without events, links or a message. Null for what
 * has no such name, such as a request that met no route.
 */
export function strip(span: ReadableSpan): ReadableSpan | null {
  const attributes = allowed(span.attributes);
  const path = attributes["http.route"] ?? attributes["url.template"];
  const own = STEPS.find((name) => name === span.name);
  const name = path ? `${attributes["http.request.method"] ?? "HTTP"} ${path}` : own;
  if (!name) return null;
  const { kind, parentSpanContext, startTime, endTime, duration, ended, resource, instrumentationScope } =
    span;
  return {
    ...{ name, kind, attributes, startTime, endTime, duration, ended, resource, instrumentationScope },
    ...(parentSpanContext && { parentSpanContext }),
    spanContext: () => span.spanContext(),
    status: { code: span.status.code },
    ...{ events: [], links: [], droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 },
  };
}

/** Sends what strip() leaves. */
export class AllowListExporter implements SpanExporter {
  private readonly exporter: SpanExporter;

  constructor(exporter: SpanExporter) {
    this.exporter = exporter;
  }

  export(...[spans, done]: Parameters<SpanExporter["export"]>): void {
    this.exporter.export(
      spans.map(strip).filter((span) => span !== null),
      done,
    );
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }
}

// An OpenTelemetry collector, as far as OTLP over HTTP in JSON goes: what an operator would get to see.
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

type Value = { stringValue?: string; intValue?: number; doubleValue?: number };
type Attributes = { key: string; value: Value }[];

export interface Span {
  name: string;
  kind: number;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: Record<string, unknown>;
  status: { code: number; message?: string };
  events: unknown[];
  links: unknown[];
}

interface Point {
  attributes: Attributes;
  asInt?: number;
  asDouble?: number;
}

const read = (attributes: Attributes): Record<string, unknown> =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? value.doubleValue]),
  );

export class Collector {
  url = "";
  /** All that came, word for word. */
  received: { path: string; headers: IncomingHttpHeaders; body: string }[] = [];
  private server = createServer(async (request, response) => {
    const body = await text(request);
    this.received.push({ path: request.url ?? "", headers: request.headers, body });
    response.writeHead(200, { "content-type": "application/json" }).end("{}");
  });

  async start(): Promise<this> {
    await new Promise<void>((listening) => this.server.listen(0, "127.0.0.1", listening));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return this;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private bodies(path: string) {
    return this.received.filter((one) => one.path === path).map(({ body }) => JSON.parse(body));
  }

  /** Who sent it, as they say. */
  get resource(): Record<string, unknown> {
    return read(this.bodies("/v1/traces")[0]?.resourceSpans[0].resource.attributes ?? []);
  }

  /** The spans so far. */
  get spans(): Span[] {
    return this.bodies("/v1/traces")
      .flatMap(({ resourceSpans }) => resourceSpans)
      .flatMap(({ scopeSpans }) => scopeSpans)
      .flatMap(({ spans }) => spans)
      .map((span) => ({ ...span, attributes: read(span.attributes) }));
  }

  /** What one instrument counted in the end, by its attributes' values, with a space between. */
  count(name: string): Record<string, number> {
    const points: Point[] = this.bodies("/v1/metrics")
      .flatMap(({ resourceMetrics }) => resourceMetrics)
      .flatMap(({ scopeMetrics }) => scopeMetrics)
      .flatMap(({ metrics }) => metrics)
      .filter((metric) => metric.name === name)
      .flatMap(({ sum }) => sum.dataPoints);
    return Object.fromEntries(
      points.map(({ attributes, asInt, asDouble }) => [
        Object.values(read(attributes)).join(" "),
        asInt ?? asDouble ?? 0,
      ]),
    );
  }

  /** The spans of each trace from its root down, a step of depth for each two blanks. */
  get trees(): string[] {
    const spans = this.spans;
    const below = (parent: Span, depth: number): string[] =>
      spans
        .filter(({ parentSpanId }) => parentSpanId === parent.spanId)
        .flatMap((span) => [`${"  ".repeat(depth)}${span.name}`, ...below(span, depth + 1)]);
    const known = new Set(spans.map(({ spanId }) => spanId));
    return spans
      .filter(({ parentSpanId }) => !parentSpanId || !known.has(parentSpanId))
      .map((root) => [`${root.parentSpanId ? "?? " : ""}${root.name}`, ...below(root, 1)].join("\n"));
  }
}

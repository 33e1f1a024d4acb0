// What is kept of the spans that Next makes of its own accord.
import "server-only";
import {
  context,
  INVALID_SPAN_CONTEXT,
  type Span,
  type SpanOptions,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";

/**
 * Of Next's dozen spans to a request only that of the request itself is made. In place of each other one stands its parent,
 * so that ours come to hang below the request.
 */
export class RequestTracerProvider extends NodeTracerProvider {
  override getTracer(...args: Parameters<NodeTracerProvider["getTracer"]>): Tracer {
    const tracer = super.getTracer(...args);
    return args[0] === "next.js" ? new RequestTracer(tracer) : tracer;
  }
}

class RequestTracer implements Tracer {
  private readonly tracer: Tracer;

  constructor(tracer: Tracer) {
    this.tracer = tracer;
  }

  startSpan(name: string, options: SpanOptions = {}, parent = context.active()): Span {
    return options.attributes?.["next.span_type"] === "BaseServer.handleRequest"
      ? this.tracer.startSpan(name, options, parent)
      : trace.wrapSpanContext(trace.getSpanContext(parent) ?? INVALID_SPAN_CONTEXT);
  }

  /** In the one form that Next uses. */
  startActiveSpan<T>(name: string, options: unknown, act?: unknown): T {
    const span = this.startSpan(name, options as SpanOptions);
    return context.with(trace.setSpan(context.active(), span), act as (span: Span) => T, undefined, span);
  }
}

// Where the time of a request goes, told where there is a collector for it (lib/telemetry.ts). Without one all of this
// does nothing: the API alone is loaded.
import "server-only";
import { context, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { countStep } from "./counts.ts";
import { toProblem } from "./errors.ts";
import { reference } from "./log.ts";
import { type ProblemCode, problems } from "./problems.ts";

/** The steps that are told of. Relaying lasts until the last byte. */
export const STEPS = ["connect", "callback", "exchange", "store", "relay"] as const;
export type Step = (typeof STEPS)[number];
/** How a step ended: well, because the reader left, or with a problem. */
export type Outcome = "ok" | "left" | ProblemCode;

/** A step under way. */
export interface OpenStep {
  /** Runs `act` as a part of it: the steps and calls that begin there stand below it. */
  within: <T>(act: () => T) => T;
  /** Ends it, once. @param firstByte when the first byte came, by performance.now() */
  end: (outcome: Outcome, firstByte?: number) => void;
}

const tracer = trace.getTracer("modelgates-connect");

/** Begins a step that ends elsewhere. */
export function beginStep(name: Step): OpenStep {
  const began = performance.now();
  const span = tracer.startSpan(name, { attributes: { "modelgates.reference": reference() } });
  const inside = trace.setSpan(context.active(), span);
  let ended = false;
  return {
    within: (act) => context.with(inside, act),
    end(outcome, firstByte) {
      if (ended) return;
      ended = true;
      countStep(name, outcome);
      span.setAttribute("modelgates.outcome", outcome);
      if (firstByte) span.setAttribute("gen_ai.response.time_to_first_chunk", (firstByte - began) / 1000);
      // A person who denies or comes too late is no failure of the app's.
      if (outcome in problems && problems[outcome as ProblemCode].status >= 500) fail(span, outcome);
      span.end();
    },
  };
}

/** Runs `act` as a step. @throws whatever `act` throws */
export async function step<T>(name: Step, act: () => Promise<T>): Promise<T> {
  const { within, end } = beginStep(name);
  try {
    const result = await within(act);
    end("ok");
    return result;
  } catch (error) {
    end(toProblem(error).code);
    throw error;
  }
}

/**
 * Tells of one call to the provider, up to its headers: by its path, never its query. Nothing of the trace is sent along,
 * no traceparent either. @throws whatever `send` throws
 */
export async function traceCall(
  method: string,
  address: string,
  send: () => Promise<Response>,
): Promise<Response> {
  const { hostname, port, protocol, pathname } = new URL(address);
  const attributes = {
    "http.request.method": method,
    "url.template": pathname,
    "server.address": hostname,
    "server.port": Number(port) || (protocol === "https:" ? 443 : 80),
  };
  const span = tracer.startSpan(method, { kind: SpanKind.CLIENT, attributes });
  try {
    const response = await send();
    span.setAttribute("http.response.status_code", response.status);
    if (response.status >= 400) fail(span, String(response.status));
    return response;
  } catch (error) {
    fail(span, error instanceof Error ? error.name : "unknown"); // its message may quote the request
    throw error;
  } finally {
    span.end();
  }
}

const fail = (span: Span, type: string) =>
  span.setAttribute("error.type", type).setStatus({ code: SpanStatusCode.ERROR });

// OpenTelemetry's SDK, which reads most of the OTEL_* variables itself: where to, with which headers, as whom, which sample.
import "server-only";
import { DiagLogLevel, diag, metrics } from "@opentelemetry/api";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import {
  defaultResource,
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor } from "@opentelemetry/sdk-trace-node";
import type { Env } from "./env.ts";
import { openStreams } from "./limits.ts";
import { log } from "./log.ts";
import { AllowListExporter } from "./telemetry-gate.ts";
import { RequestTracerProvider } from "./telemetry-next.ts";

/** Starts it, for what the settings ask for. @returns sends what is left, and stops; it never throws */
export function startSdk(settings: Env["telemetry"]): () => Promise<unknown> {
  diag.setLogger(logger, DiagLogLevel.ERROR);
  const resource = defaultResource()
    .merge(resourceFromAttributes({ "service.name": "modelgates-connect" }))
    .merge(detectResources({ detectors: [envDetector] })); // neither host nor process: the operator names what they want
  const started = [
    ...(settings.traces ? [startTraces(resource)] : []),
    ...(settings.metrics ? [startMetrics(resource, settings.metricInterval)] : []),
  ];
  return () => Promise.allSettled(started.map((provider) => provider.shutdown()));
}

function startTraces(resource: Resource): RequestTracerProvider {
  const exporter = new AllowListExporter(new OTLPTraceExporter());
  const provider = new RequestTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  // Without a propagator no traceparent or baggage is read or sent: nobody outside chooses what is recorded here, or finds
  // their own ids in it, and the provider learns nothing of ours.
  provider.register({ propagator: null });
  return provider;
}

function startMetrics(resource: Resource, interval: number): MeterProvider {
  const timing = { exportIntervalMillis: interval, exportTimeoutMillis: Math.min(interval, 10_000) };
  const reader = new PeriodicExportingMetricReader({ exporter: new OTLPMetricExporter(), ...timing });
  const provider = new MeterProvider({ resource, readers: [reader] });
  metrics.setGlobalMeterProvider(provider);
  provider
    .getMeter("modelgates-connect")
    .createObservableUpDownCounter("modelgates.streams", {
      description: "Answers that are being written.",
      unit: "{stream}",
    })
    .addCallback((result) => result.observe(openStreams()));
  return provider;
}

const A_MINUTE = 60_000;
let told = -A_MINUTE;
const quiet = () => {};
/** What the SDK complains of, such as a collector that is gone: the fact alone, once a minute. Its words may hold headers. */
const logger = {
  error() {
    if (performance.now() - told < A_MINUTE) return;
    told = performance.now();
    log("telemetry_failed");
  },
  warn: quiet,
  info: quiet,
  debug: quiet,
  verbose: quiet,
};

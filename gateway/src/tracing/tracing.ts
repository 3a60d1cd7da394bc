import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Well within what an orchestrator waits before it kills. */
const FLUSH_WITHIN_MS = 2_000;

type Headers = FastifyRequest['headers'];

const fromHeaders: TextMapGetter<Headers> = {
  keys: (headers) => Object.keys(headers),
  get: (headers, name) => headers[name],
};

/** A fetch under way: what the subgraph is told, and how it ends. */
export interface FetchSpan {
  /** W3C trace context for the request to the subgraph. */
  readonly headers: readonly string[];
  end(outcome: string): void;
}

/** OpenTelemetry traces: a span for each request and one for each fetch within it. */
export class Tracing {
  readonly #provider: TracerProvider;
  readonly #tracer: Tracer;
  readonly #propagator = new W3CTraceContextPropagator();
  readonly #spans = new WeakMap<FastifyRequest, Span>();

  constructor(
    processor: SpanProcessor,
    options: { readonly serviceName: string; readonly share: number },
  ) {
    this.#provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': options.serviceName }),
      sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(options.share) }),
      spanProcessors: [processor],
    });
    this.#tracer = this.#provider.getTracer('ai-finops');
  }

  /** Sends spans to an OTLP collector over HTTP, in batches. */
  static to(
    collectorUrl: string,
    options: { readonly serviceName: string; readonly share: number },
  ): Tracing {
    const exporter = new OTLPTraceExporter({ url: `${collectorUrl}/v1/traces` });
    return new Tracing(new BatchSpanProcessor({ exporter }), options);
  }

  /** Gives every request a span, within the trace that its headers name. */
  follow(app: FastifyInstance): void {
    app.addHook('onRequest', async (request) => {
      const parent = this.#propagator.extract(ROOT_CONTEXT, request.headers, fromHeaders);
      const attributes = {
        'http.request.method': request.method,
        'url.path': request.url.split('?', 1)[0] ?? '',
        'ai_finops.request_id': request.id,
      };
      const span = this.#tracer.startSpan(
        `${request.method} ${request.routeOptions.url ?? ''}`.trim(),
        { kind: SpanKind.SERVER, attributes },
        parent,
      );
      this.#spans.set(request, span);
    });
    app.addHook('onResponse', async (request, reply) => {
      const span = this.#spans.get(request);
      if (!span) return;
      span.setAttribute('http.response.status_code', reply.statusCode);
      const { operationName } = request;
      if (operationName !== null) span.setAttribute('graphql.operation.name', operationName);
      if (reply.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
  }

  /** The context in which what belongs to a request happens. */
  contextOf(request: FastifyRequest): Context {
    const span = this.#spans.get(request);
    return span ? trace.setSpan(ROOT_CONTEXT, span) : ROOT_CONTEXT;
  }

  startFetch(parent: Context, subgraph: string): FetchSpan {
    const span = this.#tracer.startSpan(
      `fetch ${subgraph}`,
      { kind: SpanKind.CLIENT, attributes: { 'ai_finops.subgraph': subgraph } },
      parent,
    );
    const headers: string[] = [];
    this.#propagator.inject(trace.setSpan(parent, span), headers, {
      set: (list, name, value) => void list.push(name, value),
    });
    return {
      headers,
      end: (outcome) => {
        span.setAttribute('ai_finops.outcome', outcome);
        if (outcome !== 'ok') span.setStatus({ code: SpanStatusCode.ERROR, message: outcome });
        span.end();
      },
    };
  }

  /** Sends what is left. A collector that is away or silent neither fails nor holds up the end. */
  async stop(): Promise<void> {
    const over = new AbortController();
    const sent = this.#provider.shutdown().catch(() => undefined);
    const patience = sleep(FLUSH_WITHIN_MS, undefined, { signal: over.signal }).catch(
      () => undefined,
    );
    await Promise.race([sent, patience]);
    over.abort();
  }
}

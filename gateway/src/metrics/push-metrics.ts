import { hostname } from 'node:os';
import type { Registry } from 'prom-client';
import type { Env } from '../env';
import type { GatewayLogger } from '../logging';
import { otlpRequest } from './otlp-metrics';

const TIMEOUT_MS = 5_000;
/** Well within what an orchestrator waits before it kills. */
const LAST_WITHIN_MS = 2_000;

/** Sends the numbers of this process to an OTLP collector again and again, and once more when it stops. */
export class MetricsPush {
  readonly #resource: Readonly<Record<string, string>>;
  readonly #since = Date.now() - performance.now();
  readonly #timer: NodeJS.Timeout;
  #failing = false;

  private constructor(
    private readonly registry: Registry,
    private readonly url: string,
    env: Env,
    private readonly logger: GatewayLogger,
  ) {
    this.#resource = {
      'service.name': env.OTEL_SERVICE_NAME,
      'service.instance.id': `${hostname()}-${process.pid}`,
    };
    this.#timer = setInterval(() => void this.#push(), env.OTEL_METRIC_EXPORT_INTERVAL).unref();
  }

  /** Null unless the configuration asks for it. */
  static start(registry: Registry, env: Env, logger: GatewayLogger): MetricsPush | null {
    const { OTEL_METRICS_EXPORTER, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = env;
    if (OTEL_METRICS_EXPORTER !== 'otlp' || !endpoint) return null;
    return new MetricsPush(registry, `${endpoint}/v1/metrics`, env, logger);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#push(LAST_WITHIN_MS);
  }

  async #push(withinMs = TIMEOUT_MS): Promise<void> {
    try {
      const metrics = await this.registry.getMetricsAsJSON();
      const span = { since: this.#since, now: Date.now() };
      const answer = await fetch(this.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(otlpRequest(metrics as never, this.#resource, span)),
        signal: AbortSignal.timeout(withinMs),
      });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`The collector answered ${answer.status}.`);
      this.#failing = false;
    } catch (err) {
      // Once, until it works again.
      if (!this.#failing) this.logger.warn({ err }, 'Metrics could not be sent.');
      this.#failing = true;
    }
  }
}

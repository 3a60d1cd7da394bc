import type { GatewayLogger } from '../logging';
import type { GatewayMetrics, Outcome } from './gateway-metrics';

/** How an operation went. */
export interface EndedOperation {
  /** Null for an anonymous one, undefined for one that was not resolved: its name is only text of the client. */
  readonly name: string | null | undefined;
  readonly type: string;
  readonly outcome: Outcome;
  /** On the clock of `performance.now`. */
  readonly startedAt: number;
  readonly requestId: string;
  /** SHA-256 of the text, asked for when there is something to log. */
  readonly queryHash: () => string | undefined;
}

/** Counts operations by name and outcome, and logs those that take longer than `slowMs`. */
export class OperationWatch {
  constructor(
    private readonly metrics: GatewayMetrics,
    private readonly logger: GatewayLogger,
    private readonly slowMs: number,
  ) {}

  ended({ name, type, outcome, startedAt, requestId, queryHash }: EndedOperation): void {
    const ms = performance.now() - startedAt;
    const operation = name === undefined ? '(unresolved)' : (name ?? '(anonymous)');
    this.metrics.operationEnded(operation, type, outcome, ms / 1_000);
    if (ms < this.slowMs) return;
    const fields = { requestId, operation, queryHash: queryHash(), outcome, ms: Math.round(ms) };
    this.logger.warn(fields, 'Slow operation');
  }

  refused(code: string): void {
    this.metrics.refused(code);
  }
}

import { Injectable } from '@nestjs/common';
import { AnalyticalStore } from '../store/analytical-store';

const LIMITS = { timeoutMs: 2_000, maxMemoryBytes: 64 * 1024 ** 2 };

/** Whether the analytical store answers. */
@Injectable()
export class AnalyticalHealth {
  constructor(private readonly analytical: AnalyticalStore) {}

  async answers(): Promise<boolean> {
    return this.analytical.query('SELECT 1', {}, { limits: LIMITS }).then(
      () => true,
      () => false,
    );
  }
}

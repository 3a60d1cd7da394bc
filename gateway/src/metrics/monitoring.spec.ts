import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GatewayMetrics } from './gateway-metrics';

/** What a histogram is asked by. */
const SERIES = /_(bucket|count|sum)$/;
const METRIC = /\b(gateway|nodejs|process)_[a-z0-9_]+/g;

describe.each(['alerts.yml', 'gateway-dashboard.json'])('monitoring/%s', (file) => {
  const content = readFileSync(join(__dirname, '../../../monitoring', file), 'utf8');

  it('asks for numbers that the gateway has', () => {
    const metrics = new GatewayMetrics();
    metrics.watch(() => []);
    metrics.watchSubscriptions(() => 0);
    const nothing = { count: 0, bytes: 0 };
    metrics.watchCache({ answers: nothing, entities: nothing });
    const there = new Set(metrics.registry.getMetricsAsArray().map(({ name }) => name));
    const asked = new Set(content.match(METRIC)?.map((name) => name.replace(SERIES, '')));
    expect(asked.size).toBeGreaterThan(4);
    for (const name of asked) expect(there).toContain(name);
  });
});

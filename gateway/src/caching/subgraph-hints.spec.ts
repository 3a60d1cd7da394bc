import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'graphql';
import { Graph } from '../execution/graph';
import { loadSupergraph } from '../execution/loaded-supergraph';

const read = (file: string): string => readFileSync(join(__dirname, '../..', file), 'utf8');
const ADMIN = { id: 'a', role: 'SUPER_ADMIN', sessionId: 's' } as const;

/** Operations of our own clients whose answers may be kept; every other one is asked for each time. */
const OWN = [
  'BillingPeriods',
  'CostDrivers',
  'Costs',
  'Dashboard',
  'DataExtent',
  'DimensionValues',
  'KpiPage',
  'Kpis',
  'RunFocusUseCase',
  'TagKeys',
];
const EVERYBODYS = [
  'ExchangeRate',
  'ExchangeRateSources',
  'ExchangeRates',
  'FocusUseCases',
  'RateSources',
];

describe('the cache hints of our subgraphs', () => {
  it('let the answers to these operations be kept', async () => {
    const graph = new Graph(await loadSupergraph(read('supergraph.graphql')));
    const { operations } = JSON.parse(read('generated/trusted-documents.json')) as {
      operations: { name: string; body: string }[];
    };
    const kept = { PRIVATE: new Set<string>(), PUBLIC: new Set<string>() };
    for (const { name, body } of operations) {
      const text = body.replaceAll(' @unmask', '');
      const { cacheable } = graph.prepare(text, parse(text), name, ADMIN);
      if (!cacheable) continue;
      kept[cacheable.policy.scope].add(name);
      expect([name, cacheable.policy.maxAge, cacheable.subgraphs]).toEqual([name, 300, ['finops']]);
    }
    expect([...kept.PRIVATE].sort()).toEqual(OWN);
    expect([...kept.PUBLIC].sort()).toEqual(EVERYBODYS);
  });
});

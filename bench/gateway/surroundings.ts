import { readFileSync } from 'node:fs';

/** The supergraph of the scenario, its subgraphs where they listen. */
export const supergraphSdl = (): string => readFileSync(process.env.BENCH_SUPERGRAPH ?? '', 'utf8');

/** Port of each subgraph. */
export const subgraphPorts = (): Record<string, number> =>
  JSON.parse(process.env.BENCH_SUBGRAPHS ?? '{}') as Record<string, number>;

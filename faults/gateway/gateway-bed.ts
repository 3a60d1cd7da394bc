import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ManagedProcess } from '../../platform/managed-process.ts';
import { type ServiceName, serviceNamed } from '../../platform/services.ts';
import { Bed } from '../bed.ts';
import { newReader, type Tokens } from '../load.ts';
import { TcpProxy } from '../tcp-proxy.ts';

export const SUBGRAPHS = ['accounts', 'auth', 'finops', 'assistant'] as const;
export type SubgraphName = (typeof SUBGRAPHS)[number];

/** Of the load: what a hash costs is no matter of the gateway. */
const LOAD_COST = '10';

/** The whole platform with one gateway. */
export async function withPlatform<Result>(work: (bed: Bed) => Promise<Result>): Promise<Result> {
  return withServices([...SUBGRAPHS, 'gateway'], work);
}

async function withServices<Result>(
  services: readonly ServiceName[],
  work: (bed: Bed) => Promise<Result>,
): Promise<Result> {
  const bed = await Bed.start({ services, environment: { BCRYPT_COST: LOAD_COST } });
  try {
    return await work(bed);
  } finally {
    await bed.stop();
  }
}

/** A gateway that reaches each subgraph through a proxy; whoever else talks to them does without. */
export interface ProxiedGateway {
  readonly url: string;
  readonly process: ManagedProcess;
  readonly proxies: Readonly<Record<SubgraphName, TcpProxy>>;
  /** Where a subgraph really listens. */
  portOf(name: SubgraphName): number;
  /** Of this experiment alone, and gone with it. */
  readonly directory: string;
  /** Somebody who is signed in. */
  newReader(): Promise<Tokens>;
}

export async function withProxiedGateway<Result>(
  work: (gateway: ProxiedGateway) => Promise<Result>,
  settings: (directory: string) => Readonly<Record<string, string>> = () => ({}),
): Promise<Result> {
  return withServices(SUBGRAPHS, async (bed) => {
    const directory = mkdtempSync(join(tmpdir(), 'ai-finops-gateway-faults-'));
    const portOf = (name: SubgraphName) => Number(new URL(bed.url(name)).port);
    const started = await Promise.all(
      SUBGRAPHS.map(async (name) => [name, await TcpProxy.start(portOf(name))] as const),
    );
    try {
      const urls = started.map(([name, { port }]) => [
        serviceNamed(name).urlVariable,
        `http://127.0.0.1:${port}`,
      ]);
      const gateway = await bed.replica('gateway', {
        ...Object.fromEntries(urls),
        ...settings(directory),
      });
      return await work({
        ...gateway,
        proxies: Object.fromEntries(started) as Record<SubgraphName, TcpProxy>,
        portOf,
        directory,
        newReader: () => newReader(bed),
      });
    } finally {
      await Promise.all(started.map(([, proxy]) => proxy.stop()));
      rmSync(directory, { recursive: true, force: true });
    }
  });
}

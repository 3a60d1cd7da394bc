import { setTimeout as sleep } from 'node:timers/promises';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import type { Service } from './service';
import { admin } from './testbed';

const FIELDS = `id name kind endpoint bucket region prefix intervalMinutes enabled failures nextSyncAt
  createdBy { id } lastSync { state startedAt finishedAt errorCode message objects bytesFetched imports }`;
const CREATE = `mutation ($input: CreateSourceInput!) { createSource(input: $input) { ${FIELDS} } }`;
const UPDATE = `mutation ($input: UpdateSourceInput!) { updateSource(input: $input) { ${FIELDS} } }`;
const DELETE = 'mutation ($id: ID!) { deleteSource(id: $id) { name } }';
const SYNC = `mutation ($id: ID!) { syncSource(id: $id) { ${FIELDS} } }`;
const SOURCE = `query ($name: String!) { source(name: $name) { ${FIELDS} } }`;
const IMPORTS = `query ($source: String) { imports(source: $source, first: 100) {
  nodes { source status } totalCount } }`;
const PERIODS = '{ billingPeriods { source fileName billedCost { amount } } }';

/** Generous: the machine may be busy with other suites. */
const WITHIN_MS = 120_000;

export interface Source {
  readonly id: string;
  readonly name: string;
  readonly failures: number;
  readonly nextSyncAt: string | null;
  readonly lastSync: {
    readonly state: string;
    readonly startedAt: string;
    readonly finishedAt: string | null;
    readonly errorCode: string | null;
    readonly message: string | null;
    readonly objects: number;
    readonly bytesFetched: number;
    readonly imports: number;
  } | null;
}

interface Period {
  readonly source: string;
  readonly fileName: string;
  readonly billedCost: readonly { readonly amount: string }[];
}

async function until<Result>(what: string, look: () => Promise<Result | undefined>) {
  for (const end = Date.now() + WITHIN_MS; Date.now() < end; await sleep(50)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`${what} did not come about`);
}

/** Makes sources of a service, has them looked at, and sees what came of it. */
export function sourceDriver(service: Service) {
  async function ask<Result>(query: string, variables = {}, viewer: Viewer | null = admin) {
    const { data, errors } = await service.ask(viewer, query, variables);
    return {
      result: data && (Object.values(data)[0] as Result),
      code: errors?.[0]?.extensions.code,
    };
  }
  /** The source after the look that it was asked for by what it answered then. */
  function after({ name, nextSyncAt, lastSync: before }: Source): Promise<Source> {
    // While its time is set the look has not begun.
    const earlier = nextSyncAt === null ? undefined : before?.startedAt;
    return until(`the end of the sync of ${name}`, async () => {
      const { result } = await ask<Source>(SOURCE, { name });
      const { state, startedAt } = result?.lastSync ?? {};
      const over = state !== undefined && state !== 'RUNNING' && startedAt !== earlier;
      return over ? (result ?? undefined) : undefined;
    });
  }
  async function mutated(query: string, variables: object): Promise<Source> {
    const { result, code } = await ask<Source>(query, variables);
    if (!result) throw new Error(`It was refused: ${code}`);
    return result;
  }

  return {
    ask,
    source: async (name: string) => (await ask<Source | null>(SOURCE, { name })).result,
    tryToCreate: (input: object, viewer?: Viewer | null) => ask<Source>(CREATE, { input }, viewer),
    tryToUpdate: (input: object) => ask<Source>(UPDATE, { input }),
    tryToDelete: (id: string, viewer?: Viewer) => ask<{ name: string }>(DELETE, { id }, viewer),
    tryToSync: (id: string, viewer?: Viewer) => ask<Source>(SYNC, { id }, viewer),
    after,
    /** Makes a source and waits for the first look at it. */
    async create(name: string, place: object): Promise<Source> {
      return after(await mutated(CREATE, { input: { name, ...place } }));
    },
    async sync({ id }: { readonly id: string }): Promise<Source> {
      return after(await mutated(SYNC, { id }));
    },
    /** Live periods of a source once all of its imports have ended, as pairs of file and sum. */
    live: (source: string) =>
      until(`the end of the imports of ${source}`, async () => {
        type Imports = { nodes: { source: string; status: string }[]; totalCount: number };
        const { result } = await ask<Imports>(IMPORTS, { source });
        expect(result?.nodes.filter((entry) => entry.source !== source)).toEqual([]);
        expect(result?.totalCount).toBe(result?.nodes.length);
        if (result?.nodes.some(({ status }) => ['PENDING', 'RUNNING'].includes(status))) {
          return undefined;
        }
        const periods = (await ask<Period[]>(PERIODS)).result ?? [];
        return periods
          .filter((period) => period.source === source)
          .map(({ fileName, billedCost }) => [fileName, billedCost[0]?.amount] as const)
          .sort();
      }),
  };
}

export type SourceDriver = ReturnType<typeof sourceDriver>;

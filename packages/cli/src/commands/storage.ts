import {
  type ChargeBatchesQuery,
  chargeBatches,
  chargeStorage,
  deleteBillingPeriod,
  rebuildAggregates,
} from '@ai-finops/sdk';
import { CliError } from '../cli-error';
import { clientOf, type GlobalOptions, print } from '../context';
import { prompt } from '../prompt';
import { formatTable } from '../table';

export interface BatchesOptions extends GlobalOptions {
  readonly first: string;
  readonly all?: boolean;
}

export interface RebuildOptions extends GlobalOptions {
  readonly source?: string;
  readonly account?: string;
}

export interface DeletePeriodOptions extends RebuildOptions {
  readonly yes?: boolean;
}

const mebibytes = (bytes: number): string => `${(bytes / 1024 ** 2).toFixed(1)} MiB`;

export async function storageCommand(options: GlobalOptions): Promise<void> {
  const { chargeStorage: used } = await chargeStorage(clientOf(options), {});
  const { liveCharges, storedCharges, bytesOnDisk, bytesUncompressed } = used;
  print(options, used, () =>
    [
      `${liveCharges} charges that questions see, ${storedCharges} in the store`,
      `${mebibytes(bytesOnDisk)} on disk, ${mebibytes(bytesUncompressed)} uncompressed`,
    ].join('\n'),
  );
}

const COLUMNS = [
  { title: 'period' },
  { title: 'source' },
  { title: 'account' },
  { title: 'charges', right: true },
  { title: 'published (UTC)' },
  { title: 'state' },
  { title: 'sums' },
];

type Sums = Pick<
  NonNullable<ChargeBatchesQuery['chargeBatches']>['nodes'][number],
  'aggregated' | 'resourcesAggregated' | 'usageAggregated'
>;

export async function batchesCommand(options: BatchesOptions): Promise<void> {
  const first = Number(options.first);
  if (!Number.isInteger(first)) throw new CliError(`--first ${options.first}: a number.`);
  const { chargeBatches: page } = await chargeBatches(clientOf(options), {
    first,
    live: options.all ? null : true,
  });
  print(options, page.nodes, () =>
    formatTable(
      COLUMNS,
      page.nodes.map(({ period, publishedAt, droppedAt, ...sums }) => [
        period.start.slice(0, 7),
        period.source,
        period.billingAccountId ?? '(none)',
        String(period.charges),
        publishedAt.slice(0, 16).replace('T', ' '),
        period.live ? 'live' : droppedAt === null ? 'replaced' : 'dropped',
        stateOf(sums),
      ]),
    ),
  );
}

function stateOf({ aggregated, resourcesAggregated, usageAggregated }: Sums): string {
  if (!aggregated) return 'not yet';
  return resourcesAggregated && usageAggregated ? 'built' : 'by day';
}

/** Asks back at a terminal unless told that it is meant. */
export async function deletePeriodCommand(
  month: string,
  options: DeletePeriodOptions,
): Promise<void> {
  const start = firstDayOf(month);
  if (!options.yes) {
    const answer = await prompt(`Delete the charges of ${month}? Type the month again: `);
    if (answer.trim() !== month) throw new CliError('Nothing was deleted.');
  }
  const input = {
    start,
    source: options.source ?? null,
    billingAccountId: options.account ?? null,
  };
  const { deleteBillingPeriod: deleted } = await deleteBillingPeriod(clientOf(options), { input });
  print(options, deleted, () =>
    deleted
      .map(
        ({ source, billingAccountId, charges }) =>
          `Deleted ${month} of ${source}, account ${billingAccountId ?? '(none)'}: ${charges} charges.`,
      )
      .join('\n'),
  );
}

export async function rebuildCommand(
  month: string | undefined,
  options: RebuildOptions,
): Promise<void> {
  const input = {
    start: month === undefined ? null : firstDayOf(month),
    source: options.source ?? null,
    billingAccountId: options.account ?? null,
  };
  const { rebuildAggregates: periods } = await rebuildAggregates(clientOf(options), { input });
  print(
    options,
    periods,
    () => `The sums of ${periods.length} billing periods are built anew within a few minutes.`,
  );
}

function firstDayOf(month: string): string {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) throw new CliError(`${month}: write 2026-05.`);
  return `${month}-01`;
}

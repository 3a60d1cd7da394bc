import {
  afterSync,
  type Client,
  createSource,
  deleteSource,
  nodes,
  type SourceFieldsFragment,
  source as sourceByName,
  sources,
  syncSource,
  updateSource,
} from '@ai-finops/sdk';
import { CliError } from '../cli-error';
import { clientOf, type GlobalOptions, print } from '../context';
import { prompt, readStdin } from '../prompt';
import { addressOf, type PlaceOptions, placeOf } from '../source-address';
import { formatTable } from '../table';

export interface SourceOptions extends GlobalOptions, PlaceOptions {
  readonly interval?: string;
  readonly manual?: boolean;
  readonly secretStdin?: boolean;
}

export interface RemoveSourceOptions extends GlobalOptions {
  readonly yes?: boolean;
}

const COLUMNS = [
  { title: 'source' },
  { title: 'place' },
  { title: 'every' },
  { title: 'last look (UTC)' },
  { title: 'state' },
  { title: 'next look (UTC)' },
];

const minute = (time: string | null | undefined): string =>
  time?.slice(0, 16).replace('T', ' ') ?? '';

function stateOf({ lastSync }: SourceFieldsFragment): string {
  if (!lastSync) return 'not looked at yet';
  return lastSync.errorCode ?? lastSync.state.toLowerCase();
}

export async function listSourcesCommand(options: GlobalOptions): Promise<void> {
  const client = clientOf(options);
  const found: SourceFieldsFragment[] = [];
  const pages = (after: string | null) =>
    sources(client, { first: 100, after }).then((page) => page.sources);
  for await (const source of nodes(pages)) found.push(source);
  print(options, found, () =>
    formatTable(
      COLUMNS,
      found.map((source) => [
        source.name,
        addressOf(source),
        source.enabled ? `${source.intervalMinutes} min` : 'when asked',
        minute(source.lastSync?.startedAt),
        stateOf(source),
        minute(source.nextSyncAt),
      ]),
    ),
  );
}

export async function addSourceCommand(
  name: string,
  address: string,
  options: SourceOptions,
): Promise<void> {
  const client = clientOf(options);
  const input = {
    name,
    ...(await placeOf(address, options, secretOf(options))),
    ...timesOf(options),
  };
  const { createSource: made } = await createSource(client, { input });
  await tellOnceLooked(client, options, made);
}

export async function changeSourceCommand(
  name: string,
  address: string | undefined,
  options: SourceOptions,
): Promise<void> {
  const client = clientOf(options);
  const { id } = await named(client, name);
  const place = address === undefined ? {} : await placeOf(address, options, secretOf(options));
  const input = { id, ...place, ...timesOf(options) };
  const { updateSource: changed } = await updateSource(client, { input });
  await tellOnceLooked(client, options, changed);
}

export async function syncSourceCommand(name: string, options: GlobalOptions): Promise<void> {
  const client = clientOf(options);
  const { syncSource: asked } = await syncSource(client, { id: (await named(client, name)).id });
  tell(options, await afterSync(client, asked));
}

/** Asks back at a terminal unless told that it is meant. */
export async function removeSourceCommand(
  name: string,
  options: RemoveSourceOptions,
): Promise<void> {
  if (!options.yes) {
    const answer = await prompt(`Remove the source ${name}? Type its name again: `);
    if (answer.trim() !== name) throw new CliError('Nothing was removed.');
  }
  const client = clientOf(options);
  const { deleteSource: removed } = await deleteSource(client, {
    id: (await named(client, name)).id,
  });
  print(options, removed, () => `Removed ${name}. What it brought stays.`);
}

async function named(client: Client, name: string): Promise<SourceFieldsFragment> {
  const { source } = await sourceByName(client, { name });
  if (!source) throw new CliError(`There is no source ${name}.`);
  return source;
}

const secretOf = (options: SourceOptions) => (what: string) =>
  options.secretStdin ? readStdin() : prompt(`${what}: `, true);

function timesOf({ interval, manual }: SourceOptions) {
  if (interval !== undefined && !/^\d+$/.test(interval)) {
    throw new CliError(`--interval ${interval}: a number of minutes.`);
  }
  return {
    ...(interval !== undefined && { intervalMinutes: Number(interval) }),
    ...(manual !== undefined && { enabled: !manual }),
  };
}

/** Of one that is looked at by itself, what came of the look that begins now. */
async function tellOnceLooked(
  client: Client,
  options: GlobalOptions,
  source: SourceFieldsFragment,
): Promise<void> {
  const { name, enabled } = source;
  if (enabled) tell(options, await afterSync(client, source));
  else print(options, source, () => `${name}: ai-finops sources sync ${name} looks at it.`);
}

/** Exit code 1 where the look failed. */
function tell(options: GlobalOptions, source: SourceFieldsFragment): void {
  const { name, lastSync } = source;
  print(options, source, () => {
    const { objects = 0, imports = 0, errorCode, message } = lastSync ?? {};
    const brought = `${name}: ${objects} objects, ${imports} imports asked for`;
    return errorCode ? `${brought}\n${errorCode}: ${message}` : brought;
  });
  if (lastSync?.state === 'FAILED') process.exitCode = 1;
}

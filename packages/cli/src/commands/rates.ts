import { openAsBlob } from 'node:fs';
import {
  deleteExchangeRates,
  exchangeRate,
  exchangeRateSources,
  exchangeRates,
  importExchangeRates,
} from '@ai-finops/sdk';
import { CliError } from '../cli-error';
import { clientOf, type GlobalOptions, print } from '../context';
import { prompt } from '../prompt';
import { formatTable } from '../table';

export interface ImportRatesOptions extends GlobalOptions {
  readonly source?: string;
  readonly base?: string;
}

export interface ListRatesOptions extends GlobalOptions {
  readonly source: string;
  readonly currency?: string;
  readonly first: string;
}

export interface ShowRateOptions extends GlobalOptions {
  readonly source: string;
  readonly maxAge: string;
}

export interface DeleteRatesOptions extends GlobalOptions {
  readonly yes?: boolean;
}

export async function importRatesCommand(file: string, options: ImportRatesOptions): Promise<void> {
  const { source, base } = options;
  const content = await openAsBlob(file).catch(() => {
    throw new CliError(`${file} cannot be read.`);
  });
  const done = await importExchangeRates(clientOf(options), content, {
    ...(source === undefined ? {} : { source }),
    ...(base === undefined ? {} : { base }),
  });
  print(
    options,
    done,
    () =>
      `${done.source}, ${done.firstDate} to ${done.lastDate}: ${done.added} rates added, ${done.changed} changed, ${done.unchanged} there already`,
  );
}

const SOURCES = [
  { title: 'source' },
  { title: 'base' },
  { title: 'from' },
  { title: 'to' },
  { title: 'rates', right: true },
  { title: 'currencies' },
];

export async function rateSourcesCommand(options: GlobalOptions): Promise<void> {
  const { exchangeRateSources: sources } = await exchangeRateSources(clientOf(options), {});
  print(options, sources, () =>
    formatTable(
      SOURCES,
      sources.map(({ name, base, firstDate, lastDate, rates, currencies }) => [
        name,
        base,
        firstDate ?? '',
        lastDate ?? '',
        String(rates),
        currencies.join(' '),
      ]),
    ),
  );
}

const RATES = [
  { title: 'date' },
  { title: 'from' },
  { title: 'to' },
  { title: 'rate', right: true },
];

export async function listRatesCommand(options: ListRatesOptions): Promise<void> {
  const { source, currency } = options;
  const first = Number(options.first);
  if (!Number.isInteger(first)) throw new CliError(`--first ${options.first}: a number.`);
  const { exchangeRates: page } = await exchangeRates(clientOf(options), {
    source,
    first,
    currency: currency ?? null,
  });
  print(options, page.nodes, () =>
    formatTable(
      RATES,
      page.nodes.map(({ date, from, to, rate }) => [date, from, to, rate]),
    ),
  );
}

export async function showRateCommand(
  from: string,
  to: string,
  date: string,
  options: ShowRateOptions,
): Promise<void> {
  const { source } = options;
  const maxAgeDays = Number(options.maxAge);
  if (!Number.isInteger(maxAgeDays)) throw new CliError(`--max-age ${options.maxAge}: a number.`);
  const { exchangeRate: found } = await exchangeRate(clientOf(options), {
    from,
    to,
    date,
    rates: { source, maxAgeDays },
  });
  print(
    options,
    found,
    () => `1 ${from} = ${found.rate} ${to} (${source}, published for ${found.rateDate})`,
  );
}

/** Asks back at a terminal unless told that it is meant. */
export async function deleteRatesCommand(
  source: string,
  options: DeleteRatesOptions,
): Promise<void> {
  if (!options.yes) {
    const answer = await prompt(`Delete all rates of ${source}? Type its name again: `);
    if (answer.trim() !== source) throw new CliError('Nothing was deleted.');
  }
  const { deleteExchangeRates: rates } = await deleteExchangeRates(clientOf(options), { source });
  print(options, { source, rates }, () => `Deleted ${rates} rates of ${source}.`);
}

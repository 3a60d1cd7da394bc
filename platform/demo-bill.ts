// `npm run demo:bill -- --rows 1000000 --format parquet --seed 7 out/`: a bill to import, and its truth.
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { DemoBillOptions } from '@ai-finops/demo-bill';
import { compile } from './compile.ts';
import { environment } from './env.ts';
import { messageOf } from './failure.ts';
import { withLock } from './lock.ts';
import { cacheDirectory } from './stamps.ts';

const USAGE = `npm run demo:bill -- [options] DIRECTORY

  --rows N          rows of the whole bill, exactly (60000 for 13 months)
  --seed N          the same seed and options give the same bytes (1)
  --format FORMAT   csv, csv.gz or parquet (csv)
  --months N        months of the bill (13)
  --until YYYY-MM   last month, complete (without it the bill ends yesterday)
  --version V       FOCUS version of the columns, 1.0 to 1.4 (1.2)
  --single          one file instead of one for each month
`;

/** A wrong command line: shown with how to use it. */
class UsageError extends Error {}

const root = join(import.meta.dirname, '..');
/** npm changes to the root: paths are meant from where the command was typed. */
const cwd = environment.INIT_CWD ?? process.cwd();

function readOptions(args: string[]): DemoBillOptions {
  const { values, positionals } = parseCommandLine(args);
  const [directory] = positionals;
  if (directory === undefined || positionals.length > 1) {
    throw new UsageError('Name one directory for the files.');
  }
  return {
    directory: resolve(cwd, directory),
    rows: wholeNumber('rows', values.rows),
    seed: wholeNumber('seed', values.seed),
    months: wholeNumber('months', values.months),
    until: values.until,
    single: values.single,
    // Checked, with everything else, by the generator.
    format: values.format as DemoBillOptions['format'],
    version: values.version as DemoBillOptions['version'],
  };
}

function parseCommandLine(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        rows: { type: 'string' },
        seed: { type: 'string' },
        format: { type: 'string' },
        months: { type: 'string' },
        until: { type: 'string' },
        version: { type: 'string' },
        single: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new UsageError(`--${name} must be a whole number, not ${text}.`);
  return Number(text);
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  await withLock(join(cacheDirectory(root), 'servers.lock'), () => compile(root));
  const { generateDemoBill } = await import('@ai-finops/demo-bill');
  const { files, truth } = await generateDemoBill(options);
  for (const file of files) process.stdout.write(`${relative(cwd, file)}\n`);
  const planted = `${truth.anomalies.length} anomalies, ${truth.waste.length} cases of waste`;
  process.stdout.write(
    `${truth.rows} rows from ${truth.from} to ${truth.to}; ${planted}: see truth.json\n`,
  );
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError || error instanceof RangeError)) throw error;
  const usage = error instanceof UsageError ? `\n\n${USAGE}` : '\n';
  process.stderr.write(`${messageOf(error)}${usage}`);
  process.exitCode = 1;
}

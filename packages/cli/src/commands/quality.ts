import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { importQuality, refusedRows } from '@ai-finops/sdk';
import { CliError } from '../cli-error';
import { clientOf, type GlobalOptions, print } from '../context';
import { saveStream } from '../output';

export interface QualityOptions extends GlobalOptions {
  readonly all?: boolean;
}

export interface RefusedRowsOptions extends GlobalOptions {
  readonly out?: string;
}

/** Prints what an import keeps of the requirements of FOCUS: those that are broken, or all. */
export async function qualityCommand(id: string, options: QualityOptions): Promise<void> {
  const status = options.all ? null : (['FAILED', 'WARNED'] as const).slice();
  const answer = await importQuality(clientOf(options), { id, status });
  const quality = answer.import?.quality;
  if (!answer.import || !quality) throw new CliError('There is no report on such an import.');
  const { fileName } = answer.import;
  print(options, quality, () =>
    [
      `${fileName}: FOCUS ${quality.focusVersion}, ${quality.rowsChecked} rows: ` +
        `${quality.passed} requirements kept, ${quality.failed} broken, ${quality.warned} others to look at`,
      ...quality.checks.map((check) => {
        const where = check.file === null ? '' : ` of ${check.file}`;
        const first =
          check.firstRows.length > 0 ? `, first${where}: ${check.firstRows.join(', ')}` : where;
        const rows = check.rows > 0 || where !== '' ? ` (${check.rows} rows${first})` : '';
        return `  ${check.status} ${check.requirement}${rows}  [${check.reference}]`;
      }),
    ].join('\n'),
  );
}

/** Writes the refused rows of an import as CSV, to a file or to the output. */
export async function refusedRowsCommand(id: string, options: RefusedRowsOptions): Promise<void> {
  const body = await refusedRows(clientOf(options), id);
  if (options.out !== undefined) return saveStream(options.out, body);
  await pipeline(Readable.fromWeb(body as ReadableStream), process.stdout, { end: false });
}

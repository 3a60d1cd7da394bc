import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type ImportFieldsFragment, importAndWait, uploadBill } from '@ai-finops/sdk';
import { CliError } from '../cli-error';
import { clientOf, type GlobalOptions, print } from '../context';

export interface ImportOptions extends GlobalOptions {
  readonly source?: string;
}

/** Uploads and imports bill files one after the other; exit code 1 when one of them failed. */
export async function importCommand(
  files: readonly string[],
  options: ImportOptions,
): Promise<void> {
  const client = clientOf(options);
  const results: ImportFieldsFragment[] = [];
  for (const file of files) {
    const facts = await stat(file).catch(() => undefined);
    if (!facts?.isFile()) throw new CliError(`${file} is not a file.`);
    const upload = await uploadBill(client, basename(file), await openAsBlob(file));
    const result = await importAndWait(client, upload.uploadId, {
      ...(options.source === undefined ? {} : { source: options.source }),
    });
    results.push(result);
    if (!options.json) console.log(describe(result));
  }
  if (options.json) print(options, results, () => '');
  if (results.some((result) => result.status === 'FAILED')) process.exitCode = 1;
}

function describe(bill: ImportFieldsFragment): string {
  if (bill.error) return `${bill.fileName}: ${bill.error.code}: ${bill.error.message}`;
  const lines = [
    `${bill.fileName}: ${bill.rowsLoaded} of ${bill.rowsRead} rows, FOCUS ${bill.focusVersion ?? 'version unknown'}`,
    ...bill.periods.map(
      (period) =>
        `  ${period.start}  ${period.billingAccountId ?? 'no billing account'}  ${period.charges} charges  ` +
        period.billedCost.map((cost) => `${cost.amount} ${cost.currency}`).join(', '),
    ),
    ...bill.issues.map(
      (issue) =>
        `  ${issue.severity} ${issue.code}${issue.column ? ` ${issue.column}` : ''}: ${issue.message}` +
        (issue.firstRows.length > 0
          ? ` (${issue.rows} rows, first: ${issue.firstRows.join(', ')})`
          : ''),
    ),
  ];
  return lines.join('\n');
}

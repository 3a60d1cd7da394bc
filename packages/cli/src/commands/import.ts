import { openAsBlob } from 'node:fs';
import { type Client, type ImportFieldsFragment, importAndWait, uploadBill } from '@ai-finops/sdk';
import { type BillFile, billFiles } from '../bill-files';
import { clientOf, type GlobalOptions, print } from '../context';

export interface ImportOptions extends GlobalOptions {
  readonly source?: string;
  readonly together?: boolean;
}

/** Uploads and imports bills one import after the other; exit code 1 when one of them failed. */
export async function importCommand(
  paths: readonly string[],
  options: ImportOptions,
): Promise<void> {
  const client = clientOf(options);
  const results: ImportFieldsFragment[] = [];
  for (const group of await billFiles(paths, options.together ?? false)) {
    const result = await importGroup(client, group, options);
    results.push(result);
    if (!options.json) console.log(describe(result));
  }
  if (options.json) print(options, results, () => '');
  if (results.some((result) => result.status === 'FAILED')) process.exitCode = 1;
}

async function importGroup(
  client: Client,
  files: readonly BillFile[],
  { source }: ImportOptions,
): Promise<ImportFieldsFragment> {
  const uploadIds: string[] = [];
  for (const { path, name, folder } of files) {
    const upload = await uploadBill(client, name, await openAsBlob(path), folder);
    uploadIds.push(upload.uploadId);
  }
  return importAndWait(client, uploadIds, source === undefined ? {} : { source });
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
        `  ${issue.severity} ${[issue.code, issue.file, issue.column].filter(Boolean).join(' ')}: ${issue.message}` +
        (issue.firstRows.length > 0
          ? ` (${issue.rows} rows, first: ${issue.firstRows.join(', ')})`
          : ''),
    ),
  ];
  return lines.join('\n');
}

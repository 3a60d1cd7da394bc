import { openAsBlob } from 'node:fs';
import {
  type Client,
  type ImportFieldsFragment,
  importAndWait,
  uploadBill,
  uploadInParts,
} from '@ai-finops/sdk';
import { type BillFile, billFiles } from '../bill-files';
import { clientOf, type GlobalOptions, print } from '../context';

export interface ImportOptions extends GlobalOptions {
  readonly source?: string;
  readonly together?: boolean;
}

/** A larger file goes in parts, so that a broken connection costs only one of them. */
const IN_PARTS_FROM_BYTES = 16 * 1024 * 1024;

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
    const content = await openAsBlob(path);
    const upload =
      content.size > IN_PARTS_FROM_BYTES
        ? await uploadInParts(client, name, content, {
            folder,
            onProgress: (bytes) => showShare(`${name} uploaded`, bytes, content.size),
          })
        : await uploadBill(client, name, content, folder);
    uploadIds.push(upload.uploadId);
  }
  return importAndWait(client, uploadIds, {
    ...(source === undefined ? {} : { source }),
    onProgress: ({ progress }) => showShare('imported', progress.bytesRead, progress.bytesTotal),
  });
}

/** A line on the terminal that is written over; nothing where the output goes elsewhere. */
function showShare(what: string, bytes: number, total: number): void {
  if (!process.stderr.isTTY || total === 0) return;
  const share = Math.min(100, Math.floor((100 * bytes) / total));
  process.stderr.write(`\r\u001b[K${share < 100 ? `${share} % ${what}` : ''}`);
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
    `  ai-finops quality ${bill.id} shows what it keeps of FOCUS` +
      (bill.rowsRefused > 0
        ? `, ai-finops refused-rows ${bill.id} the rows that were refused`
        : ''),
  ];
  return lines.join('\n');
}

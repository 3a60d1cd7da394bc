import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  type Client,
  type ImportFieldsFragment,
  importAndWait,
  type Upload,
  uploadBill,
  uploadInParts,
} from '@ai-finops/sdk';
import { type BillFile, billFiles } from '../bill-files';
import { clientOf, type GlobalOptions, print, uploadsOf } from '../context';
import { showPassing } from '../passing-line';

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
  options: ImportOptions,
): Promise<ImportFieldsFragment> {
  const { source } = options;
  const uploadIds: string[] = [];
  for (const file of files) {
    const { path, name, folder } = file;
    const content = await openAsBlob(path);
    const upload =
      content.size > IN_PARTS_FROM_BYTES
        ? await inParts(client, file, content, options)
        : await uploadBill(client, name, content, folder);
    uploadIds.push(upload.uploadId);
  }
  return importAndWait(client, uploadIds, {
    ...(source === undefined ? {} : { source }),
    onProgress: ({ progress }) => showShare('imported', progress.bytesRead, progress.bytesTotal),
  });
}

/** Goes on with an upload of the same file that broke off in an earlier run. */
async function inParts(
  client: Client,
  { path, name, folder }: BillFile,
  content: Blob,
  options: GlobalOptions,
): Promise<Upload> {
  const kept = uploadsOf(options);
  const { mtimeMs } = await stat(path);
  const key = JSON.stringify([resolve(path), folder, content.size, mtimeMs]);
  const { [key]: resume, ...others } = (await kept.load()) ?? {};
  const upload = await uploadInParts(client, name, content, {
    folder,
    ...(resume === undefined ? {} : { resume }),
    onBegin: (uploadId) => kept.save({ ...others, [key]: uploadId }),
    onProgress: (bytes) => showShare(`${name} uploaded`, bytes, content.size),
  });
  await kept.save(Object.keys(others).length > 0 ? others : null);
  return upload;
}

function showShare(what: string, bytes: number, total: number): void {
  if (total === 0) return;
  const share = Math.min(100, Math.floor((100 * bytes) / total));
  showPassing(share < 100 ? `${share} % ${what}` : '');
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

import { z } from 'zod';

/** A bill file that a manifest names, with what the manifest states about it. */
export interface ManifestFile {
  /** As the manifest writes it: a name, a path, or an address such as `s3://bucket/folder/name`. */
  readonly name: string;
  readonly sizeBytes?: number | undefined;
  readonly rows?: number | undefined;
  /** Hex. */
  readonly sha256?: string | undefined;
}

/** A list of the files that make up one version of an export. */
export interface BillManifest {
  /** Name of the export, which every version of it shares; null when it is a list of files and no more. */
  readonly exportName: string | null;
  /** What of the export it covers: of two manifests that cover the same, the later one holds. */
  readonly part: string;
  /** Grows from version to version; numbers in it count as numbers. */
  readonly version: string;
  readonly files: readonly ManifestFile[];
}

/** A manifest is a list of names: anything larger is none. */
export const MAX_MANIFEST_BYTES = 16 * 1024 * 1024;

const name = z.string().trim().min(1).max(2048);
const count = z.number().int().nonnegative();

/** Our own: `{ "export": "name", "period": "2026-05", "version": "2", "files": ["a.csv", { "name": "b.csv", "rows": 10 }] }`. */
const ownShape = z.object({
  export: name.optional(),
  /** What of the export it covers, in words of its own; all of it when left out. */
  period: z.string().max(100).optional(),
  version: z.union([z.string(), z.number()]).optional(),
  files: z
    .array(
      z.union([
        name.transform((text) => ({ name: text })),
        z.object({
          name,
          sizeBytes: count.optional(),
          rows: count.optional(),
          sha256: z
            .string()
            .regex(/^[\da-f]{64}$/i)
            .optional(),
        }),
      ]),
    )
    .min(1),
});

/** Of AWS Data Exports: `metadata/BILLING_PERIOD=2026-05/<export>-Manifest.json`. */
const awsShape = z.object({ dataFiles: z.array(name).min(1) });

/** Of Cost Management exports of Azure: a `manifest.json` beside the parts of each run. */
const azureShape = z.object({
  blobs: z
    .array(
      z.object({ blobName: name, byteCount: count.optional(), dataRowCount: count.optional() }),
    )
    .min(1),
  exportConfig: z.object({ exportName: name }),
  runInfo: z
    .object({ submittedTime: z.string().default(''), startDate: z.string().default('') })
    .default({ submittedTime: '', startDate: '' }),
});

/** True for a file that may be a manifest, by its name. */
export function mayBeManifest(path: string): boolean {
  const last = path.split('/').at(-1) ?? '';
  return /\.json$/i.test(last) || /manifest[^/]*\.(txt|list)$/i.test(last);
}

/** True for a name that says it is one, as exports write it: of a bucket not every JSON file is read. */
export function isManifestName(path: string): boolean {
  return /manifest[^/]*\.(json|txt|list)$/i.test(path);
}

/** The manifest in a text; undefined when it is none of the known ones. */
export function readManifest(path: string, text: string): BillManifest | undefined {
  if (!/\.json$/i.test(path)) return readList(text);
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
  return readOwn(content) ?? readAws(path, content) ?? readAzure(content);
}

function readOwn(content: unknown): BillManifest | undefined {
  const { data } = ownShape.safeParse(content);
  if (!data) return undefined;
  const { files, version = '', period = '' } = data;
  return { exportName: data.export ?? null, part: period, version: String(version), files };
}

function readAws(path: string, content: unknown): BillManifest | undefined {
  const { data } = awsShape.safeParse(content);
  if (!data) return undefined;
  const last = path.split('/').at(-1) ?? '';
  const part = /BILLING_PERIOD=([^/]+)/i.exec(path)?.[1] ?? '';
  return {
    exportName: last.replace(/-?manifest\.json$/i, '') || 'export',
    part,
    // Exports that keep earlier versions put each one into a folder whose name begins with its time.
    version: path,
    files: data.dataFiles.map((file) => ({ name: file })),
  };
}

function readAzure(content: unknown): BillManifest | undefined {
  const { data } = azureShape.safeParse(content);
  if (!data) return undefined;
  return {
    exportName: data.exportConfig.exportName,
    part: data.runInfo.startDate.slice(0, 7),
    version: data.runInfo.submittedTime,
    files: data.blobs.map(({ blobName, byteCount, dataRowCount }) => ({
      name: blobName,
      sizeBytes: byteCount,
      rows: dataRowCount,
    })),
  };
}

/** One name a line; blank lines and lines that begin with # say nothing. */
function readList(text: string): BillManifest | undefined {
  const names = text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (names.length === 0 || names.some((line) => line.length > 2048)) return undefined;
  return { exportName: null, part: '', version: '', files: names.map((file) => ({ name: file })) };
}

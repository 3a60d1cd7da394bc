import type { Client } from './client';
import { AiFinopsError } from './errors';
import type { ImportFieldsFragment } from './generated/operations';
import { importBill, importById, importProgress } from './operations';

/** A file received by the platform, ready to be imported. */
export interface Upload {
  readonly uploadId: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  /** SHA-256 of the content, hex. */
  readonly sha256: string;
}

/** What `fetch` takes as a body: bytes, text, a Blob or a stream. */
type Content = NonNullable<RequestInit['body']>;

const POLL_EVERY_MS = 300;

/**
 * Uploads a bill's bytes (CSV, CSV.gz, CSV.zst or Parquet), or a manifest's. A stream is sent as it is
 * read. `folder` is where the file lies in a folder that is imported as a whole, `data/2026-05`.
 */
export function uploadBill(
  client: Client,
  fileName: string,
  content: Content,
  folder = '',
): Promise<Upload> {
  const query = new URLSearchParams({ filename: fileName, ...(folder === '' ? {} : { folder }) });
  return client.rest<Upload>(`/uploads?${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: content,
    // Needed when the content is a stream, and not yet in every type of RequestInit.
    ...({ duplex: 'half' } as object),
  });
}

/** Bytes of a part of an upload in parts, and how often a part is tried. */
const PART_BYTES = 16 * 1024 * 1024;
const TRIES = 5;
const TUS = { 'tus-resumable': '1.0.0' };

/** How an upload in parts is begun, or gone on with. */
export interface PartsOptions {
  readonly folder?: string;
  /** Id of an upload of the same content that broke off; one that is no longer there begins anew. */
  readonly resume?: string;
  /** Told the id as soon as there is one, so that it can be gone on with after a crash. */
  readonly onBegin?: (uploadId: string) => void | Promise<void>;
  /** Told the bytes that have arrived. */
  readonly onProgress?: (bytes: number) => void;
}

interface PartialUpload extends Upload {
  readonly receivedBytes: number;
}

/**
 * Uploads a file in parts (tus 1.0): a part that breaks off goes on where it broke, and so does a whole
 * upload of before with `resume`.
 */
export async function uploadInParts(
  client: Client,
  fileName: string,
  content: Blob,
  options: PartsOptions = {},
): Promise<Upload> {
  let upload = await resumed(client, content.size, options.resume);
  if (!upload) {
    const query = new URLSearchParams({ filename: fileName, folder: options.folder ?? '' });
    upload = await client.rest<PartialUpload>(`/uploads?${query}`, {
      method: 'POST',
      headers: { ...TUS, 'upload-length': String(content.size) },
    });
    await options.onBegin?.(upload.uploadId);
  }
  const path = `/uploads/${encodeURIComponent(upload.uploadId)}`;
  for (let failures = 0; upload.receivedBytes < content.size; ) {
    const offset = upload.receivedBytes;
    try {
      await client.rest(path, {
        method: 'PATCH',
        headers: {
          ...TUS,
          'content-type': 'application/offset+octet-stream',
          'upload-offset': String(offset),
        },
        body: content.slice(offset, offset + PART_BYTES),
      });
      upload = { ...upload, ...(await client.rest<PartialUpload>(path)) };
      failures = 0;
    } catch (error) {
      failures += 1;
      if (!isPassing(error) || failures >= TRIES) throw error;
      await new Promise((done) => setTimeout(done, 2 ** failures * 250));
      // What arrived of the part that broke off is kept; unknown as long as nobody answers.
      upload = await client.rest<PartialUpload>(path).catch((again: unknown) => {
        if (!isPassing(again)) throw again;
        return upload as PartialUpload;
      });
    }
    options.onProgress?.(upload.receivedBytes);
  }
  return upload;
}

/** The upload to go on with; undefined when there is none that this content fits. */
async function resumed(
  client: Client,
  size: number,
  id: string | undefined,
): Promise<PartialUpload | undefined> {
  if (id === undefined) return undefined;
  try {
    const upload = await client.rest<PartialUpload>(`/uploads/${encodeURIComponent(id)}`);
    return upload.sizeBytes === size ? upload : undefined;
  } catch (error) {
    if (error instanceof AiFinopsError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}

const isPassing = (error: unknown): boolean =>
  error instanceof AiFinopsError && PASSING.has(error.code);

/** Failures of a part that another try may mend. */
const PASSING: ReadonlySet<string> = new Set([
  'UNREACHABLE',
  'TIMEOUT',
  'CONFLICT',
  'BAD_REQUEST',
  'SERVICE_UNAVAILABLE',
  'DISK_FULL',
]);

/** Refused rows of an import as CSV, with their file, number, reasons and cells. */
export function refusedRows(client: Client, importId: string): Promise<ReadableStream<Uint8Array>> {
  return client.download(`/imports/${encodeURIComponent(importId)}/refused-rows`);
}

const hasEnded = ({ status }: ImportFieldsFragment): boolean =>
  status === 'PUBLISHED' || status === 'FAILED';

/**
 * The states of an import until it is published or has failed, the last one included: as they are told, or
 * asked for again and again where nobody tells them, for example behind a proxy that gathers answers.
 */
export async function* followImport(
  client: Client,
  id: string,
): AsyncGenerator<ImportFieldsFragment, void> {
  try {
    for await (const { importProgress: state } of importProgress(client, { id })) {
      yield state;
      if (hasEnded(state)) return;
    }
  } catch (error) {
    // What is really wrong is said again to who asks.
    if (!(error instanceof AiFinopsError)) throw error;
  }
  for (;;) {
    const { import: state } = await importById(client, { id });
    if (!state) throw new AiFinopsError('NOT_FOUND', 'The import is no longer there.');
    yield state;
    if (hasEnded(state)) return;
    await new Promise((done) => setTimeout(done, POLL_EVERY_MS));
  }
}

/**
 * Imports an uploaded bill, or several together, and waits until they are published or failed; the
 * returned import says which. `onProgress` is told each state that is seen on the way.
 */
export async function importAndWait(
  client: Client,
  uploads: string | readonly string[],
  options: {
    readonly source?: string;
    readonly onProgress?: (state: ImportFieldsFragment) => void;
  } = {},
): Promise<ImportFieldsFragment> {
  const { source, onProgress } = options;
  const asked = await importBill(client, {
    input: {
      ...(typeof uploads === 'string' ? { uploadId: uploads } : { uploadIds: [...uploads] }),
      ...(source === undefined ? {} : { source }),
    },
  });
  let current = asked.importBill;
  if (hasEnded(current)) return current;
  onProgress?.(current);
  for await (const state of followImport(client, current.id)) {
    current = state;
    if (!hasEnded(state)) onProgress?.(state);
  }
  return current;
}

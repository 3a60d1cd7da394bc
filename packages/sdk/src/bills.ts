import type { Client } from './client';
import { AiFinopsError } from './errors';
import type { ImportFieldsFragment } from './generated/operations';
import { importBill, importById } from './operations';

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

/** Uploads a bill's bytes (CSV, CSV.gz or Parquet). A stream is sent as it is read. */
export function uploadBill(client: Client, fileName: string, content: Content): Promise<Upload> {
  return client.rest<Upload>(`/uploads?filename=${encodeURIComponent(fileName)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: content,
    // Needed when the content is a stream, and not yet in every type of RequestInit.
    ...({ duplex: 'half' } as object),
  });
}

/**
 * Imports an uploaded bill and waits until it is published or failed; the returned import says which.
 * `onProgress` is told each state that is seen on the way.
 */
export async function importAndWait(
  client: Client,
  uploadId: string,
  options: {
    readonly source?: string;
    readonly onProgress?: (state: ImportFieldsFragment) => void;
  } = {},
): Promise<ImportFieldsFragment> {
  const { source, onProgress } = options;
  const asked = await importBill(client, {
    input: { uploadId, ...(source === undefined ? {} : { source }) },
  });
  let current = asked.importBill;
  while (current.status === 'PENDING' || current.status === 'RUNNING') {
    onProgress?.(current);
    await new Promise((done) => setTimeout(done, POLL_EVERY_MS));
    const answer = await importById(client, { id: current.id });
    if (!answer.import) throw new AiFinopsError('NOT_FOUND', 'The import is no longer there.');
    current = answer.import;
  }
  return current;
}

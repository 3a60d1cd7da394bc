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
  while (current.status === 'PENDING' || current.status === 'RUNNING') {
    onProgress?.(current);
    await new Promise((done) => setTimeout(done, POLL_EVERY_MS));
    const answer = await importById(client, { id: current.id });
    if (!answer.import) throw new AiFinopsError('NOT_FOUND', 'The import is no longer there.');
    current = answer.import;
  }
  return current;
}

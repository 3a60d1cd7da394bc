import { Readable } from 'node:stream';
import { AppError } from '@ai-finops/service-kit/errors';
import type { FastifyRequest } from 'fastify';
import { OFFSET_TYPE } from './tus-headers';

/** Media types of whole uploads. */
export const UPLOAD_TYPES = [
  'application/octet-stream',
  'text/csv',
  'application/gzip',
  'application/zstd',
];

/** Media types whose bodies are passed on as they come, whatever their size. */
export const STREAMED_TYPES = [...UPLOAD_TYPES, OFFSET_TYPE];

/** The raw body. One without content reaches no parser: it is empty. Error UNSUPPORTED_MEDIA_TYPE. */
export function contentOf({ body, headers }: FastifyRequest): Readable {
  if (body instanceof Readable) return Readable.from(readOn(body), { objectMode: false });
  const empty =
    headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
  if (empty) return Readable.from([]);
  throw new AppError(
    'UNSUPPORTED_MEDIA_TYPE',
    `Send the file as it is, as ${UPLOAD_TYPES.join(' or ')}.`,
  );
}

/**
 * The body's chunks. What a refusal leaves unread is read on and forgotten, for the next request of the
 * connection stands behind it and would never be answered.
 */
async function* readOn(body: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
  } finally {
    body.resume();
  }
}

import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '@ai-finops/service-kit/errors';

/** The version of the tus protocol that is spoken. */
export const TUS_VERSION = '1.0.0';

/** Media type of a part of an upload. */
export const OFFSET_TYPE = 'application/offset+octet-stream';

/** Error UPLOAD_PROTOCOL for clients that speak another version, or none. */
export function requireProtocol(headers: IncomingHttpHeaders): void {
  if (headers['tus-resumable'] === TUS_VERSION) return;
  throw new AppError('UPLOAD_PROTOCOL', `Send the header Tus-Resumable: ${TUS_VERSION}.`, {
    supported: [TUS_VERSION],
  });
}

/** Error BAD_REQUEST unless the header is a whole number from 0 on. */
export function wholeNumber(headers: IncomingHttpHeaders, name: string): number {
  const text = headers[name];
  const value = typeof text === 'string' && /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw new AppError('BAD_REQUEST', `The header ${name} is no number of bytes.`, { header: name });
}

/** `Upload-Metadata`: keys with values in base64, set apart by commas. Error BAD_REQUEST. */
export function uploadMetadata(headers: IncomingHttpHeaders): Record<string, string> {
  const text = headers['upload-metadata'];
  if (typeof text !== 'string' || text.trim() === '') return {};
  const pairs = text.split(',').map((part) => part.trim().split(' '));
  if (pairs.some((pair) => pair.length > 2 || !/^[\w-]+$/.test(pair[0] ?? ''))) {
    const message = 'The header Upload-Metadata is no list of keys and base64 values.';
    throw new AppError('BAD_REQUEST', message, { header: 'upload-metadata' });
  }
  return Object.fromEntries(
    pairs.map(([key, value = '']) => [key, Buffer.from(value, 'base64').toString('utf8')]),
  );
}

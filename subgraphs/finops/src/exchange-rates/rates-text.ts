import { AppError } from '@ai-finops/service-kit/errors';

/** Ten times the whole history that the European Central Bank publishes. */
export const MOST_BYTES = 16 * 1024 * 1024;

/** The content as text. Errors PAYLOAD_TOO_LARGE, FILE_UNREADABLE. */
export async function ratesText(content: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of content) {
    size += chunk.length;
    if (size > MOST_BYTES) {
      throw new AppError('PAYLOAD_TOO_LARGE', undefined, { limit: MOST_BYTES });
    }
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new AppError('FILE_UNREADABLE', 'Exchange rates are CSV in UTF-8.');
  }
}

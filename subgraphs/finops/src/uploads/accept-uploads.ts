import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { STREAMED_TYPES } from './request-content';

/** Hands bodies of uploads to their route as streams; nothing of them is kept in memory. */
export function acceptUploads(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addContentTypeParser(
      STREAMED_TYPES,
      { bodyLimit: Number.MAX_SAFE_INTEGER },
      (_request, payload, done) => done(null, payload),
    );
}

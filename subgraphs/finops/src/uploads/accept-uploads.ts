import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { UPLOAD_TYPES } from './uploads.controller';

/** Hands bodies of uploads to their route as streams; nothing of them is kept in memory. */
export function acceptUploads(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addContentTypeParser(
      UPLOAD_TYPES,
      { bodyLimit: Number.MAX_SAFE_INTEGER },
      (_request, payload, done) => done(null, payload),
    );
}

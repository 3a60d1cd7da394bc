import { Readable } from 'node:stream';

import { AppError } from '@ai-finops/service-kit/errors';
import { Refusals } from '@ai-finops/service-kit/refusals';
import { CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Controller, Post, Query, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { z } from 'zod';
import { BearerTokenGuard } from '../access/bearer-token.guard';
import { UploadsService } from './uploads.service';

/** Media types whose bodies are passed on as they come, whatever their size. */
export const UPLOAD_TYPES = [
  'application/octet-stream',
  'text/csv',
  'application/gzip',
  'application/zstd',
];

class UploadQuery extends createZodDto(
  z.object({
    filename: z.string().max(1024).default('bill').describe('Name of the file.'),
    folder: z
      .string()
      .max(1024)
      .default('')
      .describe('Where the file lies in a folder that is imported as a whole, `data/2026-05`.'),
  }),
) {}

class Upload extends createZodDto(
  z.object({
    uploadId: z.string(),
    fileName: z.string(),
    sizeBytes: z.number().int(),
    sha256: z.string().describe('SHA-256 of the content as received, hex.'),
  }),
) {}

@ApiTags('Uploads')
@ApiBearerAuth('accessToken')
@UseGuards(BearerTokenGuard)
@Controller('uploads')
export class UploadsController {
  constructor(private readonly uploads: UploadsService) {}

  @Post()
  @ApiOperation({
    summary:
      'Uploads a bill of any size, as it is: CSV (also gzip or Zstandard), Parquet, or a manifest.',
  })
  @ApiConsumes(...UPLOAD_TYPES)
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ZodResponse({ status: 201, type: Upload })
  @Refusals(401, 403, 415, 503)
  upload(
    @CurrentViewer() viewer: Viewer,
    @Query() query: UploadQuery,
    @Req() request: FastifyRequest,
  ) {
    return this.uploads.receive(viewer, query.filename, contentOf(request), query.folder);
  }
}

/** The raw body. One without content reaches no parser: it is an empty file, which the import refuses. */
function contentOf({ body, headers }: FastifyRequest): Readable {
  if (body instanceof Readable) return body;
  const empty =
    headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
  if (empty) return Readable.from([]);
  throw new AppError(
    'UNSUPPORTED_MEDIA_TYPE',
    `Send the file as it is, as ${UPLOAD_TYPES.join(' or ')}.`,
  );
}

import { KeyScopes } from '@ai-finops/service-kit/key-scopes';
import { Refusals } from '@ai-finops/service-kit/refusals';
import { CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Controller, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiHeader,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { z } from 'zod';
import { BearerTokenGuard } from '../access/bearer-token.guard';
import { contentOf, UPLOAD_TYPES } from './request-content';
import { requireProtocol, TUS_VERSION, uploadMetadata, wholeNumber } from './tus-headers';
import { Upload } from './upload-view';
import { UPLOAD_KEEP_MS, UploadsService } from './uploads.service';

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

@ApiTags('Uploads')
@ApiBearerAuth('accessToken')
@KeyScopes('bills:write')
@UseGuards(BearerTokenGuard)
@Controller('uploads')
export class UploadsController {
  constructor(private readonly uploads: UploadsService) {}

  @Post()
  @ApiOperation({
    summary:
      'Uploads a bill of any size, as it is: CSV (also gzip or Zstandard), Parquet, or a manifest. With `Upload-Length` and no body it begins an upload in parts, whose address the header `Location` says.',
  })
  @ApiHeader({
    name: 'Tus-Resumable',
    description: `For an upload in parts: version of the protocol, ${TUS_VERSION}.`,
    required: false,
  })
  @ApiHeader({
    name: 'Upload-Length',
    description: 'For an upload in parts: bytes of the whole file.',
    required: false,
  })
  @ApiHeader({
    name: 'Upload-Metadata',
    description:
      'For an upload in parts: `filename`, `folder` and `sha256` (hex, checked at the end), each value in base64.',
    required: false,
  })
  @ApiConsumes(...UPLOAD_TYPES)
  @ApiBody({ schema: { type: 'string', format: 'binary' }, required: false })
  @ZodResponse({ status: 201, type: Upload })
  @Refusals(400, 401, 403, 412, 415, 422, 503)
  async upload(
    @CurrentViewer() viewer: Viewer,
    @Query() query: UploadQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    if (request.headers['upload-length'] === undefined) {
      return this.uploads.receive(viewer, query.filename, contentOf(request), query.folder);
    }
    void reply.header('tus-resumable', TUS_VERSION);
    requireProtocol(request.headers);
    const {
      filename = query.filename,
      folder = query.folder,
      sha256,
    } = uploadMetadata(request.headers);
    const sizeBytes = wholeNumber(request.headers, 'upload-length');
    const upload = await this.uploads.begin(viewer, {
      fileName: filename,
      folder,
      sizeBytes,
      sha256,
    });
    void reply.headers({
      location: `/uploads/${upload.uploadId}`,
      'upload-expires': new Date(Date.now() + UPLOAD_KEEP_MS).toUTCString(),
    });
    return upload;
  }
}

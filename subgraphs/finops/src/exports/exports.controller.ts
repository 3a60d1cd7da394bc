import { Readable } from 'node:stream';
import { KeyScopes } from '@ai-finops/service-kit/key-scopes';
import { Refusals } from '@ai-finops/service-kit/refusals';
import { CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Body, Controller, HttpCode, Post, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { createZodDto } from 'nestjs-zod';
import { BearerTokenGuard } from '../access/bearer-token.guard';
import { ExportsService, exportRequest } from './exports.service';

const MEDIA_TYPES = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  parquet: 'application/vnd.apache.parquet',
} as const;

class ExportBody extends createZodDto(exportRequest) {}

@ApiTags('Exports')
@ApiBearerAuth('accessToken')
@UseGuards(BearerTokenGuard)
@KeyScopes('costs:read')
@Controller('exports')
export class ExportsController {
  constructor(private readonly exports: ExportsService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary: 'The answer to a question as a file: CSV, JSON, XLSX or Parquet, streamed.',
  })
  @ApiProduces(...Object.values(MEDIA_TYPES))
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @Refusals(401, 403, 404, 422, 504)
  async create(
    @CurrentViewer() viewer: Viewer,
    @Body() body: ExportBody,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const gone = new AbortController();
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) gone.abort(new Error('The client has gone.'));
    });
    const pieces = await this.exports.file(viewer, body, gone.signal);
    await reply
      .header('content-type', MEDIA_TYPES[body.format])
      .header('content-disposition', `attachment; filename="${body.of}.${body.format}"`)
      .send(Readable.from(pieces, { objectMode: false }));
  }
}

import { AppError } from '@ai-finops/service-kit/errors';
import { KeyScopes } from '@ai-finops/service-kit/key-scopes';
import { Refusals } from '@ai-finops/service-kit/refusals';
import { CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import {
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiHeader,
  ApiNoContentResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ZodResponse } from 'nestjs-zod';
import { BearerTokenGuard } from '../access/bearer-token.guard';
import { contentOf } from './request-content';
import { OFFSET_TYPE, requireProtocol, TUS_VERSION, wholeNumber } from './tus-headers';
import { Upload } from './upload-view';
import { UploadsService } from './uploads.service';

const PROTOCOL = {
  name: 'Tus-Resumable',
  description: `Version of the protocol, ${TUS_VERSION}.`,
  required: true,
};

/**
 * Uploads in parts, by the core of the tus protocol 1.0 (https://tus.io/protocols/resumable-upload) with
 * its creation, expiration and termination extensions: `POST /uploads` with `Upload-Length` begins one.
 */
@ApiTags('Uploads')
@ApiBearerAuth('accessToken')
@KeyScopes('bills:write')
@UseGuards(BearerTokenGuard)
@Controller('uploads')
export class ResumableUploadsController {
  constructor(private readonly uploads: UploadsService) {}

  /** Answers HEAD too, which Fastify derives from it. */
  @Get(':id')
  @ApiOperation({
    summary:
      'How much of an upload has arrived: `receivedBytes`, and `Upload-Offset` also for HEAD.',
  })
  @ZodResponse({ status: 200, type: Upload })
  @Refusals(401, 403, 404, 422)
  async state(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const upload = await this.uploads.state(viewer, id);
    void reply.headers({
      'tus-resumable': TUS_VERSION,
      'upload-offset': String(upload.receivedBytes),
      'upload-length': String(upload.sizeBytes),
      'cache-control': 'no-store',
    });
    return upload;
  }

  @Patch(':id')
  @HttpCode(204)
  @ApiOperation({
    summary:
      'Adds a part at `Upload-Offset`. What arrived of a part that breaks off is kept. Answers with the new `Upload-Offset`; the last part is answered when the whole is checked.',
  })
  @ApiHeader(PROTOCOL)
  @ApiHeader({ name: 'Upload-Offset', description: 'Where the part begins.', required: true })
  @ApiConsumes(OFFSET_TYPE)
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiNoContentResponse()
  @Refusals(400, 401, 403, 404, 409, 412, 413, 415, 422, 503)
  async append(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    void reply.header('tus-resumable', TUS_VERSION);
    requireProtocol(request.headers);
    if (request.headers['content-type']?.split(';')[0] !== OFFSET_TYPE) {
      throw new AppError('UNSUPPORTED_MEDIA_TYPE', `Send parts as ${OFFSET_TYPE}.`);
    }
    const offset = wholeNumber(request.headers, 'upload-offset');
    const received = await this.uploads.append(viewer, id, offset, contentOf(request));
    void reply.header('upload-offset', String(received));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Gives an upload up that no import needs.' })
  @ApiHeader({ ...PROTOCOL, required: false })
  @ApiNoContentResponse()
  @Refusals(401, 403, 404, 409)
  async remove(
    @CurrentViewer() viewer: Viewer,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    void reply.header('tus-resumable', TUS_VERSION);
    await this.uploads.remove(viewer, id);
  }
}

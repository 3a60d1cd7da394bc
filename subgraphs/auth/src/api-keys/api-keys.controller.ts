import { Refusals } from '@ai-finops/service-kit/refusals';
import { CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { AccessTokenGuard } from '../tokens/access-token.guard';
import {
  apiKey,
  type CreatedApiKey as CreatedView,
  createdApiKey,
  newApiKey,
} from './api-key-bodies';
import { ApiKeysClient } from './api-keys.client';

class NewApiKey extends createZodDto(newApiKey) {}
class ApiKey extends createZodDto(apiKey) {}
class CreatedApiKey extends createZodDto(createdApiKey) {}

/** One's own API keys. An API key is no credential here: a machine makes no keys. */
@ApiTags('API keys')
@ApiBearerAuth('accessToken')
@UseGuards(AccessTokenGuard)
@Controller('auth/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysClient) {}

  @Post()
  @ApiOperation({
    summary: 'Make an API key',
    description: 'The answer is the only one that holds it.',
  })
  @ZodResponse({ status: 201, type: CreatedApiKey })
  @Refusals(401, 403, 409, 422, 503)
  create(@CurrentViewer() { id }: Viewer, @Body() body: NewApiKey): Promise<CreatedView> {
    return this.keys.create(id, body);
  }

  @Get()
  @ApiOperation({
    summary: 'List one’s API keys',
    description: 'Not the revoked ones; newest first.',
  })
  @ZodResponse({ status: 200, type: [ApiKey] })
  @Refusals(401, 503)
  list(@CurrentViewer() { id }: Viewer) {
    return this.keys.findOf(id);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Revoke an API key',
    description: 'It is refused everywhere within 5 seconds.',
  })
  @ApiNoContentResponse()
  @Refusals(401, 404, 503)
  async revoke(@CurrentViewer() viewer: Viewer, @Param('id') id: string): Promise<void> {
    await this.keys.revoke(viewer.id, id);
  }
}

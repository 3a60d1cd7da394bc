import { Refusals } from '@ai-finops/service-kit/refusals';
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { SERVICE } from '../access/permissions';
import {
  type ApiKeyView,
  apiKeyQuestion,
  apiKeySchema,
  type CreatedApiKey as CreatedView,
  createdApiKeySchema,
  newApiKeySchema,
  type VerifiedApiKey as VerifiedView,
  verifiedApiKey,
} from './api-key-bodies';
import { ApiKeysService } from './api-keys.service';

class NewApiKey extends createZodDto(newApiKeySchema) {}
class ApiKey extends createZodDto(apiKeySchema) {}
class CreatedApiKey extends createZodDto(createdApiKeySchema) {}
class ApiKeyQuestion extends createZodDto(apiKeyQuestion) {}
class VerifiedApiKey extends createZodDto(verifiedApiKey) {}

/** What auth asks for a user about their keys, and what whoever accepts keys asks. */
@ApiTags('Internal')
@ApiBearerAuth('serviceToken')
@Controller('internal')
export class InternalApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Post('api-keys/verify')
  @HttpCode(200)
  @ApiOperation({ summary: 'Whose a live API key is; notes its use' })
  @ZodResponse({ status: 200, type: VerifiedApiKey })
  @Refusals(401, 404, 422)
  verify(@Body() body: ApiKeyQuestion): Promise<VerifiedView> {
    return this.keys.verify(body);
  }

  @Post('users/:userId/api-keys')
  @ApiOperation({ summary: 'Makes an API key for a user' })
  @ZodResponse({ status: 201, type: CreatedApiKey })
  @Refusals(401, 403, 404, 409, 422)
  create(@Param('userId') userId: string, @Body() body: NewApiKey): Promise<CreatedView> {
    return this.keys.create(SERVICE, userId, body);
  }

  @Get('users/:userId/api-keys')
  @ApiOperation({ summary: 'API keys of a user that were not revoked, newest first' })
  @ZodResponse({ status: 200, type: [ApiKey] })
  @Refusals(401)
  list(@Param('userId') userId: string): Promise<ApiKeyView[]> {
    return this.keys.findOf(SERVICE, userId);
  }

  @Delete('users/:userId/api-keys/:id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Revokes an API key of a user' })
  @ApiNoContentResponse()
  @Refusals(401, 404)
  async revoke(@Param('userId') userId: string, @Param('id') id: string): Promise<void> {
    await this.keys.revoke(SERVICE, id, userId);
  }
}

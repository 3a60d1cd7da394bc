import { idempotentRequest, TakesIdempotencyKey } from '@ai-finops/service-kit/idempotency-key';
import { Refusals } from '@ai-finops/service-kit/refusals';
import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { cleanupSchema } from '../access/cleanup-schema';
import { SERVICE } from '../access/permissions';
import { type RefreshTokenView, refreshTokenSchema } from './refresh-token-view';
import { newRefreshToken, RefreshTokensService } from './refresh-tokens.service';

class NewRefreshToken extends createZodDto(newRefreshToken) {}
class RefreshToken extends createZodDto(refreshTokenSchema) {}
class CleanupResult extends createZodDto(cleanupSchema) {}

@ApiTags('Refresh tokens')
@ApiBearerAuth('serviceToken')
@Controller('refresh-tokens')
export class RefreshTokensController {
  constructor(private readonly tokens: RefreshTokensService) {}

  @Post()
  @TakesIdempotencyKey()
  @ApiOperation({
    summary: 'Create refresh token',
    description: 'Only a hash of the token is kept, and no answer shows either.',
  })
  @ZodResponse({ status: 201, type: RefreshToken })
  @Refusals(401, 409, 422)
  create(
    @Body() body: NewRefreshToken,
    @Headers('idempotency-key') key?: string,
  ): Promise<RefreshTokenView> {
    const once = idempotentRequest(key, 'POST /refresh-tokens', SERVICE, body);
    return this.tokens.create(SERVICE, body, once);
  }

  @Get(':token')
  @ApiOperation({
    summary: 'Get refresh token',
    description: 'By the token itself. A revoked one is absent.',
  })
  @ZodResponse({ status: 200, type: RefreshToken })
  @Refusals(401, 404)
  find(@Param('token') token: string): Promise<RefreshTokenView> {
    return this.tokens.findByToken(SERVICE, token);
  }

  @Delete('user/:userId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete all user tokens', description: 'Repeatable.' })
  @ApiNoContentResponse()
  @Refusals(401)
  async deleteOfUser(@Param('userId') userId: string): Promise<void> {
    await this.tokens.revokeAllOf(SERVICE, userId);
  }

  @Delete(':token')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete refresh token',
    description: 'By the token itself; the session of its family ends.',
  })
  @ApiNoContentResponse()
  @Refusals(401, 404)
  async delete(@Param('token') token: string): Promise<void> {
    await this.tokens.revokeToken(SERVICE, token);
  }

  @Post('cleanup')
  @HttpCode(200)
  @ApiOperation({ summary: 'Clean expired tokens' })
  @ZodResponse({ status: 200, type: CleanupResult })
  @Refusals(401)
  async cleanUp() {
    return { removed: await this.tokens.cleanUp(SERVICE) };
  }
}

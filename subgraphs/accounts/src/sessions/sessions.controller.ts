import { MAX_PAGE_SIZE } from '@ai-finops/service-kit/connection';
import { idempotentRequest, TakesIdempotencyKey } from '@ai-finops/service-kit/idempotency-key';
import { Refusals } from '@ai-finops/service-kit/refusals';
import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { cleanupSchema } from '../access/cleanup-schema';
import { SERVICE } from '../access/permissions';
import { newSession } from './session-input';
import { type SessionView, sessionSchema } from './session-view';
import { SessionsService } from './sessions.service';

class NewSession extends createZodDto(newSession) {}
class Session extends createZodDto(sessionSchema) {}
class CleanupResult extends createZodDto(cleanupSchema) {}

@ApiTags('Sessions')
@ApiBearerAuth('serviceToken')
@Controller('sessions')
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Post()
  @TakesIdempotencyKey()
  @ApiOperation({ summary: 'Create session' })
  @ZodResponse({ status: 201, type: Session })
  @Refusals(401, 422)
  create(@Body() body: NewSession, @Headers('idempotency-key') key?: string): Promise<SessionView> {
    const once = idempotentRequest(key, 'POST /sessions', SERVICE, body);
    return this.sessions.create(SERVICE, body, once);
  }

  @Get('user/:userId')
  @ApiOperation({
    summary: 'Get user sessions',
    description: `The live ones, newest first, at most ${MAX_PAGE_SIZE}. Empty for an unknown user.`,
  })
  @ZodResponse({ status: 200, type: [Session] })
  @Refusals(401)
  async findOfUser(@Param('userId') userId: string): Promise<SessionView[]> {
    return (await this.sessions.page(SERVICE, userId, MAX_PAGE_SIZE, null)).nodes;
  }

  @Delete('user/:userId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete all user sessions', description: 'Repeatable.' })
  @ApiNoContentResponse()
  @Refusals(401)
  async deleteOfUser(@Param('userId') userId: string): Promise<void> {
    await this.sessions.endAllOf(SERVICE, userId);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete session',
    description: 'Its refresh tokens end at once, its access tokens within 5 seconds.',
  })
  @ApiNoContentResponse()
  @Refusals(401, 404)
  async delete(@Param('id') id: string): Promise<void> {
    await this.sessions.end(SERVICE, id);
  }

  @Post('cleanup')
  @HttpCode(200)
  @ApiOperation({ summary: 'Clean expired sessions' })
  @ZodResponse({ status: 200, type: CleanupResult })
  @Refusals(401)
  async cleanUp() {
    return { removed: await this.sessions.cleanUp(SERVICE) };
  }
}

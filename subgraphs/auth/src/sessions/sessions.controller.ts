import { parseInput } from '@ai-finops/service-kit/input';
import { Refusals } from '@ai-finops/service-kit/refusals';
import { CurrentContext, CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { RequestContext, Viewer } from '@ai-finops/service-kit/viewer';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, UseGuards } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiNoContentResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { AccessTokenGuard } from '../tokens/access-token.guard';
import {
  logoutEverywhereInput,
  type OwnSession as OwnSessionView,
  ownSession,
} from './session-bodies';
import { SessionsService } from './sessions.service';

class OwnSession extends createZodDto(ownSession) {}
class LogoutEverywhere extends createZodDto(logoutEverywhereInput) {}

@ApiTags('Sessions')
@ApiBearerAuth('accessToken')
@UseGuards(AccessTokenGuard)
@Controller('auth')
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Get('sessions')
  @ApiOperation({
    summary: 'List own sessions',
    description: 'The live ones, newest first, at most 100.',
  })
  @ZodResponse({ status: 200, type: [OwnSession] })
  @Refusals(401, 503)
  list(@CurrentViewer() viewer: Viewer): Promise<OwnSessionView[]> {
    return this.sessions.list(viewer);
  }

  @Delete('sessions/:id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'End an own session',
    description:
      'Its refresh tokens end at once, its access tokens within 5 seconds. Somebody else’s session is absent.',
  })
  @ApiNoContentResponse()
  @Refusals(401, 404, 503)
  async revoke(
    @CurrentViewer() viewer: Viewer,
    @CurrentContext() { client }: RequestContext,
    @Param('id') id: string,
  ): Promise<void> {
    await this.sessions.revoke(viewer, client, id);
  }

  @Post('logout-everywhere')
  @HttpCode(204)
  @ApiBody({ type: LogoutEverywhere, required: false })
  @ApiOperation({
    summary: 'End all own sessions',
    description: 'With `exceptThis` all but the one that asks. Repeatable.',
  })
  @ApiNoContentResponse()
  @Refusals(401, 422, 503)
  async logoutEverywhere(
    @CurrentViewer() viewer: Viewer,
    @CurrentContext() { client }: RequestContext,
    @Body() body: unknown,
  ): Promise<void> {
    const { exceptThis } = parseInput(logoutEverywhereInput, body ?? {});
    await this.sessions.logoutEverywhere(viewer, client, exceptThis ?? false);
  }
}

import { Refusals } from '@ai-finops/service-kit/refusals';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { client, originOf } from './session-input';
import { SessionsService } from './sessions.service';

class OwnSession extends createZodDto(
  z.object({ userId: z.string(), sessionId: z.string(), ...client }),
) {}
class OwnSessions extends createZodDto(
  z.object({
    userId: z.string(),
    ...client,
    exceptSessionId: z.string().optional().describe('One that goes on.'),
  }),
) {}

/** What auth asks for somebody whose access token it has checked. */
@ApiTags('Internal')
@ApiBearerAuth('serviceToken')
@Controller('internal/own-sessions')
export class OwnSessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Post('end')
  @HttpCode(204)
  @ApiOperation({ summary: 'Ends a session of the user; another user’s is absent' })
  @ApiNoContentResponse()
  @Refusals(401, 404, 422)
  async end(@Body() { userId, sessionId, ...origin }: OwnSession): Promise<void> {
    // The least that its owner may be: nobody ends another's session this way.
    await this.sessions.end(
      { id: userId, role: 'USER', sessionId: '' },
      sessionId,
      originOf(origin),
    );
  }

  @Post('end-all')
  @HttpCode(204)
  @ApiOperation({ summary: 'Ends all sessions of the user, or all but one; repeatable' })
  @ApiNoContentResponse()
  @Refusals(401, 422)
  async endAll(@Body() { userId, exceptSessionId, ...origin }: OwnSessions): Promise<void> {
    await this.sessions.logOutEverywhere(userId, exceptSessionId, originOf(origin));
  }
}

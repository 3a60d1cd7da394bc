import { Refusals } from '@ai-finops/service-kit/refusals';
import { CurrentContext, CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { RequestContext, Viewer } from '@ai-finops/service-kit/viewer';
import { Body, Controller, HttpCode, Patch, Post, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { type Profile as ProfileView, profile } from '../auth/auth-bodies';
import { clientOfRequest } from '../auth/client-of';
import { AccessTokenGuard } from '../tokens/access-token.guard';
import { ProfileService } from './profile.service';
import { confirmedEmail, emailChange, emailConfirmation, profileChange } from './profile-bodies';

class ProfileChange extends createZodDto(profileChange) {}
class Profile extends createZodDto(profile) {}
class EmailChange extends createZodDto(emailChange) {}
class EmailConfirmation extends createZodDto(emailConfirmation) {}
class ConfirmedEmail extends createZodDto(confirmedEmail) {}

@ApiTags('Profile')
@Controller('auth')
export class ProfileController {
  constructor(private readonly profiles: ProfileService) {}

  @Patch('profile')
  @UseGuards(AccessTokenGuard)
  @ApiBearerAuth('accessToken')
  @ApiOperation({ summary: 'Update own profile' })
  @ZodResponse({ status: 200, type: Profile })
  @Refusals(401, 422, 503)
  update(@CurrentViewer() viewer: Viewer, @Body() body: ProfileChange): Promise<ProfileView> {
    return this.profiles.update(viewer, body);
  }

  @Post('change-email')
  @HttpCode(204)
  @UseGuards(AccessTokenGuard)
  @ApiBearerAuth('accessToken')
  @ApiOperation({
    summary: 'Ask for another address',
    description:
      'A link goes to the new address, a notice to the old one; nothing changes before the link is used. The same answer for an address that another account has.',
  })
  @ApiNoContentResponse()
  @Refusals(401, 403, 422, 429, 503)
  async changeEmail(
    @CurrentViewer() viewer: Viewer,
    @CurrentContext() { client }: RequestContext,
    @Body() body: EmailChange,
  ): Promise<void> {
    await this.profiles.changeEmail(viewer, client, body);
  }

  @Post('confirm-email')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Confirm a new address by a mailed link',
    description: 'The link works once, for 30 minutes. The old address is told.',
  })
  @ZodResponse({ status: 200, type: ConfirmedEmail })
  @Refusals(400, 409, 422, 429, 503)
  async confirmEmail(
    @Body() body: EmailConfirmation,
    @Req() request: FastifyRequest,
  ): Promise<ConfirmedEmail> {
    const { email } = await this.profiles.confirmEmail(clientOfRequest(request), body);
    return { email };
  }
}

import { Refusals } from '@ai-finops/service-kit/refusals';
import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { type Grant as GrantView, grant } from '../internal/internal-bodies';
import { IdentitiesService } from './identities.service';
import {
  type IdentityView,
  identityLogin,
  identityRegistration,
  identitySchema,
  newIdentity,
} from './identity-bodies';

class NewIdentity extends createZodDto(newIdentity) {}
class Identity extends createZodDto(identitySchema) {}
class IdentityLogin extends createZodDto(identityLogin) {}
class IdentityRegistration extends createZodDto(identityRegistration) {}
class Grant extends createZodDto(grant) {}

@ApiTags('Internal')
@ApiBearerAuth('serviceToken')
@Controller('internal')
export class IdentitiesController {
  constructor(private readonly identities: IdentitiesService) {}

  @Get('users/:userId/identities')
  @ApiOperation({ summary: 'OpenID Connect identities of a user' })
  @ZodResponse({ status: 200, type: [Identity] })
  @Refusals(401)
  list(@Param('userId') userId: string): Promise<IdentityView[]> {
    return this.identities.findOf(userId);
  }

  @Post('users/:userId/identities')
  @ApiOperation({ summary: 'Links an identity whose ID token auth has verified' })
  @ZodResponse({ status: 201, type: Identity })
  @Refusals(401, 409, 422)
  link(@Param('userId') userId: string, @Body() body: NewIdentity): Promise<IdentityView> {
    return this.identities.link(userId, body);
  }

  @Delete('users/:userId/identities/:id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Unlinks an identity of a user' })
  @ApiNoContentResponse()
  @Refusals(401, 404)
  async unlink(@Param('userId') userId: string, @Param('id') id: string): Promise<void> {
    await this.identities.unlink(userId, id);
  }

  @Post('identities/logins')
  @ApiOperation({ summary: 'Opens a session for an identity whose ID token auth has verified' })
  @ZodResponse({ status: 201, type: Grant })
  @Refusals(401, 403, 422)
  login(@Body() body: IdentityLogin): Promise<GrantView> {
    return this.identities.login(body);
  }

  @Post('identities/registrations')
  @ApiOperation({ summary: 'Makes an account for an identity, and opens a session' })
  @ZodResponse({ status: 201, type: Grant })
  @Refusals(401, 409, 422)
  register(@Body() body: IdentityRegistration): Promise<GrantView> {
    return this.identities.register(body);
  }
}

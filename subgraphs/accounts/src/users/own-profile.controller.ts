import { Refusals } from '@ai-finops/service-kit/refusals';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { z } from 'zod';
import { userChange } from './user-input';
import { type UserView, userSchema } from './user-view';
import { UsersService } from './users.service';

class OwnProfile extends createZodDto(
  z.object({ userId: z.string() }).extend(userChange.pick({ name: true }).shape),
) {}
class User extends createZodDto(userSchema) {}

/** What auth asks for somebody whose access token it has checked. */
@ApiTags('Internal')
@ApiBearerAuth('serviceToken')
@Controller('internal/own-profile')
export class OwnProfileController {
  constructor(private readonly users: UsersService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Changes what people say of themselves' })
  @ZodResponse({ status: 200, type: User })
  @Refusals(401, 404, 422)
  update(@Body() { userId, ...change }: OwnProfile): Promise<UserView> {
    // The least that its owner may be: nothing but one's own account is changed this way.
    return this.users.update({ id: userId, role: 'USER', sessionId: '' }, userId, change);
  }
}

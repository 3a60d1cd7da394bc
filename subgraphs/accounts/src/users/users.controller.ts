import { AppError } from '@ai-finops/service-kit/errors';
import { idempotentRequest, TakesIdempotencyKey } from '@ai-finops/service-kit/idempotency-key';
import { Refusals } from '@ai-finops/service-kit/refusals';
import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Put,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { z } from 'zod';
import { SERVICE } from '../access/permissions';
import { newUser, userChange } from './user-input';
import { STATUSES, type UserView, userSchema } from './user-view';
import { UsersService } from './users.service';

const MAX_LIMIT = 1_000;

class NewUser extends createZodDto(newUser) {}
class UserChange extends createZodDto(userChange) {}
class User extends createZodDto(userSchema) {}
class UsersQuery extends createZodDto(
  z.object({
    limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(100).describe('Page size.'),
    offset: z.coerce.number().int().min(0).max(1e9).default(0).describe('How many to skip.'),
    status: z
      .enum(STATUSES)
      .optional()
      .describe('Only these; deleted ones are left out without it.'),
  }),
) {}

@ApiTags('Users')
@ApiBearerAuth('serviceToken')
@Controller('users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Post()
  @TakesIdempotencyKey()
  @ApiOperation({ summary: 'Create user' })
  @ZodResponse({ status: 201, type: User })
  @Refusals(401, 409, 422)
  create(@Body() body: NewUser, @Headers('idempotency-key') key?: string): Promise<UserView> {
    const once = idempotentRequest(key, 'POST /users', SERVICE, body);
    return this.users.create(SERVICE, body, { once });
  }

  @Get()
  @ApiOperation({
    summary: 'List users',
    description:
      'Newest first. `X-Total-Count` says how many there are; a `Link` header with `rel="next"` leads on.',
  })
  @ZodResponse({ status: 200, type: [User] })
  @Refusals(401, 422)
  async list(
    @Query() { limit, offset, status }: UsersQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserView[]> {
    const { users, total } = await this.users.slice(SERVICE, { status }, limit, offset);
    reply.header('x-total-count', String(total));
    if (offset + users.length < total && users.length > 0) {
      const next = new URLSearchParams(request.query as Record<string, string>);
      next.set('offset', String(offset + users.length));
      reply.header('link', `</users?${next}>; rel="next"`);
    }
    return users;
  }

  @Get('email/:email')
  @ApiOperation({ summary: 'Get user by email' })
  @ZodResponse({ status: 200, type: User })
  @Refusals(401, 404)
  async findByEmail(@Param('email') email: string): Promise<UserView> {
    return present(await this.users.findByEmail(SERVICE, email));
  }

  @Get(':id')
  @ApiOperation({ summary: 'Get user by ID' })
  @ZodResponse({ status: 200, type: User })
  @Refusals(401, 404)
  async find(@Param('id') id: string): Promise<UserView> {
    return present(await this.users.find(SERVICE, id));
  }

  @Put(':id')
  @ApiOperation({
    summary: 'Update user',
    description:
      'What is left out stays. A new password hash, DISABLED and DELETED end all sessions. A deleted user is absent, but giving it another status restores it.',
  })
  @ZodResponse({ status: 200, type: User })
  @Refusals(401, 404, 409, 422)
  update(@Param('id') id: string, @Body() body: UserChange): Promise<UserView> {
    return this.users.update(SERVICE, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete user (soft delete)', description: 'Its sessions end.' })
  @ApiNoContentResponse()
  @Refusals(401, 404, 409)
  async delete(@Param('id') id: string): Promise<void> {
    await this.users.delete(SERVICE, id);
  }
}

function present(user: UserView | null): UserView {
  if (!user) throw new AppError('NOT_FOUND', 'There is no such user.');
  return user;
}

import type { PublicJwk } from '@ai-finops/service-kit/access-keys';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { z } from 'zod';
import { TOKEN_OPTIONS, type TokenOptions } from './tokens.service';

const member = z.string().optional();

class JwkSet extends createZodDto(
  z.object({
    keys: z.array(
      z.object({
        kid: z.string().describe('Unique in this set.'),
        kty: z.enum(['RSA', 'EC']),
        alg: z.enum(['RS256', 'ES256']),
        use: z.literal('sig'),
        n: member,
        e: member,
        crv: member,
        x: member,
        y: member,
      }),
    ),
  }),
) {}

/** The public halves of the keys that access tokens are signed with (RFC 7517). */
@ApiTags('Keys')
@Controller('.well-known')
export class JwksController {
  constructor(@Inject(TOKEN_OPTIONS) private readonly options: TokenOptions) {}

  @Get('jwks.json')
  @Header('cache-control', 'public, max-age=300')
  @ApiOperation({
    summary: 'Public keys of access tokens',
    description: 'Empty while a secret signs them (JWT_SECRET).',
  })
  @ZodResponse({ status: 200, type: JwkSet })
  keys(): { keys: PublicJwk[] } {
    return { keys: this.options.keys.publicJwks };
  }
}

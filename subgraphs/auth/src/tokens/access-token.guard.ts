import { AccessTokens } from '@ai-finops/service-kit/access-tokens';
import { BearerGuard } from '@ai-finops/service-kit/bearer.guard';
import { Injectable } from '@nestjs/common';

/** Lets only requests with a valid access token of a live session through. */
@Injectable()
export class AccessTokenGuard extends BearerGuard {
  constructor(tokens: AccessTokens) {
    super(tokens);
  }
}

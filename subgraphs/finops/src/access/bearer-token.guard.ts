import { AccessTokens } from '@ai-finops/service-kit/access-tokens';
import { ApiKeyVerifier } from '@ai-finops/service-kit/api-key-verifier';
import { BearerGuard } from '@ai-finops/service-kit/bearer.guard';
import { Injectable } from '@nestjs/common';

/** Lets only the user's own access token or API key through to this service's REST routes. */
@Injectable()
export class BearerTokenGuard extends BearerGuard {
  constructor(tokens: AccessTokens, apiKeys: ApiKeyVerifier) {
    super(tokens, apiKeys);
  }
}

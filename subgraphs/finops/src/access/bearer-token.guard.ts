import { ApiKeyVerifier } from '@ai-finops/service-kit/api-key-verifier';
import { BearerGuard } from '@ai-finops/service-kit/bearer.guard';
import { RevocationList } from '@ai-finops/service-kit/revocation-list';
import { Inject, Injectable } from '@nestjs/common';

/** Injection token of the key that access tokens are signed with. */
export const JWT_SECRET = Symbol('JWT_SECRET');

/** Lets only the user's own access token or API key through to this service's REST routes. */
@Injectable()
export class BearerTokenGuard extends BearerGuard {
  constructor(
    @Inject(JWT_SECRET) jwtSecret: string,
    revocations: RevocationList,
    apiKeys: ApiKeyVerifier,
  ) {
    super(jwtSecret, revocations, apiKeys);
  }
}

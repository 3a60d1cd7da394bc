import { BearerGuard } from '@ai-finops/service-kit/bearer.guard';
import { RevocationList } from '@ai-finops/service-kit/revocation-list';
import { Inject, Injectable } from '@nestjs/common';
import { TOKEN_OPTIONS, type TokenOptions } from './tokens.service';

/** Lets only requests with a valid access token of a live session through. */
@Injectable()
export class AccessTokenGuard extends BearerGuard {
  constructor(@Inject(TOKEN_OPTIONS) options: TokenOptions, revocations: RevocationList) {
    super(options.accessSecret, revocations);
  }
}

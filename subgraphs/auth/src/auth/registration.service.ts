import { idempotentRequest } from '@ai-finops/service-kit/idempotency-key';
import type { Client } from '@ai-finops/service-kit/viewer';
import { Inject, Injectable } from '@nestjs/common';
import { AccountsClient } from '../accounts/accounts.client';
import { HASH_OPTIONS, type HashOptions, PasswordHasher } from '../passwords/password-hasher';
import { ThrottleService } from '../throttle/throttle.service';
import { type SignedIn, TokensService } from '../tokens/tokens.service';
import { AuthService } from './auth.service';
import type { Registration } from './auth-bodies';
import { clientOf } from './client-of';

const ROUTE = 'POST /auth/register';
/** Who registers is nobody yet: keys are told apart by themselves alone. */
const CALLER = 'ANYBODY';

@Injectable()
export class RegistrationService {
  constructor(
    private readonly accounts: AccountsClient,
    private readonly hasher: PasswordHasher,
    private readonly tokens: TokensService,
    private readonly throttle: ThrottleService,
    private readonly auth: AuthService,
    @Inject(HASH_OPTIONS) private readonly options: HashOptions,
  ) {}

  /**
   * Creates an account and signs it in. Under the same idempotency key the same registration gets the same
   * session again, until its first refresh token is used; from then on it signs in as `login` does, with
   * its errors. Errors otherwise: EMAIL_TAKEN, IDEMPOTENCY_KEY_REUSED, VALIDATION_FAILED, TOO_MANY_REQUESTS.
   */
  async register(
    client: Client,
    registration: Registration,
    idempotencyKey?: string,
  ): Promise<SignedIn> {
    const { email, password, name = null } = registration;
    // Of what was sent: the hash that accounts gets is salted anew each time.
    const sent = { email, password, name };
    const { pepper } = this.options;
    const once = idempotentRequest(idempotencyKey, ROUTE, CALLER, sent, { secret: pepper });
    await this.throttle.require('register', { client });
    const account = { email, password: await this.hasher.hash(password), name };
    const signedIn = await this.tokens.openFirst((start) =>
      this.accounts.register({ ...account, ...start, ...clientOf(client), once }),
    );
    if (!signedIn) return this.auth.login(client, { email, password });
    await this.throttle.know(client, email);
    return signedIn;
  }
}

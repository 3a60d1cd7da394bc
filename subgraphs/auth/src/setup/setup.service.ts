import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '@ai-finops/service-kit/errors';
import type { Client } from '@ai-finops/service-kit/viewer';
import { Inject, Injectable } from '@nestjs/common';
import { AccountsClient } from '../accounts/accounts.client';
import { clientOf } from '../auth/client-of';
import { PasswordHasher } from '../passwords/password-hasher';
import { ThrottleService } from '../throttle/throttle.service';
import { type SignedIn, TokensService } from '../tokens/tokens.service';
import type { Setup } from './setup-bodies';

export interface SetupOptions {
  /** Undefined where nobody may set the installation up. */
  readonly token: string | undefined;
  /** Counted from the start of this process: a restart by the operator begins anew. */
  readonly lifetimeSeconds: number;
}

export const SETUP_OPTIONS = Symbol('SETUP_OPTIONS');

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The explicit step that makes the first SUPER_ADMIN of an installation. */
@Injectable()
export class SetupService {
  readonly #startedAt = performance.now();

  constructor(
    private readonly accounts: AccountsClient,
    private readonly hasher: PasswordHasher,
    private readonly tokens: TokensService,
    private readonly throttle: ThrottleService,
    @Inject(SETUP_OPTIONS) private readonly options: SetupOptions,
  ) {}

  /** Errors INVALID_SETUP_TOKEN, SETUP_DONE, EMAIL_TAKEN, TOO_MANY_REQUESTS. */
  async setUp(client: Client, { token, email, password, name }: Setup): Promise<SignedIn> {
    const attempt = await this.throttle.require('setup', { client });
    if (!this.accepts(token)) {
      await this.accounts.audit({ event: 'SETUP', outcome: 'FAILURE', ...clientOf(client) });
      throw new AppError('INVALID_SETUP_TOKEN');
    }
    // Whoever has the token is no stranger, whatever comes of it.
    await attempt.succeeded();
    const passwordHash = await this.hasher.hash(password);
    const account = { email, password: passwordHash, name: name ?? null };
    const { id: userId } = await this.accounts.createFirstAdministrator(account);
    return this.tokens.open({ userId, passwordHash, ...clientOf(client) });
  }

  private accepts(token: string): boolean {
    const { token: expected, lifetimeSeconds } = this.options;
    const expired = performance.now() - this.#startedAt > lifetimeSeconds * 1000;
    return expected !== undefined && !expired && timingSafeEqual(digest(token), digest(expected));
  }
}

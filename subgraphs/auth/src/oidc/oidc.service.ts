import { randomBytes } from 'node:crypto';
import { AppError } from '@ai-finops/service-kit/errors';
import { sha256Hex } from '@ai-finops/service-kit/sha256';
import type { Client, Viewer } from '@ai-finops/service-kit/viewer';
import { Inject, Injectable } from '@nestjs/common';
import { AccountsClient } from '../accounts/accounts.client';
import { clientOf } from '../auth/client-of';
import { type Challenge, ChallengesClient } from '../challenges/challenges.client';
import { CurrentPasswordService } from '../passwords/current-password.service';
import { PasswordHasher } from '../passwords/password-hasher';
import { ThrottleService } from '../throttle/throttle.service';
import { type SignedIn, TokensService } from '../tokens/tokens.service';
import { IdentitiesClient, type KeptIdentity } from './identities.client';
import type { IdentityProvider, LinkedIdentity, OidcAnswer, OidcAttempt } from './oidc-bodies';
import { type Identity, newRequest, ProviderClient } from './provider.client';
import type { ProviderSettings } from './provider-settings';

export interface OidcOptions {
  readonly providers: readonly ProviderSettings[];
  /** The web app, to which providers send browsers back. */
  readonly frontendUrl: string;
}

export const OIDC_OPTIONS = Symbol('OIDC_OPTIONS');

/** Between leaving for the provider and coming back. */
const ATTEMPT_SECONDS = 600;
/** Between coming back and the code of the second factor. */
const CHALLENGE_SECONDS = 300;

const randomToken = (): string => randomBytes(32).toString('base64url');

/**
 * Signing in by an OpenID Connect provider: authorization code flow with PKCE. What an answer is checked
 * against is kept by accounts under the hash of a token that only the browser that began has, and works
 * once. Each provider has a redirect URI of its own, so that the answer of one is never taken for
 * another's (RFC 9700, 4.4.2).
 */
@Injectable()
export class OidcService {
  private readonly providers: ReadonlyMap<string, ProviderClient>;

  constructor(
    private readonly identities: IdentitiesClient,
    private readonly challenges: ChallengesClient,
    private readonly current: CurrentPasswordService,
    private readonly hasher: PasswordHasher,
    private readonly throttle: ThrottleService,
    private readonly accounts: AccountsClient,
    private readonly tokens: TokensService,
    @Inject(OIDC_OPTIONS) { providers, frontendUrl }: OidcOptions,
  ) {
    const clientOfProvider = (settings: ProviderSettings) =>
      new ProviderClient(settings, `${frontendUrl}/login/oidc/${settings.id}`);
    this.providers = new Map(providers.map((one) => [one.id, clientOfProvider(one)]));
  }

  /** Those that are configured, for everybody to see. */
  list(): IdentityProvider[] {
    return [...this.providers.values()].map(({ settings: { id, name } }) => ({ id, name }));
  }

  async findOf({ id }: Viewer): Promise<LinkedIdentity[]> {
    return (await this.identities.findOf(id)).map((kept) => this.viewOf(kept));
  }

  /** Errors NOT_FOUND, SERVICE_UNAVAILABLE, TOO_MANY_REQUESTS. */
  async beginLogin(client: Client, providerId: string): Promise<OidcAttempt> {
    await this.throttle.require('openid-connect-begin', { client });
    return this.begin(this.provider(providerId));
  }

  /** Errors WRONG_PASSWORD, NOT_FOUND, SERVICE_UNAVAILABLE, TOO_MANY_REQUESTS. */
  async beginLink(
    viewer: Viewer,
    client: Client,
    { provider, password }: { readonly provider: string; readonly password: string },
  ): Promise<OidcAttempt> {
    const chosen = this.provider(provider);
    await this.current.require(viewer, client, password, 'IDENTITY_LINK');
    return this.begin(chosen, viewer.id);
  }

  /** Links an identity to the account that began. Errors INVALID_CHALLENGE, IDENTITY_REFUSED, CONFLICT. */
  async link(viewer: Viewer, client: Client, answer: OidcAnswer): Promise<LinkedIdentity> {
    const attempt = await this.throttle.require('openid-connect', { client });
    const { issuer, subject, email } = await this.identityOf(answer, viewer.id);
    const kept = await this.identities.link(viewer.id, { issuer, subject, email });
    await attempt.succeeded();
    return this.viewOf(kept);
  }

  /** Error NOT_FOUND. */
  unlink({ id: userId }: Viewer, id: string): Promise<void> {
    return this.identities.unlink(userId, id);
  }

  /**
   * Signs in. The provider stands for the password, not for the second factor. Errors INVALID_CHALLENGE,
   * IDENTITY_REFUSED, IDENTITY_NOT_LINKED, EMAIL_TAKEN, INVALID_CREDENTIALS (the account is closed),
   * SECOND_FACTOR_REQUIRED (with the challenge), TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE.
   */
  async login(client: Client, answer: OidcAnswer): Promise<SignedIn> {
    const attempt = await this.throttle.require('openid-connect', { client });
    try {
      const identity = await this.identityOf(answer, null);
      const signedIn = await this.openSession(client, answer.provider, identity);
      await attempt.succeeded();
      return signedIn;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'SECOND_FACTOR_REQUIRED') await attempt.succeeded();
      else if (error.status < 500) {
        const details = { factor: 'openid-connect', reason: error.code };
        const about = { details, ...clientOf(client) };
        await this.accounts.audit({ event: 'LOGIN', outcome: 'FAILURE', ...about });
      }
      throw error;
    }
  }

  private async openSession(
    client: Client,
    provider: string,
    identity: Identity,
  ): Promise<SignedIn> {
    const { issuer, subject } = identity;
    const challenge = randomToken();
    const login = {
      issuer,
      subject,
      provider,
      challengeHash: sha256Hex(challenge),
      challengeSeconds: CHALLENGE_SECONDS,
    };
    try {
      return await this.tokens.openWith((start) =>
        this.identities.login(login, { ...clientOf(client), ...start }),
      );
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'SECOND_FACTOR_REQUIRED') {
        const details = { challenge, expiresIn: CHALLENGE_SECONDS };
        throw new AppError('SECOND_FACTOR_REQUIRED', undefined, details);
      }
      if (error.code !== 'IDENTITY_NOT_LINKED') throw error;
      return this.register(client, provider, identity);
    }
  }

  /** Makes an account, where the provider is configured for it and has verified the address. */
  private async register(
    client: Client,
    provider: string,
    { issuer, subject, email, emailVerified, name }: Identity,
  ): Promise<SignedIn> {
    if (!this.provider(provider).settings.createAccounts) throw new AppError('IDENTITY_NOT_LINKED');
    if (email === null || !emailVerified) {
      throw new AppError('IDENTITY_NOT_LINKED', 'The provider has not verified the address.');
    }
    // Its owner may set a password of their own by a reset link.
    const password = await this.hasher.hash(randomToken());
    const registration = { issuer, subject, provider, email, name, password };
    return this.tokens.openWith((start) =>
      this.identities.register(registration, { ...clientOf(client), ...start }),
    );
  }

  private async begin(provider: ProviderClient, userId?: string): Promise<OidcAttempt> {
    const request = newRequest();
    const url = await provider.authorizationUrl(request);
    const attempt = randomToken();
    await this.challenges.keep({
      purpose: 'OIDC',
      token: attempt,
      ...(userId === undefined ? {} : { userId }),
      payload: { provider: provider.settings.id, ...request },
      lifetimeSeconds: ATTEMPT_SECONDS,
    });
    return { url, attempt, expiresIn: ATTEMPT_SECONDS };
  }

  /** Whom the provider vouches for, in an attempt of this account or, for null, of nobody's. */
  private async identityOf(answer: OidcAnswer, userId: string | null): Promise<Identity> {
    const kept = await this.challenges.take('OIDC', answer.attempt);
    if (kept.userId !== userId || kept.payload.provider !== answer.provider) {
      throw new AppError('INVALID_CHALLENGE');
    }
    return this.provider(answer.provider).identity(answer.query, requestOf(kept));
  }

  /** Error NOT_FOUND. */
  private provider(id: string): ProviderClient {
    const provider = this.providers.get(id);
    if (!provider) throw new AppError('NOT_FOUND', 'There is no such provider.');
    return provider;
  }

  private viewOf({ issuer, ...kept }: KeptIdentity): LinkedIdentity {
    const configured = [...this.providers.values()].find(
      ({ settings }) => settings.issuer.replace(/\/$/, '') === issuer.replace(/\/$/, ''),
    );
    return { ...kept, provider: configured?.settings.name ?? issuer };
  }
}

function requestOf({ payload: { state, nonce, codeVerifier } }: Challenge) {
  if (!state || !nonce || !codeVerifier) throw new AppError('INVALID_CHALLENGE');
  return { state, nonce, codeVerifier };
}

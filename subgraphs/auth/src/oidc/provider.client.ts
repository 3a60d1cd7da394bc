import { AppError } from '@ai-finops/service-kit/errors';
import * as openid from 'openid-client';
import type { ProviderSettings } from './provider-settings';

/** What the browser is sent away with, and what its answer is checked against. */
export interface AuthorizationRequest {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/** Whom an ID token vouches for. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  /** Only what the provider says so of, as a boolean. */
  readonly emailVerified: boolean;
  readonly name: string | null;
}

/** Discovery, keys and the token endpoint together stay within what the gateway waits for. */
const TIMEOUT_SECONDS = 2;
/** How long what discovery told is believed. */
const DISCOVERY_MS = 3_600_000;

export const newRequest = (): AuthorizationRequest => ({
  state: openid.randomState(),
  nonce: openid.randomNonce(),
  codeVerifier: openid.randomPKCECodeVerifier(),
});

/** One OpenID Connect provider, found by discovery when it is first needed: it may be away at our start. */
export class ProviderClient {
  private discovered:
    | { readonly until: number; readonly config: Promise<openid.Configuration> }
    | undefined;

  constructor(
    readonly settings: ProviderSettings,
    private readonly redirectUri: string,
  ) {}

  /** Where to send the browser. Error SERVICE_UNAVAILABLE. */
  async authorizationUrl(request: AuthorizationRequest): Promise<string> {
    const url = openid.buildAuthorizationUrl(await this.config(), {
      redirect_uri: this.redirectUri,
      scope: this.settings.scopes.join(' '),
      code_challenge: await openid.calculatePKCECodeChallenge(request.codeVerifier),
      code_challenge_method: 'S256',
      state: request.state,
      nonce: request.nonce,
    });
    return url.href;
  }

  /**
   * Exchanges what the browser came back with. State, issuer (RFC 9207), code, and of the ID token
   * signature, issuer, audience, times and nonce are checked by the library. Errors IDENTITY_REFUSED,
   * SERVICE_UNAVAILABLE.
   */
  async identity(query: string, request: AuthorizationRequest): Promise<Identity> {
    const config = await this.config();
    const url = new URL(this.redirectUri);
    url.search = query;
    const checks = {
      expectedState: request.state,
      expectedNonce: request.nonce,
      pkceCodeVerifier: request.codeVerifier,
    };
    try {
      const tokens = await openid.authorizationCodeGrant(config, url, checks);
      const claims = tokens.claims();
      if (!claims) throw new AppError('IDENTITY_REFUSED');
      // Many providers tell the address at their userinfo endpoint only.
      const more =
        claims.email === undefined && config.serverMetadata().userinfo_endpoint
          ? await openid.fetchUserInfo(config, tokens.access_token, claims.sub)
          : {};
      return identityOf({ ...more, ...claims });
    } catch (error) {
      throw refusalOf(error);
    }
  }

  private config(): Promise<openid.Configuration> {
    const now = Date.now();
    if (this.discovered && this.discovered.until > now) return this.discovered.config;
    const config = this.discover().catch((error: unknown) => {
      this.discovered = undefined;
      const cause = { cause: error };
      throw new AppError('SERVICE_UNAVAILABLE', 'The provider does not answer.', {}, cause);
    });
    this.discovered = { until: now + DISCOVERY_MS, config };
    return config;
  }

  private discover(): Promise<openid.Configuration> {
    const { issuer, clientId, clientSecret, clientAuth } = this.settings;
    const authentication =
      clientAuth === 'basic'
        ? openid.ClientSecretBasic(clientSecret)
        : openid.ClientSecretPost(clientSecret);
    // The configuration takes plain HTTP for a provider on this machine only, and never in production.
    const plain = issuer.startsWith('http:') ? [openid.allowInsecureRequests] : [];
    return openid.discovery(new URL(issuer), clientId, undefined, authentication, {
      timeout: TIMEOUT_SECONDS,
      // Signatures are checked although the token comes straight from the provider.
      execute: [openid.enableNonRepudiationChecks, ...plain],
    });
  }
}

const textOf = (claim: unknown): string | null =>
  typeof claim === 'string' && claim.trim() !== '' ? claim.trim() : null;

function identityOf(claims: Readonly<Record<string, unknown>>): Identity {
  const { iss, sub } = claims;
  if (typeof iss !== 'string' || typeof sub !== 'string') throw new AppError('IDENTITY_REFUSED');
  return {
    issuer: iss,
    subject: sub,
    email: textOf(claims.email),
    emailVerified: claims.email_verified === true,
    name: textOf(claims.name)?.slice(0, 200) ?? null,
  };
}

/** Of the library: it timed out, or a proxy answered in the provider's place. */
const AWAY = new Set<unknown>(['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM']);

/** True when the provider is away, or does not know us: nothing that whoever signs in could mend. */
function isAway(error: unknown): boolean {
  if (error instanceof openid.ResponseBodyError) {
    return error.status >= 500 || error.error === 'invalid_client';
  }
  if (typeof error !== 'object' || error === null) return false;
  const { code, message, cause } = error as { code?: unknown; message?: unknown; cause?: unknown };
  return AWAY.has(code) || message === 'fetch failed' || isAway(cause);
}

function refusalOf(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const code = isAway(cause) ? 'SERVICE_UNAVAILABLE' : 'IDENTITY_REFUSED';
  return new AppError(code, undefined, {}, { cause });
}

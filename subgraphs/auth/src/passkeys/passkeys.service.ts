import { AppError } from '@ai-finops/service-kit/errors';
import type { Client, Viewer } from '@ai-finops/service-kit/viewer';
import { Inject, Injectable } from '@nestjs/common';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { AccountsClient } from '../accounts/accounts.client';
import { clientOf } from '../auth/client-of';
import { ChallengesClient } from '../challenges/challenges.client';
import { CurrentPasswordService } from '../passwords/current-password.service';
import { ThrottleService } from '../throttle/throttle.service';
import { type SignedIn, TokensService } from '../tokens/tokens.service';
import type { AuthenticationResponse, Passkey, RegistrationInput } from './passkey-bodies';
import { PasskeysClient } from './passkeys.client';

export interface RelyingParty {
  /** Domain that passkeys are bound to. */
  readonly id: string;
  /** Origins whose pages may use them. */
  readonly origins: readonly string[];
}

export const RELYING_PARTY = Symbol('RELYING_PARTY');

/** Options that a browser's WebAuthn takes as they are. */
type WebauthnOptions = Record<string, unknown>;

const NAME = 'AI-FinOps';
const CHALLENGE_SECONDS = 300;
/** COSE: EdDSA, ES256 and RS256, which every authenticator has one of. */
const ALGORITHMS = [-8, -7, -257];

/**
 * Passkeys (WebAuthn): a signature that a browser gives to our origin only, after the authenticator has
 * verified its user, so nothing that a page of another origin could pass on. Challenges are kept by
 * accounts and work once.
 */
@Injectable()
export class PasskeysService {
  constructor(
    private readonly passkeys: PasskeysClient,
    private readonly challenges: ChallengesClient,
    private readonly current: CurrentPasswordService,
    private readonly throttle: ThrottleService,
    private readonly accounts: AccountsClient,
    private readonly tokens: TokensService,
    @Inject(RELYING_PARTY) private readonly party: RelyingParty,
  ) {}

  findOf({ id }: Viewer): Promise<Passkey[]> {
    return this.passkeys.findOf(id);
  }

  /** Options for the browser to make a passkey with. Error WRONG_PASSWORD. */
  async begin(viewer: Viewer, client: Client, password: string): Promise<WebauthnOptions> {
    const { id: userId } = viewer;
    const { email } = await this.current.require(viewer, client, password, 'PASSKEY_ADD');
    const known = await this.passkeys.findOf(userId);
    const options = await generateRegistrationOptions({
      rpName: NAME,
      rpID: this.party.id,
      userName: email,
      userID: new TextEncoder().encode(userId),
      timeout: CHALLENGE_SECONDS * 1000,
      attestationType: 'none',
      excludeCredentials: known.map(({ credentialId, transports }) => ({
        id: credentialId,
        transports,
      })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      supportedAlgorithmIDs: ALGORITHMS,
    });
    await this.challenges.keep({
      purpose: 'PASSKEY_REGISTRATION',
      token: options.challenge,
      userId,
      lifetimeSeconds: CHALLENGE_SECONDS,
    });
    return { ...options };
  }

  /** Errors INVALID_CHALLENGE, INVALID_PASSKEY, CONFLICT. */
  async register({ id: userId }: Viewer, { name, response }: RegistrationInput): Promise<Passkey> {
    const challenge = challengeOf(response.response.clientDataJSON);
    const kept = await this.challenges.take('PASSKEY_REGISTRATION', challenge);
    if (kept.userId !== userId) throw new AppError('INVALID_CHALLENGE');
    const verified = await verifyRegistrationResponse({
      response: { ...response, clientExtensionResults: {} } as Parameters<
        typeof verifyRegistrationResponse
      >[0]['response'],
      supportedAlgorithmIDs: ALGORITHMS,
      expectedChallenge: challenge,
      expectedOrigin: [...this.party.origins],
      expectedRPID: this.party.id,
      requireUserVerification: true,
    }).catch(refused);
    if (!verified.verified) throw new AppError('INVALID_PASSKEY');
    const { credential, credentialBackedUp } = verified.registrationInfo;
    return this.passkeys.add(userId, {
      name,
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      counter: credential.counter,
      transports: credential.transports ?? [],
      backedUp: credentialBackedUp,
    });
  }

  /** Error NOT_FOUND. */
  rename({ id: userId }: Viewer, id: string, name: string): Promise<Passkey> {
    return this.passkeys.rename(userId, id, name);
  }

  /** Error NOT_FOUND. */
  remove({ id: userId }: Viewer, id: string): Promise<void> {
    return this.passkeys.remove(userId, id);
  }

  /** Options for the browser to sign with whichever passkey its user picks: nobody says who they are. Error TOO_MANY_REQUESTS. */
  async beginLogin(client: Client): Promise<WebauthnOptions> {
    await this.throttle.require('passkey-options', { client });
    const options = await generateAuthenticationOptions({
      rpID: this.party.id,
      timeout: CHALLENGE_SECONDS * 1000,
      userVerification: 'required',
    });
    await this.challenges.keep({
      purpose: 'PASSKEY_LOGIN',
      token: options.challenge,
      lifetimeSeconds: CHALLENGE_SECONDS,
    });
    return { ...options };
  }

  /** Signs in; a passkey is both factors. Errors INVALID_CHALLENGE, INVALID_PASSKEY, INVALID_CREDENTIALS. */
  async login(client: Client, response: AuthenticationResponse): Promise<SignedIn> {
    const attempt = await this.throttle.require('passkey', { client });
    const challenge = challengeOf(response.response.clientDataJSON);
    await this.challenges.take('PASSKEY_LOGIN', challenge);
    try {
      const use = await this.verify(challenge, response);
      const signedIn = await this.tokens.openWith((start) =>
        this.passkeys.login(use, { ...clientOf(client), ...start }),
      );
      await attempt.succeeded();
      return signedIn;
    } catch (error) {
      if (error instanceof AppError && error.status === 401) {
        const about = { details: { factor: 'passkey' }, ...clientOf(client) };
        await this.accounts.audit({ event: 'LOGIN', outcome: 'FAILURE', ...about });
      }
      throw error;
    }
  }

  private async verify(challenge: string, response: AuthenticationResponse) {
    const known = await this.passkeys.find(response.id).catch((error: unknown) => {
      const unknown = error instanceof AppError && error.code === 'NOT_FOUND';
      throw unknown ? new AppError('INVALID_PASSKEY') : error;
    });
    const { userHandle } = response.response;
    // A discoverable credential says whose it is; it must say the same as we do.
    if (userHandle !== Buffer.from(known.userId).toString('base64url')) {
      throw new AppError('INVALID_PASSKEY');
    }
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: { ...response, clientExtensionResults: {} } as Parameters<
        typeof verifyAuthenticationResponse
      >[0]['response'],
      expectedChallenge: challenge,
      expectedOrigin: [...this.party.origins],
      expectedRPID: this.party.id,
      credential: {
        id: response.id,
        publicKey: Buffer.from(known.publicKey, 'base64url'),
        counter: known.counter,
      },
      requireUserVerification: true,
    }).catch(refused);
    if (!verified) throw new AppError('INVALID_PASSKEY');
    const { newCounter: counter, credentialBackedUp: backedUp } = authenticationInfo;
    return { credentialId: response.id, counter, backedUp };
  }
}

/** The library throws for every fault of what a browser sent; what it says is no secret, and no help. */
function refused(cause: unknown): never {
  throw new AppError('INVALID_PASSKEY', undefined, {}, { cause });
}

/** The challenge that a browser says it signed. Error INVALID_PASSKEY for what no browser sends. */
function challengeOf(clientDataJSON: string): string {
  try {
    const { challenge } = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString());
    if (typeof challenge === 'string') return challenge;
  } catch {
    // Refused below.
  }
  throw new AppError('INVALID_PASSKEY');
}

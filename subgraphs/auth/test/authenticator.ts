import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** What a test makes an authenticator or the browser before it do otherwise than it should. */
export interface Whims {
  readonly origin?: string;
  readonly rpId?: string;
  /** False: the user was there, but was not verified. */
  readonly userVerified?: boolean;
  readonly userHandle?: string;
  readonly challenge?: string;
  readonly counter?: number;
  /** Signs with another key. */
  readonly forged?: boolean;
}

interface CreationOptions {
  readonly challenge: string;
  readonly user: { readonly id: string };
}

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const HAS_CREDENTIAL = 0x40;

const sha256 = (data: Buffer | string): Buffer => createHash('sha256').update(data).digest();

const head = (major: number, length: number): Buffer =>
  length < 24
    ? Buffer.from([(major << 5) | length])
    : length < 256
      ? Buffer.from([(major << 5) | 24, length])
      : Buffer.from([(major << 5) | 25, length >> 8, length & 0xff]);

type Cbor = number | string | Buffer | Map<number | string, Cbor>;

/** As much of CBOR (RFC 8949) as WebAuthn needs of it here. */
function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, value.length), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const entries = [...value].flatMap(([key, item]) => [cbor(key), cbor(item)]);
  return Buffer.concat([head(5, value.size), ...entries]);
}

const newKeyPair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** A WebAuthn authenticator in software (ES256, attestation `none`), with the browser that stands before it. */
export class SoftwareAuthenticator {
  readonly credentialId = randomBytes(32);
  private readonly keys = newKeyPair();
  private userHandle = '';
  private counter = 0;

  constructor(
    private readonly rpId = 'localhost',
    private readonly origin = 'http://localhost:3003',
  ) {}

  /** `RegistrationResponseJSON` for options of `navigator.credentials.create`. */
  create(options: CreationOptions, whims: Whims = {}) {
    this.userHandle = options.user.id;
    const { x = '', y = '' } = this.keys.publicKey.export({ format: 'jwk' });
    const coseKey = cbor(
      new Map<number, Cbor>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Buffer.from(x, 'base64url')],
        [-3, Buffer.from(y, 'base64url')],
      ]),
    );
    const length = Buffer.from([0, this.credentialId.length]);
    const credential = Buffer.concat([Buffer.alloc(16), length, this.credentialId, coseKey]);
    const authData = this.authData(HAS_CREDENTIAL, credential, whims);
    const attestation = new Map<string, Cbor>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', authData],
    ]);
    return {
      ...this.credential(),
      response: {
        clientDataJSON: this.clientData('webauthn.create', options.challenge, whims),
        attestationObject: cbor(attestation).toString('base64url'),
        transports: ['internal'],
      },
    };
  }

  /** `AuthenticationResponseJSON` for options of `navigator.credentials.get`. */
  get(options: { readonly challenge: string }, whims: Whims = {}) {
    this.counter = whims.counter ?? this.counter + 1;
    const clientDataJSON = this.clientData('webauthn.get', options.challenge, whims);
    const authData = this.authData(0, Buffer.alloc(0), whims);
    const signed = Buffer.concat([authData, sha256(Buffer.from(clientDataJSON, 'base64url'))]);
    const key: KeyObject = whims.forged ? newKeyPair().privateKey : this.keys.privateKey;
    return {
      ...this.credential(),
      response: {
        clientDataJSON,
        authenticatorData: authData.toString('base64url'),
        signature: sign('sha256', signed, key).toString('base64url'),
        userHandle: whims.userHandle ?? this.userHandle,
      },
    };
  }

  private credential() {
    const id = this.credentialId.toString('base64url');
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {} };
  }

  private clientData(type: string, challenge: string, whims: Whims): string {
    const data = {
      type,
      challenge: whims.challenge ?? challenge,
      origin: whims.origin ?? this.origin,
      crossOrigin: false,
    };
    return Buffer.from(JSON.stringify(data)).toString('base64url');
  }

  private authData(flags: number, credential: Buffer, whims: Whims): Buffer {
    const verified = whims.userVerified === false ? 0 : USER_VERIFIED;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([
      sha256(whims.rpId ?? this.rpId),
      Buffer.from([USER_PRESENT | verified | flags]),
      counter,
      credential,
    ]);
  }
}

import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ServiceName, startPlatform } from '@ai-finops/testkit';
import { Secret, TOTP } from 'otpauth';
import { SoftwareAuthenticator } from '../../subgraphs/auth/test/authenticator';
import { type OidcServer, startOidcServer } from '../../subgraphs/auth/test/oidc-server';
import { mailedLink } from '../outbox';
import { type Answer, type Ask, type Person, World } from '../security/world';

/** Names of what nobody but who is asked or answered may learn. */
const SECRETS =
  /^(accessToken|refreshToken|secret|attempt|challenge|recoveryCodes|token|(\w+P|p)assword)$/;

/** Every secret text within a body. */
function secretsOf(value: unknown, name = ''): string[] {
  if (typeof value === 'string') return SECRETS.test(name) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => secretsOf(item, name));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => secretsOf(item, key));
}

/** What a route is asked so that it succeeds. */
export interface Asked extends Ask {
  /** Values of the parameters in its path. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** With its question mark. */
  readonly query?: string;
}

/** Arranges what a route needs, and says how to ask it. */
export type Fixture = (stage: Stage) => Asked | Promise<Asked>;
export type Fixtures = Readonly<Record<string, Fixture>>;

/** A user of the data service. */
export interface Kept {
  readonly id: string;
  readonly email: string;
}

export const PROVIDER = 'open';
const FRONTEND_URL = 'http://localhost:3003';
const PATIENCE_MS = 60_000;
const BILL = [
  'BilledCost,EffectiveCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,ChargeCategory,BillingAccountId,ServiceName',
  '12.50,12.50,USD,2026-05-01T00:00:00Z,2026-06-01T00:00:00Z,2026-05-03T00:00:00Z,2026-05-04T00:00:00Z,Usage,acme,Storage',
  '12.50,12.50,USD,2026-05-01T00:00:00Z,2026-06-01T00:00:00Z,yesterday,2026-05-04T00:00:00Z,Usage,acme,Refused',
].join('\n');

/** Hashes in the shape that the data service keeps; nobody knows their passwords. */
export const hash = (): string =>
  `hmac-sha384$2b$10$${randomBytes(64).toString('base64').replaceAll(/[+=/]/g, 'a').slice(0, 53)}`;
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
export const newHash = (): string => randomBytes(32).toString('hex');
export const newToken = (): string => randomBytes(32).toString('base64url');
export const newEmail = (): string => `openapi-${randomUUID()}@example.com`;
export const inAnHour = (): string => new Date(Date.now() + 3_600_000).toISOString();

/** A whole platform with an OpenID Connect provider, and everybody who uses it. */
export class Stage {
  #member: Promise<Person> | undefined;
  #importId: Promise<string> | undefined;

  private constructor(
    readonly world: World,
    readonly provider: OidcServer,
  ) {}

  static async open(): Promise<Stage> {
    const provider = await startOidcServer(PROVIDER, FRONTEND_URL);
    const platform = await startPlatform({
      environment: {
        FRONTEND_URL,
        OIDC_PROVIDERS: JSON.stringify([provider.settings]),
        TRUSTED_PROXIES: '127.0.0.1',
      },
    });
    return new Stage(new World(platform), provider);
  }

  async close(): Promise<void> {
    await this.world.platform.stop();
    await this.provider.stop();
  }

  /** Somebody signed in, for whatever leaves them signed in. */
  member(): Promise<Person> {
    this.#member ??= this.world.newcomer();
    return this.#member;
  }

  /** One request, whose secrets no log may hold. */
  async ask(service: ServiceName, line: string, asked: Ask): Promise<Answer> {
    const answer = await this.world.rest(service, line, asked);
    for (const secret of secretsOf([asked.body, answer.body])) this.world.spoken.add(secret);
    return answer;
  }

  /** One request to auth, which must succeed. */
  async auth<T>(line: string, body?: unknown, token?: string): Promise<T> {
    const asked = {
      ...(body === undefined ? {} : { body }),
      ...(token === undefined ? {} : { token }),
    };
    return succeeded(line, await this.ask('auth', line, asked));
  }

  /** One request to the data service, which must succeed. */
  async data<T>(line: string, body?: unknown): Promise<T> {
    return succeeded(line, await this.world.data(line, body));
  }

  async user(password = hash()): Promise<Kept> {
    const email = newEmail();
    const { id } = await this.data<{ id: string }>('POST /users', { email, password });
    return { id, email };
  }

  /** A session of a user of the data service, with the hash of its refresh token. */
  async grant() {
    const passwordHash = hash();
    const user = await this.user(passwordHash);
    const tokenHash = newHash();
    const { sessionId } = await this.data<{ sessionId: string }>('POST /internal/sessions', {
      userId: user.id,
      passwordHash,
      tokenHash,
      lifetimeSeconds: 3_600,
    });
    return { ...user, passwordHash, tokenHash, sessionId };
  }

  /** The token of the link that is mailed to an address. */
  async mailedToken(email: string, subject: string): Promise<string> {
    const link = await mailedLink(this.world.platform, email, subject);
    const token = new URL(link).searchParams.get('token') ?? '';
    this.world.spoken.add(token);
    return token;
  }

  /** A code of an authenticator app now. */
  code = (secret: string): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate();

  /** Somebody whose second factor is set up, with the recovery codes. */
  async withSecondFactor(): Promise<Person & { readonly recoveryCodes: readonly string[] }> {
    const person = await this.world.newcomer();
    const { accessToken: token, password } = person;
    const enrolled = await this.auth<{ secret: string }>(
      'POST /auth/second-factor/enrol',
      { password },
      token,
    );
    const { recoveryCodes } = await this.auth<{ recoveryCodes: string[] }>(
      'POST /auth/second-factor/confirm',
      { code: this.code(enrolled.secret) },
      token,
    );
    return { ...person, recoveryCodes };
  }

  /** What an authenticator answers when somebody adds it. */
  async newPasskey() {
    const person = await this.world.newcomer();
    const { accessToken: token, password } = person;
    const device = new SoftwareAuthenticator();
    type Options = Parameters<SoftwareAuthenticator['create']>[0];
    const options = await this.auth<Options>('POST /auth/passkeys/options', { password }, token);
    return { ...person, device, body: { name: 'Phone', response: device.create(options) } };
  }

  async withPasskey() {
    const { device, body, ...person } = await this.newPasskey();
    const { id } = await this.auth<{ id: string }>('POST /auth/passkeys', body, person.accessToken);
    return { ...person, device, passkeyId: id };
  }

  /** Signs in at the provider for an attempt that this route begins. */
  async atProvider(line: string, body: object, token?: string) {
    const { url, attempt } = await this.auth<{ url: string; attempt: string }>(line, body, token);
    const query = await this.provider.signIn(url, `somebody-${randomUUID()}`);
    return { provider: PROVIDER, attempt, query };
  }

  /** As before the first administrator, whom the database would not let go otherwise. */
  async beforeSetup(): Promise<void> {
    await this.world.sql(
      `SET session_replication_role = replica;
       UPDATE "User" SET role = 'USER' WHERE role = 'SUPER_ADMIN'`,
    );
  }

  async upload(): Promise<string> {
    const { accessToken: token } = await this.member();
    const answer = await this.world.rest('finops', 'POST /uploads?filename=may.csv', {
      token,
      body: BILL,
      headers: { 'content-type': 'text/csv' },
    });
    return succeeded<{ uploadId: string }>('POST /uploads', answer).uploadId;
  }

  /** Begins an upload in parts of so many bytes. */
  async beginUpload(bytes: number): Promise<string> {
    const { accessToken: token } = await this.member();
    const headers = { 'tus-resumable': '1.0.0', 'upload-length': String(bytes) };
    const answer = await this.world.rest('finops', 'POST /uploads', { token, headers });
    return succeeded<{ uploadId: string }>('POST /uploads', answer).uploadId;
  }

  /** An import that is published, and has a row that was refused. */
  importId(): Promise<string> {
    this.#importId ??= this.#import();
    return this.#importId;
  }

  async #import(): Promise<string> {
    const { accessToken: token } = await this.member();
    const body = { uploadId: await this.upload() };
    const asked = await this.world.rest('finops', 'POST /imports', { token, body });
    const { id } = succeeded<{ id: string }>('POST /imports', asked);
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(100)) {
      const seen = await this.world.rest('finops', `GET /imports/${id}`, { token });
      if (succeeded<{ status: string }>('GET /imports', seen).status === 'PUBLISHED') return id;
    }
    throw new Error('The import was not published.');
  }
}

function succeeded<T>(line: string, { status, text, body }: Answer): T {
  if (status >= 300) throw new Error(`${line} answered ${status} ${text}`);
  return body as T;
}

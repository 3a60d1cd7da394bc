import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { newApiKey } from './api-key';
import { ApiKeyVerifier } from './api-key-verifier';
import { RevocationList } from './revocation-list';

const CREDENTIAL = 'credential-of-this-test-0123456789abcdef';

/** Answers as accounts does, and counts how often it is asked for a key. */
class Accounts {
  asked = 0;
  status = 200;
  validForSeconds = 60;
  role = 'ADMIN';
  issuedAt = 1_000;
  revocations = { sessions: [] as string[], users: [] as { id: string; validFrom: number }[] };
  readonly server: Server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/internal/revocations') {
      response.end(JSON.stringify(this.revocations));
      return;
    }
    this.asked += 1;
    const known = request.headers.authorization === `Bearer ${CREDENTIAL}`;
    const status = known ? this.status : 401;
    response.statusCode = status;
    const code = { 401: 'UNAUTHENTICATED', 404: 'NOT_FOUND', 503: 'SERVICE_UNAVAILABLE' }[status];
    const { role, issuedAt, validForSeconds } = this;
    const key = {
      keyId: 'k',
      userId: 'u',
      role,
      scopes: ['costs:read'],
      issuedAt,
      validForSeconds,
    };
    response.end(JSON.stringify(code ? { code } : key));
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
}

describe('telling whose an API key is', () => {
  let accounts: Accounts;
  let url: string;
  let list: RevocationList;
  let verifier: ApiKeyVerifier;

  beforeEach(async () => {
    accounts = new Accounts();
    url = await accounts.start();
    list = new RevocationList(url, CREDENTIAL);
    await list.pull();
    verifier = new ApiKeyVerifier(url, CREDENTIAL, list);
  });
  afterEach(async () => {
    await new Promise((resolve) => {
      accounts.server.close(resolve);
      accounts.server.closeAllConnections();
    });
  });

  const verify = (key: string) => verifier.verify(key, '192.0.2.1');
  const refusal = (answer: Promise<unknown>) =>
    answer.catch((error: { code: string }) => error.code);

  it('asks once for a key that is used again and again, also by many at once', async () => {
    const key = newApiKey();
    const answers = await Promise.all(Array.from({ length: 50 }, () => verify(key)));
    await verify(key);
    expect(accounts.asked).toBe(1);
    expect(answers[0]?.viewer).toEqual({
      id: 'u',
      role: 'ADMIN',
      sessionId: 'k',
      scopes: ['costs:read'],
    });
  });

  it('asks nobody about what is no key', async () => {
    for (const text of ['aifo_', 'aifo_x', newApiKey().slice(0, -1)]) {
      expect(await refusal(verify(text))).toBe('UNAUTHENTICATED');
    }
    expect(accounts.asked).toBe(0);
  });

  it('remembers for a while that a key is not valid', async () => {
    accounts.status = 404;
    const key = newApiKey();
    expect(await refusal(verify(key))).toBe('UNAUTHENTICATED');
    expect(await refusal(verify(key))).toBe('UNAUTHENTICATED');
    expect(accounts.asked).toBe(1);
  });

  it('refuses a revoked key as soon as the list names it', async () => {
    const key = newApiKey();
    await verify(key);
    accounts.revocations.sessions.push('k');
    accounts.status = 404;
    await list.pull();
    expect(await refusal(verify(key))).toBe('UNAUTHENTICATED');
  });

  it('asks again when its owner changed, and goes by the new role', async () => {
    const key = newApiKey();
    await verify(key);
    accounts.revocations.users.push({ id: 'u', validFrom: 1_001 });
    accounts.role = 'USER';
    accounts.issuedAt = 1_001;
    await list.pull();
    expect((await verify(key)).viewer.role).toBe('USER');
    await verify(key);
    expect(accounts.asked).toBe(2);
  });

  it('asks again when an answer is old', async () => {
    accounts.validForSeconds = 0;
    const key = newApiKey();
    await verify(key);
    await verify(key);
    expect(accounts.asked).toBe(2);
  });

  it('fails closed without a list, and does not blame the key when accounts cannot be asked', async () => {
    const blind = new ApiKeyVerifier(url, CREDENTIAL, new RevocationList(url, CREDENTIAL));
    expect(await refusal(blind.verify(newApiKey(), null))).toBe('SESSION_CHECK_UNAVAILABLE');
    const stranger = new ApiKeyVerifier(url, 'another', list);
    expect(await refusal(stranger.verify(newApiKey(), null))).toBe('SERVICE_UNAVAILABLE');
    accounts.status = 503;
    expect(await refusal(verify(newApiKey()))).toBe('SERVICE_UNAVAILABLE');
  });

  it('puts a bound on the questions that made-up keys raise', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => refusal(verify(newApiKey()))),
    );
    expect(answers.filter((code) => code === 'TOO_MANY_REQUESTS')).toHaveLength(68);
    expect(accounts.asked).toBe(32);
  });
});

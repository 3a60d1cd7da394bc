import { setTimeout as sleep } from 'node:timers/promises';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import type { Answer } from '../../accounts/test/ask';
import { mailsIn, mailTo, type OutgoingMail } from '../../accounts/test/outbox';
import type { Pair } from './pair';

export const OLD = 'the first long password';
export const NEW = 'another long password';

/** Somebody who is signed in. */
export interface Account {
  readonly email: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly viewer: Viewer;
}

const viewerOf = (accessToken: string): Viewer => {
  const claims = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString();
  const { sub: id, role, sid: sessionId } = JSON.parse(claims);
  return { id, role, sessionId };
};

const entered = (email: string, { body }: Answer): Account => ({
  email,
  accessToken: body.accessToken,
  refreshToken: body.refreshToken,
  viewer: viewerOf(body.accessToken),
});

/** Codes of the errors of a GraphQL answer. */
export const codes = ({ body }: Answer): string[] =>
  (body.errors ?? []).map((error: { extensions: { code: string } }) => error.extensions.code);

/** Fields that an answer of REST or GraphQL finds at fault. */
export function fields({ body: { details, errors } }: Answer): string[] {
  const found = details?.fields ?? errors?.[0]?.extensions.fields ?? [];
  return found.map(({ field }: { field: string }) => field);
}

/** Every mail so far, for a moment after the last: none has a password, a hash or an access token. */
export async function expectMailsWithoutSecrets(pair: Pair, atLeast: number): Promise<void> {
  await sleep(1_500);
  const mails = await mailsIn(pair.accounts.outbox);
  expect(mails.length).toBeGreaterThan(atLeast);
  for (const { text, html, subject } of mails) {
    const all = [text, html, subject].join('\n');
    expect(all).not.toMatch(/\$2b\$|eyJ|[0-9a-f]{64}/);
    for (const password of [OLD, NEW]) expect(all).not.toContain(password);
  }
}

/** Accounts of a pair, and what can be asked of them. */
export function peopleOf(pair: () => Pair) {
  let count = 0;
  const login = (email: string, password: string): Promise<Answer> =>
    pair().call('POST /auth/login', { email, password });
  const mail = (to: string, subject: RegExp, after = 0): Promise<OutgoingMail> =>
    mailTo(pair().accounts.outbox, to, subject, after);
  return {
    login,
    mail,
    async registered(): Promise<Account> {
      count += 1;
      const email = `person-${count}@example.com`;
      return entered(email, await pair().call('POST /auth/register', { email, password: OLD }));
    },
    /** The same account in another session. */
    async again({ email }: Account): Promise<Account> {
      return entered(email, await login(email, OLD));
    },
    async refreshStatus({ refreshToken }: Account): Promise<number> {
      return (await pair().call('POST /auth/refresh', { refreshToken })).status;
    },
    async accessStatus({ accessToken }: Account): Promise<number> {
      return (await pair().call('GET /auth/validate', undefined, accessToken)).status;
    },
    /** The token of a mailed link to reset the password. */
    async askForLink(email: string, after = 0): Promise<string> {
      expect((await pair().call('POST /auth/forgot-password', { email })).status).toBe(202);
      return (await mail(email, /Reset/, after)).token;
    },
  };
}

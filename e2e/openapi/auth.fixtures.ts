import { randomUUID } from 'node:crypto';
import { type Asked, type Fixtures, newEmail, PROVIDER, type Stage } from './stage';

const KEY = { name: 'CI', scopes: ['costs:read'] };
const newPassword = (): string => `another pass phrase ${randomUUID()}`;

/** What somebody who signed in for this alone asks with: nobody else loses their session. */
const asNewcomer = async (
  stage: Stage,
  bodyOf: (person: { readonly password: string }) => object = () => ({}),
): Promise<Asked> => {
  const person = await stage.world.newcomer();
  return { token: person.accessToken, body: bodyOf(person) };
};
const asMember = async (stage: Stage, asked: Asked = {}): Promise<Asked> => ({
  token: (await stage.member()).accessToken,
  ...asked,
});
const linkedIdentity = async (stage: Stage) => {
  const { accessToken: token, password } = await stage.world.newcomer();
  const begin = { provider: PROVIDER, password };
  return { token, body: await stage.atProvider('POST /auth/identities/options', begin, token) };
};
const byRecoveryCode = async (stage: Stage): Promise<Asked> => {
  const { accessToken: token, password, recoveryCodes } = await stage.withSecondFactor();
  return { token, body: { password, code: recoveryCodes[0] } };
};

/** How each route of auth succeeds. */
export const AUTH: Fixtures = {
  'auth GET /.well-known/jwks.json': () => ({}),
  'auth POST /auth/register': () => ({
    body: { email: newEmail(), password: newPassword(), name: null },
  }),
  'auth POST /auth/login': async (stage) => {
    const { email, password } = await stage.member();
    return { body: { email, password } };
  },
  'auth POST /auth/login/second-factor': async (stage) => {
    const { email, password, recoveryCodes } = await stage.withSecondFactor();
    const first = await stage.world.rest('auth', 'POST /auth/login', { body: { email, password } });
    const { challenge } = (first.body as { details: { challenge: string } }).details;
    return { body: { challenge, code: recoveryCodes[0] } };
  },
  'auth GET /auth/second-factor': (stage) => asMember(stage),
  'auth POST /auth/second-factor/enrol': (stage) =>
    asNewcomer(stage, ({ password }) => ({ password })),
  'auth POST /auth/second-factor/confirm': async (stage) => {
    const { accessToken: token, password } = await stage.world.newcomer();
    const line = 'POST /auth/second-factor/enrol';
    const { secret } = await stage.auth<{ secret: string }>(line, { password }, token);
    return { token, body: { code: stage.code(secret) } };
  },
  'auth POST /auth/second-factor/recovery-codes': byRecoveryCode,
  'auth POST /auth/second-factor/disable': byRecoveryCode,
  'auth GET /auth/passkeys': async (stage) => ({ token: (await stage.withPasskey()).accessToken }),
  'auth POST /auth/passkeys': async (stage) => {
    const { accessToken: token, body } = await stage.newPasskey();
    return { token, body };
  },
  'auth POST /auth/passkeys/options': (stage) =>
    asNewcomer(stage, ({ password }) => ({ password })),
  'auth PUT /auth/passkeys/{id}': async (stage) => {
    const { accessToken: token, passkeyId: id } = await stage.withPasskey();
    return { token, parameters: { id }, body: { name: 'Laptop' } };
  },
  'auth DELETE /auth/passkeys/{id}': async (stage) => {
    const { accessToken: token, passkeyId: id } = await stage.withPasskey();
    return { token, parameters: { id } };
  },
  'auth POST /auth/login/passkey/options': () => ({}),
  'auth POST /auth/login/passkey': async (stage) => {
    const { device } = await stage.withPasskey();
    const line = 'POST /auth/login/passkey/options';
    const options = await stage.auth<{ challenge: string }>(line);
    return { body: { response: device.get(options) } };
  },
  'auth GET /auth/login/oidc/providers': () => ({}),
  'auth POST /auth/login/oidc/options': () => ({ body: { provider: PROVIDER } }),
  'auth POST /auth/login/oidc': async (stage) => ({
    body: await stage.atProvider('POST /auth/login/oidc/options', { provider: PROVIDER }),
  }),
  'auth GET /auth/identities': async (stage) => {
    const { token, body } = await linkedIdentity(stage);
    await stage.auth('POST /auth/identities', body, token);
    return { token };
  },
  'auth POST /auth/identities': linkedIdentity,
  'auth POST /auth/identities/options': (stage) =>
    asNewcomer(stage, ({ password }) => ({ provider: PROVIDER, password })),
  'auth DELETE /auth/identities/{id}': async (stage) => {
    const { token, body } = await linkedIdentity(stage);
    const { id } = await stage.auth<{ id: string }>('POST /auth/identities', body, token);
    return { token, parameters: { id } };
  },
  'auth POST /auth/refresh': async (stage) => {
    const { refreshToken } = await stage.world.newcomer();
    return { body: { refreshToken } };
  },
  'auth POST /auth/logout': async (stage) => {
    const { accessToken: token, refreshToken } = await stage.world.newcomer();
    return { token, body: { refreshToken } };
  },
  'auth GET /auth/profile': (stage) => asMember(stage),
  'auth PATCH /auth/profile': (stage) => asMember(stage, { body: { name: 'Ada' } }),
  'auth GET /auth/validate': (stage) => asMember(stage),
  'auth POST /auth/validate': (stage) => asMember(stage),
  'auth POST /auth/api-keys': (stage) => asMember(stage, { body: { ...KEY, expiresInDays: 7 } }),
  'auth GET /auth/api-keys': async (stage) => {
    const asked = await asNewcomer(stage);
    await stage.auth('POST /auth/api-keys', KEY, asked.token);
    return { token: asked.token ?? '' };
  },
  'auth DELETE /auth/api-keys/{id}': async (stage) => {
    const { accessToken: token } = await stage.member();
    const line = 'POST /auth/api-keys';
    const made = await stage.auth<{ apiKey: { id: string } }>(line, KEY, token);
    return { token, parameters: { id: made.apiKey.id } };
  },
  'auth POST /auth/setup': async (stage) => {
    await stage.beforeSetup();
    const { SETUP_TOKEN: token } = stage.world.platform.secrets;
    return { body: { token, email: newEmail(), password: newPassword(), name: 'Root' } };
  },
  'auth POST /auth/forgot-password': () => ({ body: { email: newEmail() } }),
  'auth POST /auth/reset-password': async (stage) => {
    const { email } = await stage.world.newcomer();
    await stage.auth('POST /auth/forgot-password', { email });
    const token = await stage.mailedToken(email, 'Reset');
    return { body: { token, newPassword: newPassword() } };
  },
  'auth POST /auth/change-password': (stage) =>
    asNewcomer(stage, ({ password }) => ({
      currentPassword: password,
      newPassword: newPassword(),
    })),
  'auth POST /auth/change-email': (stage) =>
    asNewcomer(stage, ({ password }) => ({ newEmail: newEmail(), password })),
  'auth POST /auth/confirm-email': async (stage) => {
    const { accessToken, password } = await stage.world.newcomer();
    const to = newEmail();
    await stage.auth('POST /auth/change-email', { newEmail: to, password }, accessToken);
    return { body: { token: await stage.mailedToken(to, 'Confirm') } };
  },
  'auth GET /auth/sessions': (stage) => asMember(stage),
  'auth DELETE /auth/sessions/{id}': async (stage) => {
    const { accessToken: token, email, password } = await stage.world.newcomer();
    await stage.world.login(email, password);
    type Sessions = { id: string; current: boolean }[];
    const sessions = await stage.auth<Sessions>('GET /auth/sessions', undefined, token);
    const other = sessions.find(({ current }) => !current);
    return { token, parameters: { id: other?.id ?? '' } };
  },
  'auth POST /auth/logout-everywhere': (stage) => asNewcomer(stage, () => ({ exceptThis: true })),
  'auth GET /auth/health': () => ({}),
  'auth GET /auth/health/ready': () => ({}),
};

import {
  type Fixtures,
  hash,
  inAnHour,
  newEmail,
  newHash,
  newToken,
  type Stage,
  sha256,
} from './stage';

const KEY = { name: 'CI', scopes: ['costs:read'] };
const GRANT_SECONDS = { lifetimeSeconds: 3_600 };
const CHALLENGE_SECONDS = { lifetimeSeconds: 300 };

const session = async (stage: Stage) => {
  const { id: userId } = await stage.user();
  return stage.data<{ id: string; userId: string }>('POST /sessions', { userId });
};
const refreshToken = async (stage: Stage) => {
  const { id: userId } = await stage.user();
  const token = newToken();
  await stage.data('POST /refresh-tokens', { token, userId, expiresAt: inAnHour() });
  return { token, userId };
};
const apiKey = async (stage: Stage) => {
  const { id: userId } = await stage.user();
  type Created = { secret: string; apiKey: { id: string } };
  const { secret, apiKey: key } = await stage.data<Created>(
    `POST /internal/users/${userId}/api-keys`,
    KEY,
  );
  return { userId, secret, id: key.id };
};
const challenge = async (stage: Stage) => {
  const body = { purpose: 'OIDC', tokenHash: newHash() };
  await stage.data('POST /internal/challenges', { ...body, ...CHALLENGE_SECONDS });
  return body;
};

/** A user with a second factor: enrolled, or confirmed at time step 1. */
const factor = async (stage: Stage, { confirmed }: { confirmed: boolean }) => {
  const passwordHash = hash();
  const { id: userId } = await stage.user(passwordHash);
  const path = `/internal/users/${userId}/second-factor`;
  await stage.data(`POST ${path}`, { sealedSecret: 'sealed' });
  const recoveryCodeHashes = [newHash(), newHash()];
  if (confirmed) await stage.data(`POST ${path}/confirm`, { step: 1, recoveryCodeHashes });
  return { userId, passwordHash, recoveryCodeHashes };
};
const factorLogin = async (stage: Stage) => {
  const { userId, passwordHash } = await factor(stage, { confirmed: true });
  const tokenHash = newHash();
  const body = { userId, passwordHash, tokenHash, ...CHALLENGE_SECONDS };
  await stage.data('POST /internal/second-factor/logins', body);
  return { tokenHash };
};

const NEW_PASSKEY = { publicKey: 'cHVibGlj', counter: 0, transports: ['usb'], backedUp: false };
const passkey = async (stage: Stage) => {
  const { id: userId } = await stage.user();
  const credentialId = newToken();
  const { id } = await stage.data<{ id: string }>(`POST /internal/users/${userId}/passkeys`, {
    ...NEW_PASSKEY,
    name: 'Phone',
    credentialId,
  });
  return { userId, id, credentialId };
};

const newIdentity = () => ({ issuer: 'https://sso.example.com', subject: newToken() });
const identity = async (stage: Stage) => {
  const { id: userId, email } = await stage.user();
  const who = newIdentity();
  const body = { ...who, email };
  const { id } = await stage.data<{ id: string }>(
    `POST /internal/users/${userId}/identities`,
    body,
  );
  return { userId, id, who };
};

const resetTokenHash = async (stage: Stage): Promise<string> => {
  const { email } = await stage.user();
  await stage.data('POST /internal/password-resets', { email });
  return sha256(await stage.mailedToken(email, 'Reset'));
};
const emailChange = async (stage: Stage) => {
  const { id: userId, sessionId, passwordHash: currentHash } = await stage.grant();
  return { userId, sessionId, currentHash, newEmail: newEmail() };
};

const bucket = () => ({ key: newHash(), limit: 5, windowSeconds: 60 });

/** How each route of the data service succeeds. */
export const ACCOUNTS: Fixtures = {
  'accounts POST /users': () => ({ body: { email: newEmail(), password: hash(), name: 'Ada' } }),
  'accounts GET /users': () => ({ query: '?limit=2&offset=0&status=ACTIVE' }),
  'accounts GET /users/email/{email}': async (stage) => ({
    parameters: { email: (await stage.user()).email },
  }),
  'accounts GET /users/{id}': async (stage) => ({ parameters: { id: (await stage.user()).id } }),
  'accounts PUT /users/{id}': async (stage) => ({
    parameters: { id: (await stage.user()).id },
    body: { name: null, role: 'ADMIN' },
  }),
  'accounts DELETE /users/{id}': async (stage) => ({ parameters: { id: (await stage.user()).id } }),
  'accounts POST /internal/own-profile': async (stage) => ({
    body: { userId: (await stage.user()).id, name: 'Grace' },
  }),
  'accounts POST /sessions': async (stage) => ({
    body: { userId: (await stage.user()).id, ipAddress: '203.0.113.7', userAgent: null },
  }),
  'accounts GET /sessions/user/{userId}': async (stage) => {
    const { userId } = await session(stage);
    return { parameters: { userId } };
  },
  'accounts DELETE /sessions/user/{userId}': async (stage) => {
    const { userId } = await session(stage);
    return { parameters: { userId } };
  },
  'accounts DELETE /sessions/{id}': async (stage) => {
    const { id } = await session(stage);
    return { parameters: { id } };
  },
  'accounts POST /sessions/cleanup': () => ({}),
  'accounts POST /internal/own-sessions/end': async (stage) => {
    const { id: sessionId, userId } = await session(stage);
    return { body: { userId, sessionId } };
  },
  'accounts POST /internal/own-sessions/end-all': async (stage) => {
    const { id: exceptSessionId, userId } = await session(stage);
    return { body: { userId, exceptSessionId } };
  },
  'accounts POST /refresh-tokens': async (stage) => ({
    body: { token: newToken(), userId: (await stage.user()).id, expiresAt: inAnHour() },
  }),
  'accounts GET /refresh-tokens/{token}': async (stage) => {
    const { token } = await refreshToken(stage);
    return { parameters: { token } };
  },
  'accounts DELETE /refresh-tokens/{token}': async (stage) => {
    const { token } = await refreshToken(stage);
    return { parameters: { token } };
  },
  'accounts DELETE /refresh-tokens/user/{userId}': async (stage) => {
    const { userId } = await refreshToken(stage);
    return { parameters: { userId } };
  },
  'accounts POST /refresh-tokens/cleanup': () => ({}),
  'accounts POST /internal/api-keys/verify': async (stage) => {
    const { secret } = await apiKey(stage);
    return { body: { keyHash: sha256(secret), ipAddress: '203.0.113.7' } };
  },
  'accounts POST /internal/users/{userId}/api-keys': async (stage) => ({
    parameters: { userId: (await stage.user()).id },
    body: { ...KEY, expiresInDays: 7 },
  }),
  'accounts GET /internal/users/{userId}/api-keys': async (stage) => {
    const { userId } = await apiKey(stage);
    return { parameters: { userId } };
  },
  'accounts DELETE /internal/users/{userId}/api-keys/{id}': async (stage) => {
    const { userId, id } = await apiKey(stage);
    return { parameters: { userId, id } };
  },
  'accounts GET /internal/setup': () => ({}),
  'accounts POST /internal/setup': async (stage) => {
    await stage.beforeSetup();
    return { body: { email: newEmail(), password: hash(), name: 'Root' } };
  },
  'accounts POST /internal/audit': () => ({
    body: { event: 'LOGIN', outcome: 'FAILURE', actorId: null, details: { reason: 'test' } },
  }),
  'accounts POST /internal/credentials': async (stage) => ({
    body: { email: (await stage.user()).email },
  }),
  'accounts POST /internal/sessions': async (stage) => {
    const passwordHash = hash();
    const { id: userId } = await stage.user(passwordHash);
    return { body: { userId, passwordHash, tokenHash: newHash(), ...GRANT_SECONDS } };
  },
  'accounts POST /internal/refresh': async (stage) => {
    const { tokenHash } = await stage.grant();
    return { body: { tokenHash, successorHash: newHash() } };
  },
  'accounts POST /internal/sessions/end': async (stage) => {
    const { tokenHash } = await stage.grant();
    return { body: { tokenHash } };
  },
  'accounts GET /internal/revocations': () => ({}),
  'accounts POST /internal/challenges': () => ({
    body: { purpose: 'OIDC', tokenHash: newHash(), payload: { a: 'b' }, ...CHALLENGE_SECONDS },
  }),
  'accounts POST /internal/challenges/take': async (stage) => ({ body: await challenge(stage) }),
  'accounts GET /internal/users/{userId}/second-factor': async (stage) => {
    const { userId } = await factor(stage, { confirmed: true });
    return { parameters: { userId } };
  },
  'accounts POST /internal/users/{userId}/second-factor': async (stage) => ({
    parameters: { userId: (await stage.user()).id },
    body: { sealedSecret: 'sealed' },
  }),
  'accounts POST /internal/users/{userId}/second-factor/find': async (stage) => {
    const { userId } = await factor(stage, { confirmed: true });
    return { parameters: { userId } };
  },
  'accounts POST /internal/users/{userId}/second-factor/confirm': async (stage) => {
    const { userId, recoveryCodeHashes } = await factor(stage, { confirmed: false });
    return { parameters: { userId }, body: { step: 1, recoveryCodeHashes } };
  },
  'accounts POST /internal/users/{userId}/second-factor/recovery-codes': async (stage) => {
    const { userId } = await factor(stage, { confirmed: true });
    return { parameters: { userId }, body: { step: 2, recoveryCodeHashes: [newHash()] } };
  },
  'accounts POST /internal/users/{userId}/second-factor/remove': async (stage) => {
    const { userId, recoveryCodeHashes } = await factor(stage, { confirmed: true });
    const [recoveryCodeHash] = recoveryCodeHashes;
    return { parameters: { userId }, body: { recoveryCodeHash } };
  },
  'accounts POST /internal/second-factor/logins': async (stage) => {
    const { userId, passwordHash } = await factor(stage, { confirmed: true });
    return { body: { userId, passwordHash, tokenHash: newHash(), ...CHALLENGE_SECONDS } };
  },
  'accounts POST /internal/second-factor/logins/attempt': async (stage) => ({
    body: await factorLogin(stage),
  }),
  'accounts POST /internal/second-factor/logins/finish': async (stage) => {
    const { tokenHash: challengeHash } = await factorLogin(stage);
    await stage.data('POST /internal/second-factor/logins/attempt', { tokenHash: challengeHash });
    return { body: { challengeHash, step: 2, tokenHash: newHash(), ...GRANT_SECONDS } };
  },
  'accounts GET /internal/users/{userId}/passkeys': async (stage) => {
    const { userId } = await passkey(stage);
    return { parameters: { userId } };
  },
  'accounts POST /internal/users/{userId}/passkeys': async (stage) => ({
    parameters: { userId: (await stage.user()).id },
    body: { ...NEW_PASSKEY, name: 'Phone', credentialId: newToken() },
  }),
  'accounts PUT /internal/users/{userId}/passkeys/{id}': async (stage) => {
    const { userId, id } = await passkey(stage);
    return { parameters: { userId, id }, body: { name: 'Laptop' } };
  },
  'accounts DELETE /internal/users/{userId}/passkeys/{id}': async (stage) => {
    const { userId, id } = await passkey(stage);
    return { parameters: { userId, id } };
  },
  'accounts POST /internal/passkeys/find': async (stage) => {
    const { credentialId } = await passkey(stage);
    return { body: { credentialId } };
  },
  'accounts POST /internal/passkeys/logins': async (stage) => {
    const { credentialId } = await passkey(stage);
    const body = { credentialId, counter: 1, backedUp: true, tokenHash: newHash() };
    return { body: { ...body, ...GRANT_SECONDS } };
  },
  'accounts GET /internal/users/{userId}/identities': async (stage) => {
    const { userId } = await identity(stage);
    return { parameters: { userId } };
  },
  'accounts POST /internal/users/{userId}/identities': async (stage) => ({
    parameters: { userId: (await stage.user()).id },
    body: { ...newIdentity(), email: null },
  }),
  'accounts DELETE /internal/users/{userId}/identities/{id}': async (stage) => {
    const { userId, id } = await identity(stage);
    return { parameters: { userId, id } };
  },
  'accounts POST /internal/identities/logins': async (stage) => {
    const { who } = await identity(stage);
    const challenged = { challengeHash: newHash(), challengeSeconds: 300 };
    const granted = { tokenHash: newHash(), ...GRANT_SECONDS };
    return { body: { ...who, provider: 'sso', ...challenged, ...granted } };
  },
  'accounts POST /internal/identities/registrations': () => ({
    body: {
      ...newIdentity(),
      provider: 'sso',
      email: newEmail(),
      name: null,
      password: hash(),
      tokenHash: newHash(),
      ...GRANT_SECONDS,
    },
  }),
  'accounts POST /internal/registrations': () => ({
    body: {
      email: newEmail(),
      password: hash(),
      name: null,
      tokenHash: newHash(),
      seed: newToken(),
      once: { key: newHash(), fingerprint: newHash() },
      ...GRANT_SECONDS,
    },
  }),
  'accounts POST /internal/throttles/take': () => ({ body: { buckets: [bucket()] } }),
  'accounts POST /internal/throttles/settle': () => ({
    body: { giveBack: [bucket()], mark: { key: newHash(), seconds: 60 } },
  }),
  'accounts POST /internal/password-resets': () => ({ body: { email: newEmail() } }),
  'accounts POST /internal/password-resets/find': async (stage) => ({
    body: { tokenHash: await resetTokenHash(stage) },
  }),
  'accounts POST /internal/password-resets/use': async (stage) => ({
    body: { tokenHash: await resetTokenHash(stage), passwordHash: hash() },
  }),
  'accounts POST /internal/password-changes': async (stage) => {
    const { id: userId, sessionId, passwordHash: currentHash } = await stage.grant();
    return { body: { userId, sessionId, currentHash, passwordHash: hash() } };
  },
  'accounts POST /internal/email-changes': async (stage) => ({ body: await emailChange(stage) }),
  'accounts POST /internal/email-changes/confirm': async (stage) => {
    const body = await emailChange(stage);
    await stage.data('POST /internal/email-changes', body);
    return { body: { tokenHash: sha256(await stage.mailedToken(body.newEmail, 'Confirm')) } };
  },
  'accounts GET /health': () => ({}),
  'accounts GET /health/ready': () => ({}),
};

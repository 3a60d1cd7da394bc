import { createHash, randomBytes } from 'node:crypto';
import type { Role, Viewer } from '@ai-finops/service-kit/viewer';
import { Client } from 'pg';
import { ask } from './ask';
import { type AccountsServer, SERVICE_TOKEN } from './server';

/** A hash in the right shape; nobody signs in with it here. */
export const HASH = `hmac-sha384$2b$12$${'a'.repeat(53)}`;

export const newToken = (): string => randomBytes(32).toString('base64url');
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

export interface SignedIn {
  readonly viewer: Viewer;
  readonly refreshToken: string;
}

export interface Seed {
  /** An account with a session, as after a sign-in. */
  signedIn(role?: Role): Promise<SignedIn>;
  /** One statement on the database, such as one that lets time pass. */
  sql(statement: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
}

export function seedOf(accounts: AccountsServer): Seed {
  const post = (path: string, body: object) =>
    ask(`POST ${accounts.url}${path}`, { bearer: SERVICE_TOKEN, body });
  return {
    async signedIn(role = 'USER') {
      const email = `${randomBytes(6).toString('hex')}@example.com`;
      const { body: user } = await post('/users', { email, password: HASH, role });
      const refreshToken = newToken();
      const { body: grant } = await post('/internal/sessions', {
        userId: user.id,
        passwordHash: HASH,
        tokenHash: hashOf(refreshToken),
        lifetimeSeconds: 3_600,
      });
      return { viewer: { id: user.id, role, sessionId: grant.sessionId }, refreshToken };
    },
    async sql(statement, values = []) {
      const client = new Client({ connectionString: accounts.databaseUrl });
      await client.connect();
      try {
        return (await client.query(statement, values)).rows;
      } finally {
        await client.end();
      }
    },
  };
}

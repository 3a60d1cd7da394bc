import { randomUUID } from 'node:crypto';
import {
  type Client,
  createClient,
  memorySession,
  register,
  type SessionStore,
} from '@ai-finops/sdk';
import type { TestPlatform } from '@ai-finops/testkit';

export interface SignedIn {
  readonly client: Client;
  readonly session: SessionStore;
  readonly email: string;
  readonly password: string;
  readonly userId: string;
}

/** A freshly registered user with a client of the platform. */
export async function signedIn(platform: TestPlatform): Promise<SignedIn> {
  const session = memorySession();
  const client = createClient({
    url: platform.url('gateway'),
    apiUrl: platform.url('finops'),
    session,
  });
  const email = `user-${randomUUID()}@example.com`;
  const password = `pass phrase ${randomUUID()}`;
  const { register: payload } = await register(client, { input: { email, password } });
  await session.save(payload);
  return { client, session, email, password, userId: payload.user.id };
}

/** Gives an account another role, as the operator does. Tokens say the one that they were given with: sign in anew. */
export async function promote(platform: TestPlatform, userId: string, role: string): Promise<void> {
  const response = await fetch(`${platform.url('accounts')}/users/${userId}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${platform.secrets.DATABASE_SERVICE_TOKEN}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ role }),
  });
  if (!response.ok) throw new Error(`The account stays what it is: ${response.status}`);
}

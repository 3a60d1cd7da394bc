import type { Scope } from './scopes';

/** What an account may do; each role includes those before it. */
export const ROLES = ['USER', 'ADMIN', 'SUPER_ADMIN'] as const;
export type Role = (typeof ROLES)[number];

/** Who asks: a signed-in user, or one of their API keys, as the credential and the revocation list prove it. */
export interface Viewer {
  readonly id: string;
  readonly role: Role;
  /** The session, or the API key. */
  readonly sessionId: string;
  /** What the API key may be used for; absent for a signed-in person, who may do all that the role allows. */
  readonly scopes?: readonly Scope[];
}

/** Where a request came from, as the edge saw it. */
export interface Client {
  readonly ip: string | null;
  readonly userAgent: string | null;
}

/** What every request carries into a service, whether it came over GraphQL or REST. */
export interface RequestContext {
  /** Null for an anonymous request. */
  readonly viewer: Viewer | null;
  readonly client: Client;
  readonly requestId: string;
}

export function isRole(value: unknown): value is Role {
  return ROLES.some((role) => role === value);
}

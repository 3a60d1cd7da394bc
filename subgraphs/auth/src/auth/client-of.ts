import { isIP } from 'node:net';
import type { Client } from '@ai-finops/service-kit/viewer';
import type { FastifyRequest } from 'fastify';

const MAX_AGENT_LENGTH = 512;

/** Where a request came from, as the edge saw it. */
export const clientOfRequest = ({ ip, headers }: FastifyRequest): Client => ({
  ip,
  userAgent: headers['user-agent'] ?? null,
});

/** Where a session was opened, as it is kept with it. */
export function clientOf({ ip, userAgent }: Client): {
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
} {
  // An IPv4 client on a socket that listens on both.
  const address = ip?.replace(/^::ffff:(?=\d+\.)/i, '') ?? '';
  const agent = userAgent?.replaceAll('\0', '').slice(0, MAX_AGENT_LENGTH).toWellFormed();
  return { ipAddress: isIP(address) ? address : null, userAgent: agent || null };
}

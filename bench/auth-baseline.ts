// What refresh and validation cost without anything around them: bare Fastify and jsonwebtoken, tokens in
// memory. `auth.ts` measures it beside the real service in the same run.
import { randomBytes } from 'node:crypto';
import Fastify from 'fastify';
import jwt from 'jsonwebtoken';

const secret = randomBytes(48).toString('base64url');
const live = new Map<string, string>();

const sign = (sub: string): string =>
  jwt.sign({ sid: 'session', role: 'USER' }, secret, {
    subject: sub,
    issuer: 'baseline',
    audience: 'baseline',
    expiresIn: 900,
    jwtid: randomBytes(16).toString('hex'),
  });

function pairFor(sub: string) {
  const refreshToken = randomBytes(32).toString('base64url');
  live.set(refreshToken, sub);
  return { accessToken: sign(sub), refreshToken, expiresIn: 900 };
}

const app = Fastify();

app.post<{ Body: { sub: string } }>('/open', async ({ body }) => pairFor(body.sub));

app.post<{ Body: { refreshToken: string } }>('/auth/refresh', async ({ body }, reply) => {
  const sub = live.get(body.refreshToken);
  if (sub === undefined) return reply.status(401).send();
  live.delete(body.refreshToken);
  return pairFor(sub);
});

app.get('/auth/validate', async ({ headers }, reply) => {
  try {
    const token = headers.authorization?.slice('Bearer '.length) ?? '';
    const claims = jwt.verify(token, secret, {
      algorithms: ['HS256'],
      issuer: 'baseline',
      audience: 'baseline',
    });
    return { valid: true, user: { id: claims.sub } };
  } catch {
    return reply.status(401).send();
  }
});

process.stdout.write(`${await app.listen({ port: 0, host: '127.0.0.1' })}\n`);

// The ceiling of everything that speaks HTTP from Node: Fastify, which says the one answer to whatever it is asked.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const built = createRequire(import.meta.resolve('../../gateway/dist/main.js'));
const { default: Fastify } = built('fastify') as typeof import('fastify');

let answer: Buffer | undefined;
function known(): Buffer | undefined {
  try {
    return readFileSync(process.env.BENCH_ANSWER ?? '');
  } catch {
    return undefined;
  }
}

const app = Fastify();
app.post('/graphql', async (_request, reply) => {
  answer ??= known();
  return reply.header('content-type', 'application/json; charset=utf-8').send(answer ?? '{}');
});
await app.listen({ host: '127.0.0.1', port: Number(process.argv[2]) });

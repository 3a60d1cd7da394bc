import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

/** The page is whole in itself; the policy makes sure that it stays so. */
const POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' blob:",
  'worker-src blob:',
  "style-src 'unsafe-inline'",
  'img-src data: blob:',
  'font-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const FIRST_QUERY = `# Then, under Headers: {"Authorization": "Bearer <accessToken>"}
mutation SignIn {
  login(input: { email: "you@example.com", password: "your password" }) {
    accessToken
    user {
      email
    }
  }
}
`;

async function renderPage(): Promise<string> {
  // Several megabytes: loaded by the first who wants it.
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  return renderGraphiQL({
    title: 'AI-FinOps GraphiQL',
    endpoint: '/graphql',
    // It subscribes by GET, which without a header of its own any page could send.
    additionalHeaders: { 'apollo-require-preflight': 'GraphiQL' },
    defaultQuery: FIRST_QUERY,
    isHeadersEditorEnabled: true,
    defaultEditorToolsVisibility: 'headers',
    shouldPersistHeaders: false,
  });
}

/** GraphiQL at `/graphiql`, and the way to Sandbox from `/`. */
export function serveExplorers(app: FastifyInstance): void {
  let compressed: Promise<Buffer> | undefined;
  app.get('/graphiql', async (request, reply) => {
    void reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', POLICY)
      .header('vary', 'accept-encoding');
    if (!/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) return renderPage();
    compressed ??= renderPage().then((page) => promisify(gzip)(page));
    return reply.header('content-encoding', 'gzip').send(await compressed);
  });
  app.get('/', async (_request, reply) => reply.redirect('/graphql'));
}

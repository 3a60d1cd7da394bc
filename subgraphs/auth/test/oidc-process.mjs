// A real OpenID Connect provider as a process of its own: `node oidc-process.mjs <port> <clients as JSON>`.
// Whoever signs in as `somebody` has that subject and the address somebody@example.com, which is verified
// unless the name begins with `unverified`.
import { Provider } from 'oidc-provider';

const [port, clients] = process.argv.slice(2);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: JSON.parse(clients),
  pkce: { required: () => true },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  cookies: { keys: ['cookie-key-of-this-test-run'] },
  findAccount: (_, sub) => ({
    accountId: sub,
    claims: () => ({
      sub,
      email: `${sub}@example.com`,
      email_verified: !sub.startsWith('unverified'),
      name: sub,
    }),
  }),
});

provider.listen(Number(port), '127.0.0.1', () => process.stdout.write('listening\n'));

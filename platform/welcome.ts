import { DEMO_EMAIL } from './demo.ts';
import type { Secrets } from './secrets.ts';
import type { Ports } from './services.ts';

const at = (port: number, path = ''): string => `http://localhost:${port}${path}`;

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([title]) => title.length));
  return rows.map(([title, value]) => `  ${title.padEnd(width)}   ${value}`).join('\n');
}

/**
 * What a newcomer needs next: addresses, the login and the first question. `setupToken` is shown as long as
 * the installation has no SUPER_ADMIN.
 */
export function welcome(
  ports: Ports,
  secrets: Secrets | undefined,
  setupToken: string | undefined,
): string {
  const { gateway, web, accounts, auth, finops, assistant } = ports;
  const login: [string, string][] = secrets
    ? [['Demo login', `${DEMO_EMAIL}  ${secrets.DEMO_PASSWORD}`]]
    : [['Login', `register at ${at(web, '/register')}`]];
  const addresses = table([
    ['Web app', at(web)],
    [
      'One graph',
      `${at(gateway, '/graphql')}   (Sandbox in a browser; ${at(gateway, '/graphiql')})`,
    ],
    ['Accounts, REST', at(accounts, '/api/docs')],
    ['Authentication, REST', at(auth, '/api/docs')],
    ['Bills and costs, REST', at(finops, '/api/docs')],
    ['Assistant', at(assistant, '/health')],
    ...login,
    ...(setupToken
      ? [['First SUPER_ADMIN', `npx ai-finops setup --token ${setupToken}`] as const]
      : []),
  ]);
  const question = secrets
    ? `
The first question:

  TOKEN=$(curl -s ${at(auth, '/auth/login')} -H 'Content-Type: application/json' \\
    -d '{"email":"${DEMO_EMAIL}","password":"${secrets.DEMO_PASSWORD}"}' | sed 's/.*"accessToken":"\\([^"]*\\).*/\\1/')
  curl -s ${at(gateway, '/graphql')} -H 'Content-Type: application/json' -H "Authorization: Bearer $TOKEN" \\
    -d '{"query":"{ me { email sessions { id } } }"}'
`
    : '';
  return `\n${addresses}\n${question}\nCtrl-C stops everything.\n`;
}

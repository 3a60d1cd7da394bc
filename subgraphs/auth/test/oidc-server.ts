import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort } from '@ai-finops/testkit';
import type { ProviderSettings } from '../src/oidc/provider-settings';

/** Secrets of tests only. */
const CLIENT_SECRET = 'client-credential-of-this-test-run';

export interface OidcServer {
  readonly settings: ProviderSettings;
  /** Signs in there as a browser would; answers the query string that the browser is sent back with. */
  signIn(authorizationUrl: string, name: string): Promise<string>;
  /** The browser that turns back without signing in. */
  abort(authorizationUrl: string): Promise<string>;
  /** After a stop, at the same address. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A browser that keeps cookies and follows redirects until it leaves for `leaveFor`. */
class Browser {
  private readonly cookies = new Map<string, string>();

  async ask(url: string, form?: Record<string, string>): Promise<Response> {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  async follow(response: Response, base: string, leaveFor: string): Promise<Response | URL> {
    const location = response.headers.get('location');
    if (!location) return response;
    const url = new URL(location, base);
    if (url.href.startsWith(leaveFor)) return url;
    return this.follow(await this.ask(url.href), url.href, leaveFor);
  }
}

/** The real server on a free port, which knows AI-FinOps at `frontendUrl` as a client. */
export async function startOidcServer(
  id: string,
  frontendUrl: string,
  settings: Partial<ProviderSettings> = {},
): Promise<OidcServer> {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const redirectUri = `${frontendUrl}/login/oidc/${id}`;
  const client = {
    client_id: 'ai-finops',
    client_secret: CLIENT_SECRET,
    token_endpoint_auth_method: 'client_secret_post',
    redirect_uris: [redirectUri],
  };
  const start = async (): Promise<ChildProcess> => {
    const file = join(__dirname, 'oidc-process.mjs');
    const server = spawn(process.execPath, [file, String(port), JSON.stringify([client])], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await Promise.race([
      once(server.stdout, 'data'),
      once(server, 'exit').then(() => Promise.reject(new Error('The OIDC server ended.'))),
    ]);
    return server;
  };
  let server = await start();
  const actionOf = (page: string) => /action="([^"]+)"/.exec(page)?.[1] ?? '';
  return {
    settings: {
      id,
      name: `Provider ${id}`,
      issuer,
      clientId: client.client_id,
      clientSecret: CLIENT_SECRET,
      clientAuth: 'post',
      scopes: ['openid', 'email', 'profile'],
      createAccounts: true,
      ...settings,
    },
    async signIn(authorizationUrl, name) {
      const browser = new Browser();
      let at = await browser.follow(await browser.ask(authorizationUrl), issuer, redirectUri);
      // Its login form, then its consent.
      while (!(at instanceof URL)) {
        const page = await at.text();
        const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
        if (!prompt) throw new Error(`The provider shows neither form: ${page.slice(0, 200)}`);
        const form = { prompt, ...(prompt === 'login' ? { login: name, password: 'x' } : {}) };
        const answer = await browser.ask(actionOf(page), form);
        at = await browser.follow(answer, issuer, redirectUri);
      }
      return at.search.slice(1);
    },
    async abort(authorizationUrl) {
      const browser = new Browser();
      const at = await browser.follow(await browser.ask(authorizationUrl), issuer, redirectUri);
      if (at instanceof URL) throw new Error('The provider asked for nothing.');
      const link = /href="([^"]+\/abort)"/.exec(await at.text())?.[1] ?? '';
      const back = await browser.follow(await browser.ask(link), issuer, redirectUri);
      if (!(back instanceof URL)) throw new Error('The provider kept the browser.');
      return back.search.slice(1);
    },
    async restart() {
      server = await start();
    },
    async stop() {
      if (server.exitCode !== null || server.signalCode !== null) return;
      const gone = once(server, 'exit');
      server.kill('SIGKILL');
      await gone;
    },
  };
}

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Answer, type Person, part, type World } from './world';

const WEB = join(__dirname, '../../web');

/** WB: the web app in production. */
export function pages(world: () => World): void {
  describe('the web app', () => {
    let person: Person;
    let cookie: string;

    const get = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
      world().rest('web', `GET ${path}`, { headers });

    /** Signs in as a browser without scripts would: by posting the form that the page brought. */
    async function signIn(next: string): Promise<Response> {
      const path = `/login?next=${encodeURIComponent(next)}`;
      const { text } = await get(path);
      const form = new FormData();
      for (const [input = ''] of text.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
        const attribute = (name: string): string =>
          (new RegExp(`\\b${name}="([^"]*)"`).exec(input)?.[1] ?? '')
            .replaceAll('&quot;', '"')
            .replaceAll('&amp;', '&');
        form.set(attribute('name'), attribute('value'));
      }
      form.set('next', next);
      form.set('email', person.email);
      form.set('password', person.password);
      const web = world().platform.url('web');
      return fetch(`${web}${path}`, {
        method: 'POST',
        body: form,
        redirect: 'manual',
        headers: { origin: web },
      });
    }

    beforeAll(async () => {
      person = await world().newcomer();
      const [set = ''] = (await signIn('/')).headers.getSetCookie();
      cookie = set.split(';')[0] ?? '';
    });

    it('WB-01 gives each page a policy with a nonce of its own, and nothing unsafe', async () => {
      const nonces = new Set<string>();
      for (const path of ['/login', '/login', '/register']) {
        const { headers, text } = await get(path);
        const policy = headers.get('content-security-policy') ?? '';
        const nonce = /script-src [^;]*'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
        expect(Buffer.from(nonce, 'base64').length).toBeGreaterThanOrEqual(16);
        nonces.add(nonce);
        const scripts = /script-src ([^;]*)/.exec(policy)?.[1];
        expect(scripts).not.toMatch(/unsafe-inline|unsafe-eval|\*|https?:/);
        for (const directive of [
          "object-src 'none'",
          "base-uri 'none'",
          "frame-ancestors 'none'",
        ]) {
          expect(policy).toContain(directive);
        }
        const bare = [...text.matchAll(/<script\b[^>]*>/g)].filter(
          ([tag]) => !tag.includes(`nonce="${nonce}"`),
        );
        expect(bare).toEqual([]);
      }
      expect(nonces.size).toBe(3);
    });

    it('WB-01 sends HSTS, COOP, Referrer-Policy and nosniff with every answer', async () => {
      for (const path of ['/', '/login', '/icon.svg', '/nowhere', '/api/graphql']) {
        const { headers } = await get(path);
        expect(headers.get('strict-transport-security')).toMatch(/max-age=(\d{8,})/);
        expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
        expect(headers.get('referrer-policy')).toMatch(/no-referrer|same-origin|strict-origin/);
        expect(headers.get('x-content-type-options')).toBe('nosniff');
        expect(headers.get('x-powered-by')).toBeNull();
      }
    });

    it('WB-01 leads nobody to a foreign site', async () => {
      const foreign = [
        'https://evil.example',
        '//evil.example',
        '/\\evil.example',
        '/\t/evil.example',
        'javascript:alert(1)',
        '/..//evil.example',
        'https:evil.example',
      ];
      for (const next of foreign) {
        const { headers } = await signIn(next);
        const target = new URL(headers.get('location') ?? '/', world().platform.url('web'));
        expect([next, target.host]).toEqual([next, new URL(world().platform.url('web')).host]);
        const page = await get(`/login?next=${encodeURIComponent(next)}`);
        expect(page.text).not.toMatch(/(href|action)="(https?:)?\/\/evil/);
      }
      for (const path of ['//evil.example/', '/%5cevil.example', '/%2f%2fevil.example']) {
        const location = (await get(path)).headers.get('location') ?? '/login';
        const target = new URL(location, world().platform.url('web'));
        expect(target.hostname).toMatch(/^(127\.0\.0\.1|localhost)$/);
      }
    });

    it('WB-01 lets no header skip the sign-in', async () => {
      const values = [
        'middleware',
        'src/middleware:src/middleware:src/middleware:src/middleware:src/middleware',
        'proxy:proxy:proxy:proxy:proxy',
        'src/proxy:src/proxy:src/proxy:src/proxy:src/proxy',
        'pages/_middleware',
      ];
      for (const value of values) {
        const headers = { 'x-middleware-subrequest': value, 'x-middleware-prefetch': '1' };
        const { status, headers: answered, text } = await get('/', headers);
        expect([value, status]).toEqual([value, 307]);
        expect(answered.get('location')).toMatch(/\/login/);
        expect(text).not.toContain('Sign out');
      }
    });

    it('WB-01 keeps the session in a cookie that scripts cannot read and others cannot send', async () => {
      const [set = ''] = (await signIn('/')).headers.getSetCookie();
      expect(set).toMatch(/; *HttpOnly/i);
      expect(set).toMatch(/; *SameSite=(Lax|Strict)/i);
      expect(set).toMatch(/; *Path=\//i);
      expect(set).not.toMatch(/; *Domain=/i);
      const { accessToken, refreshToken } = person;
      for (const token of [accessToken, refreshToken, String(part(accessToken, 1).sid)]) {
        expect(decodeURIComponent(set)).not.toContain(token);
      }
    });

    it('WB-01 puts no token into a page, and answers no foreign page', async () => {
      const page = await get('/', { cookie });
      expect(page.status).toBe(200);
      expect(page.text).not.toMatch(/eyJ[\w-]+\.eyJ|refreshToken|accessToken/);
      expect(page.headers.get('cache-control')).toMatch(/no-store|private/);
      const ask = (headers: Readonly<Record<string, string>>) =>
        world().rest('web', 'POST /api/graphql', {
          body: { query: '{ me { email } }' },
          headers: { cookie, ...headers },
        });
      const own = { origin: world().platform.url('web'), 'x-ai-finops-web': '1' };
      const foreign = [
        {},
        { 'x-ai-finops-web': '1' },
        { ...own, origin: 'https://evil.example' },
        { ...own, origin: 'null' },
        { ...own, 'sec-fetch-site': 'cross-site' },
        { ...own, 'sec-fetch-site': 'same-site' },
        { origin: own.origin },
      ];
      for (const headers of foreign) {
        const { status, text } = await ask(headers);
        expect([headers, status]).toEqual([headers, 403]);
        expect(text).not.toContain(person.email);
      }
    });

    it('WB-01 ships no source maps and no secrets to browsers', async () => {
      const assets = join(WEB, '.next/static');
      const files = readdirSync(assets, { recursive: true, encoding: 'utf8' });
      expect(files.length).toBeGreaterThan(3);
      expect(files.filter((file) => file.endsWith('.map'))).toEqual([]);
      const script = files.find((file) => file.endsWith('.js')) ?? '';
      const path = `/_next/static/${script.replaceAll('\\', '/')}`;
      const { text, status } = await get(path);
      expect([status, text.includes('sourceMappingURL')]).toEqual([200, false]);
      expect((await get(`${path}.map`)).status).toBe(404);
    });
  });
}

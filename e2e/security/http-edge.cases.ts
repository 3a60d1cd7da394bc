import { rawHttp, statusesOf } from './raw-http';
import { type Answer, type Person, part, type World } from './world';

const EDGES = ['gateway', 'auth', 'accounts', 'finops', 'assistant'] as const;
/** Longer than any server here waits for the headers of a request. */
const PATIENCE_MS = 60_000;
const MEGABYTE = 1024 * 1024;

/** A refusal over REST has one shape (RFC 9457). */
function expectProblem(answer: Answer, status: number): void {
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(answer.body).toMatchObject({
    status,
    title: expect.any(String),
    code: expect.stringMatching(/^[A-Z_]+$/),
    requestId: expect.any(String),
  });
}

/** HT: what every answer carries, and what no request may do. */
export function httpEdge(world: () => World): void {
  describe('the edge of HTTP', () => {
    let person: Person;
    /** What clients heard that never end their headers: they have all of this suite for it. */
    let neverEnding: Promise<readonly string[]>;
    beforeAll(async () => {
      const request = 'GET /health HTTP/1.1\r\nhost: localhost\r\nx-slow: ';
      neverEnding = Promise.all(
        EDGES.map((service) => rawHttp(world().platform.url(service), request, PATIENCE_MS)),
      );
      person = await world().newcomer();
    });

    it('HT-01 lets browsers call from the configured origins only', async () => {
      const web = new URL(world().platform.url('web'));
      const own = `http://localhost:${web.port}`;
      const preflight = (service: (typeof EDGES)[number], origin: string) =>
        world().rest(service, 'OPTIONS /auth/login', {
          headers: {
            origin,
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'content-type,authorization',
          },
        });
      const foreign = [
        'https://evil.example',
        'null',
        `${own}.evil.example`,
        `https://evil.example/${own}`,
        `http://localhost:${web.port}0`,
        own.replace('http:', 'https:'),
      ];
      for (const service of EDGES) {
        const allowed = await preflight(service, own);
        expect([service, allowed.headers.get('access-control-allow-origin')]).toEqual([
          service,
          own,
        ]);
        expect(allowed.headers.get('vary')).toMatch(/origin/i);
        for (const origin of foreign) {
          const { headers } = await preflight(service, origin);
          expect([origin, headers.get('access-control-allow-origin')]).toEqual([origin, null]);
          // Credentials of a browser (cookies) are never taken here.
          expect(headers.get('access-control-allow-credentials')).toBeNull();
        }
      }
    });

    it('HT-01 sets no cookie at the API, so that no page can ride on one', async () => {
      const { email, password } = person;
      const answer = await world().rest('gateway', 'POST /auth/login', {
        body: { email, password },
      });
      world().pair(answer);
      expect(answer.headers.get('set-cookie')).toBeNull();
    });

    it('HT-02 refuses bodies beyond the cap, and a password of a megabyte at once', async () => {
      for (const service of ['gateway', 'auth'] as const) {
        const body = { email: person.email, password: 'a'.repeat(2 * MEGABYTE) };
        expectProblem(await world().rest(service, 'POST /auth/login', { body }), 413);
        const long = { email: person.email, password: 'a'.repeat(MEGABYTE - 200) };
        const answer = await world().rest(service, 'POST /auth/login', { body: long });
        expect([401, 413, 422]).toContain(answer.status);
        expect(answer.milliseconds).toBeLessThan(5_000);
      }
      const huge = await world().graph(`{ me { id } } # ${'a'.repeat(2 * MEGABYTE)}`);
      expect(huge.status).toBe(413);
    });

    it('HT-02 refuses JSON that is broken, deep or of another type', async () => {
      const deep = `{"email":${'['.repeat(100_000)}${']'.repeat(100_000)},"password":"x"}`;
      for (const service of ['gateway', 'auth'] as const) {
        for (const body of ['{"email":', '{', 'nonsense', '"text"', '[]', 'null', deep]) {
          const answer = await world().rest(service, 'POST /auth/login', { body });
          expect([body.slice(0, 20), [400, 422].includes(answer.status)]).toEqual([
            body.slice(0, 20),
            true,
          ]);
          expectProblem(answer, answer.status);
        }
        for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'text/xml']) {
          const answer = await world().rest(service, 'POST /auth/login', {
            body: 'email=a&password=b',
            headers: { 'content-type': type },
          });
          expect(answer.status).toBe(415);
        }
      }
    });

    it('HT-02 names the methods of a route to who uses another', async () => {
      for (const method of ['PUT', 'PATCH', 'DELETE']) {
        const answer = await world().rest('gateway', `${method} /graphql`);
        expect([method, answer.status, answer.headers.get('allow')]).toEqual([
          method,
          405,
          'GET, POST',
        ]);
      }
      for (const method of ['TRACE', 'CONNECT', 'BREW']) {
        const url = world().platform.url('gateway');
        const text = await rawHttp(
          url,
          `${method} /graphql HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`,
        );
        for (const status of statusesOf(text)) expect([400, 404, 405, 501]).toContain(status);
        expect(text).not.toContain('cookie');
      }
    });

    it.each(['gateway', 'auth'] as const)(
      'HT-02 leaves no doubt where a request ends: %s',
      async (service) => {
        const url = world().platform.url(service);
        const smuggled = 'GET /auth/health HTTP/1.1\r\nhost: a\r\n\r\n';
        const ambiguous = [
          'content-length: 4\r\ntransfer-encoding: chunked',
          'transfer-encoding: chunked\r\ncontent-length: 4',
          'content-length: 4\r\ncontent-length: 5',
          'transfer-encoding: chunked, identity',
          'transfer-encoding: xchunked',
          'content-length: 4x',
          'content-length: -1',
          'content-length : 4',
        ];
        for (const headers of ambiguous) {
          const text = await rawHttp(
            url,
            `POST /auth/login HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n${headers}\r\n\r\n0\r\n\r\n${smuggled}`,
            2_000,
          );
          expect([headers, statusesOf(text).includes(200)]).toEqual([headers, false]);
        }
      },
    );

    it('HT-02 serves others while slow clients send their bodies', async () => {
      const { Agent, request } = await import('node:http');
      // What is asked of the server here is only that one slow client does not keep another waiting.
      const agents = Array.from({ length: 50 }, () => new Agent());
      const url = new URL(world().platform.url('gateway'));
      const slow = agents.map((agent) => {
        const outgoing = request({
          host: url.hostname,
          port: url.port,
          path: '/auth/login',
          method: 'POST',
          headers: { 'content-type': 'application/json', 'content-length': '100' },
          agent,
        });
        outgoing.on('error', () => undefined);
        outgoing.write('{');
        return outgoing;
      });
      const answer = await world().graph('{ me { id } }', {}, { token: person.accessToken });
      expect(answer.status).toBe(200);
      expect(answer.milliseconds).toBeLessThan(3_000);
      for (const outgoing of slow) outgoing.destroy();
    });

    it('HT-02 ends a client that never ends its headers, and keeps nobody waiting for it', async () => {
      for (const service of EDGES) {
        const path = service === 'auth' ? '/auth/health' : '/health';
        expect((await world().rest(service, `GET ${path}`)).status).toBe(200);
      }
      expect((await neverEnding).map(statusesOf)).toEqual(EDGES.map(() => [408]));
    });

    it('HT-05 sends safe headers, and does not say what it runs on', async () => {
      for (const service of EDGES) {
        const path = service === 'auth' ? '/auth/health' : '/health';
        for (const line of [`GET ${path}`, 'GET /nowhere', 'POST /nowhere']) {
          const { headers } = await world().rest(service, line);
          expect([line, headers.get('x-content-type-options')]).toEqual([line, 'nosniff']);
          expect(headers.get('x-frame-options')).toMatch(/^(DENY|SAMEORIGIN)$/);
          expect(headers.get('x-powered-by')).toBeNull();
          expect(headers.get('server')).toBeNull();
        }
      }
    });

    it('HT-05 refuses in one shape, with the id of the request, and no more', async () => {
      for (const service of EDGES) {
        const answer = await world().rest(service, 'GET /nowhere');
        expectProblem(answer, 404);
        expect(answer.text).not.toMatch(/node_modules|\.js:\d+/);
      }
      expectProblem(await world().rest('auth', 'GET /auth/profile'), 401);
      expectProblem(await world().rest('accounts', 'GET /users'), 401);
      expectProblem(await world().rest('auth', 'POST /auth/login', { body: {} }), 422);
      expectProblem(await world().rest('gateway', 'GET /auth/%zz'), 400);
    });

    it('HT-05 lets nobody keep private answers and tokens', async () => {
      const { email, password, accessToken: token } = person;
      const login = await world().rest('gateway', 'POST /auth/login', {
        body: { email, password },
      });
      const answers = [
        login,
        await world().refresh(world().pair(login).refreshToken),
        await world().rest('auth', 'GET /auth/profile', { token }),
        await world().rest('auth', 'GET /auth/validate', { token }),
        await world().graph('{ me { id } }', {}, { token }),
        await world().data('POST /internal/credentials', { email }),
        await world().data(`GET /users/${person.id}`),
        await world().data(`GET /sessions/user/${person.id}`),
        await world().rest('auth', 'GET /auth/profile'),
      ];
      for (const { headers } of answers) expect(headers.get('cache-control')).toBe('no-store');
      // The browser's and the log's address never hold the token.
      expect(part(token, 0).typ).toBe('at+jwt');
    });
  });
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TOKEN_LIFE_SECONDS, type Visit } from './visit';

/** The text of an operation of the web app: the gateway of this suite answers no other. */
function trustedText(name: string): string {
  const file = join(__dirname, '../../gateway/generated/trusted-documents.json');
  const { operations } = JSON.parse(readFileSync(file, 'utf8')) as {
    operations: { name: string; body: string }[];
  };
  return operations.find((operation) => operation.name === name)?.body ?? '';
}

/** What a session keeps, gives away, and how it ends. */
export function session(visit: () => Visit): void {
  it('stays signed in when its access token ends', async () => {
    const { page, at, sessionCookie } = visit();
    const before = await sessionCookie();
    await sleep(TOKEN_LIFE_SECONDS * 1_000 + 500);
    await page.goto(at('/'));
    await page.getByRole('heading', { name: 'Recent imports' }).waitFor();
    expect(await sessionCookie()).not.toBe(before);
  });

  it('keeps the tokens from the page and its scripts', async () => {
    const { context, page } = visit();
    const session = (await context.cookies()).find(({ name }) => name === 'session');
    expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
    const readable = await page.evaluate(() =>
      JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }]),
    );
    expect(readable).not.toContain(session?.value);
    for (const place of [session?.value, readable, await page.content()]) {
      // Two parts that begin as JSON does: a signed token.
      expect(place).not.toMatch(/eyJ[\w-]+\.eyJ/);
    }
  });

  it('passes questions on for its own pages only', async () => {
    const { platform, email, at, sessionCookie } = visit();
    const own = {
      'content-type': 'application/json',
      cookie: await sessionCookie(),
      'x-ai-finops-web': '1',
      origin: platform.url('web'),
      'sec-fetch-site': 'same-origin',
    };
    const ask = async (headers: Record<string, string>) => {
      const body = JSON.stringify({ query: trustedText('Viewer') });
      const answer = await fetch(at('/api/graphql'), { method: 'POST', headers, body });
      return [answer.status, await answer.json()];
    };
    expect(await ask(own)).toMatchObject([200, { data: { me: { email } } }]);
    const { origin, 'x-ai-finops-web': mark, ...without } = own;
    for (const headers of [
      { ...without, origin },
      { ...without, 'x-ai-finops-web': mark },
      { ...own, origin: 'https://evil.example' },
      { ...own, 'sec-fetch-site': 'cross-site' },
    ]) {
      expect((await ask(headers))[0]).toBe(403);
    }
    expect((await ask({ ...own, cookie: '' }))[0]).toBe(401);
  });

  it('has the theme that was chosen from the first byte', async () => {
    const { context, page, at } = visit();
    await page.getByRole('button', { name: /^Theme: system/ }).click();
    await page.getByRole('button', { name: /^Theme: light/ }).click();
    const cookie = (await context.cookies())
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const html = await (await fetch(at('/'), { headers: { cookie } })).text();
    expect(html).toMatch(/<html[^>]* data-theme="dark"/);
  });

  it('fits a phone', async () => {
    const { page, at } = visit();
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of ['/', '/kpis', '/assistant']) {
      await page.goto(at(path), { waitUntil: 'networkidle' });
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(excess).toBeLessThanOrEqual(0);
    }
  });

  it('signs out for good', async () => {
    const { page, email, at, sessionCookie } = visit();
    const cookie = await sessionCookie();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await sessionCookie()).toBe('session=');
    let html = '';
    // Access tokens of a session that ended are refused within 5 seconds.
    for (const end = Date.now() + 8_000; Date.now() < end; await sleep(250)) {
      html = await (await fetch(at('/'), { headers: { cookie } })).text();
      if (!html.includes(email)) break;
    }
    expect(html).not.toContain(email);
  });
}

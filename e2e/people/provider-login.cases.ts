import { randomUUID } from 'node:crypto';
import type { TestPlatform } from '@ai-finops/testkit';
import { Secret, TOTP } from 'otpauth';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { byName, type Stage } from './stage';

export function providerLogin(stage: () => Stage): void {
  describe('signing in by a provider in a browser', () => inBrowser(stage));
}

function inBrowser(stage: () => Stage): void {
  let platform: TestPlatform;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const password = `a sentence ${randomUUID()}`;
  /** By the name that the provider sends browsers back to. */
  const at = (path: string): string => `${byName(platform)}${path}`;

  beforeAll(() => {
    ({ platform, browser } = stage());
  });
  beforeEach(async () => {
    const context: BrowserContext = await browser.newContext({
      viewport: { width: 1280, height: 900 },
    });
    page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
  });
  afterEach(async () => {
    await page.context().close();
  });

  /** The forms of the provider: who one is there, and that one agrees. */
  const atProvider = async (name: string): Promise<void> => {
    await page.locator('input[name=login]').fill(name);
    await page.locator('input[name=password]').fill('any');
    await page.locator('button[type=submit]').click();
    await page.getByRole('button', { name: 'Continue' }).click();
  };
  const register = async (name: string): Promise<void> => {
    await page.goto(at('/register?next=/account/security'));
    await page.getByLabel('Email').fill(`${name}@example.com`);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Create' }).click();
    await page.waitForURL('**/account/security');
  };
  const signIn = async (name: string, next: string): Promise<void> => {
    await page.goto(at(`/login?next=${next}`));
    await page.getByRole('link', { name: 'Sign in with Example SSO' }).click();
    await atProvider(name);
  };

  it('makes an account, signs in and goes on to where somebody wanted to go', async () => {
    await signIn('newcomer', '/account');
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/account');
    expect(await page.content()).toContain('newcomer@example.com');
    const names = (await page.context().cookies(at('/'))).map(({ name }) => name);
    expect(names).toContain('session');
    expect(names).not.toContain('provider-attempt');
    // What came back is good for nothing any more, also with its own browser.
    await page.goto(at('/login/oidc/sso?code=again&state=again'));
    expect(page.url()).not.toContain('/login/oidc');
  });

  it('says what to do when the address has an account, and links it on the security page', async () => {
    await register('owner');
    await page.context().clearCookies();
    await signIn('owner', '/account');
    expect(await page.getByRole('main').getByRole('alert').textContent()).toContain(
      'link this identity on the security page',
    );
    await page.getByLabel('Email').fill('owner@example.com');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
    await page.goto(at('/account/security'));
    const card = page.getByRole('region', { name: 'Linked identities' });
    await card.getByLabel('Current password').fill(password);
    await card.getByRole('button', { name: 'Link Example SSO' }).click();
    // The provider still knows the browser, and asks for nothing.
    await card.getByText('has not signed in yet').waitFor();
    await page.context().clearCookies({ name: 'session' });
    await page.goto(at('/login?next=/account'));
    await page.getByRole('link', { name: 'Sign in with Example SSO' }).click();
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
    await page.goto(at('/account/security'));
    await card.getByRole('button', { name: 'Unlink Example SSO' }).click();
    await card.getByRole('button', { name: 'Unlink Example SSO' }).waitFor({ state: 'detached' });
  });

  it('asks for the code of an account with a second factor', async () => {
    await register('careful');
    const factor = page.getByRole('region', { name: 'Second factor' });
    await factor.getByLabel('Current password').fill(password);
    await factor.getByRole('button', { name: 'Set up' }).click();
    const secret = (await factor.getByTestId('secret').textContent()) ?? '';
    const app = new TOTP({ secret: Secret.fromBase32(secret.trim()) });
    await factor.getByLabel('Code that the app shows').fill(app.generate());
    await factor.getByRole('button', { name: 'Turn it on' }).click();
    await factor.getByText('On', { exact: true }).waitFor();
    const card = page.getByRole('region', { name: 'Linked identities' });
    await card.getByLabel('Current password').fill(password);
    await card.getByRole('button', { name: 'Link Example SSO' }).click();
    await atProvider('careful');
    await card.getByText('has not signed in yet').waitFor();
    await page.context().clearCookies({ name: 'session' });
    await page.goto(at('/login?next=/account'));
    await page.getByRole('link', { name: 'Sign in with Example SSO' }).click();
    // A code works once. The next one is taken already.
    const next = app.generate({ timestamp: Date.now() + 30_000 });
    await page.getByLabel('Code').fill(next);
    expect(page.url()).not.toContain('challenge');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
  });

  it('links an identity without scripts too', async () => {
    await page.context().close();
    page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await register('plain');
    const card = page.getByRole('region', { name: 'Linked identities' });
    await card.getByLabel('Current password').fill(password);
    await card.getByRole('button', { name: 'Link Example SSO' }).click();
    await page.getByRole('link', { name: 'Go on to the provider' }).click();
    await atProvider('plain');
    await card.getByText('has not signed in yet').waitFor();
  });

  it('signs nobody in by an answer that this browser has not begun', async () => {
    await page.goto(at('/login/oidc/sso?code=stolen&state=stolen'));
    await page.getByRole('alert').getByText('This attempt is over').waitFor();
    expect(complaints).toEqual([]);
  });
}

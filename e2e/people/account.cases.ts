import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestPlatform } from '@ai-finops/testkit';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { runCli } from '../cli';
import { mailedLink } from '../outbox';
import { type PageWatch, watchPage } from '../page-watch';
import type { Stage } from './stage';

export function ownAccount(stage: () => Stage): void {
  describe('one’s own account in the web app', () => inBrowser(stage));
}

function inBrowser(stage: () => Stage): void {
  let platform: TestPlatform;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let watch: PageWatch;
  const email = `owner-${randomUUID()}@example.com`;
  const password = `a sentence ${randomUUID()}`;
  const newPassword = `another sentence ${randomUUID()}`;
  const at = (path: string): string => `${platform.url('web')}${path}`;

  /** The link as a browser here reaches it: the same path and token. */
  const here = (link: string): string => {
    const { pathname, search } = new URL(link);
    return at(`${pathname}${search}`);
  };

  beforeAll(async () => {
    ({ platform, browser } = stage());
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    watch = watchPage(page, platform.url('web'));
  });
  afterAll(() => context?.close());

  const signIn = async (on: Page, address: string, secret: string): Promise<void> => {
    await on.goto(at('/login?next=/account'));
    await on.getByLabel('Email', { exact: true }).fill(address);
    await on.getByLabel('Password', { exact: true }).fill(secret);
    await on.getByRole('button', { name: 'Sign in', exact: true }).click();
    await on.getByRole('heading', { name: 'Your account' }).waitFor();
  };

  it('mails a link to whoever forgot a password, and says the same to everybody', async () => {
    await page.goto(at('/register?next=/account'));
    await page.getByLabel('Email', { exact: true }).fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
    const stranger = await browser.newPage();
    await stranger.goto(at('/login'));
    await stranger.getByRole('link', { name: 'Forgot your password?' }).click();
    await stranger.getByRole('heading', { name: 'Forgot your password?' }).waitFor();
    for (const address of [`nobody-${randomUUID()}@example.com`, email]) {
      await stranger.getByLabel('Email', { exact: true }).fill(address);
      await stranger.getByRole('button', { name: 'Send a link' }).click();
      await stranger.getByText(`If ${address} has an account`).waitFor();
    }
    await stranger.close();
  });

  it('sets a new password by the link, once, and signs everybody out', async () => {
    const link = here(await mailedLink(platform, email, 'Reset'));
    const answer = await page.goto(link);
    expect(answer?.headers()['referrer-policy']).toBe('no-referrer');
    expect(answer?.headers()['cache-control']).toContain('no-store');
    await page.waitForURL(at('/reset-password'));
    await page.getByLabel('New password', { exact: true }).fill('password1');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByText(/everybody tries first/).waitFor();
    await page.getByLabel('New password', { exact: true }).fill(newPassword);
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByText('Your password is changed').waitFor();
    expect(page.url()).toBe(at('/login?done=password-reset'));
    await page.goto(link);
    await page.getByLabel('New password', { exact: true }).fill(newPassword);
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByText(/link was used/).waitFor();
    await signIn(page, email, newPassword);
  });

  it('shows where the account is signed in, and ends one of the sessions', async () => {
    const phone = await browser.newContext({ userAgent: 'my-phone/1' });
    const other = await phone.newPage();
    await signIn(other, email, newPassword);
    await page.getByRole('link', { name: 'Sessions' }).click();
    await page.getByRole('heading', { name: 'Sessions' }).waitFor();
    const sessions = page.getByRole('listitem');
    expect(await sessions.count()).toBe(2);
    expect(await sessions.filter({ hasText: 'This session' }).count()).toBe(1);
    const phones = sessions.filter({ hasText: 'my-phone/1' });
    expect(await phones.textContent()).toContain('127.0.0.1');
    await phones.getByRole('button', { name: /^End/ }).click();
    await phones.waitFor({ state: 'detached' });
    // Access tokens of a session that ended are refused within 5 seconds.
    for (const end = Date.now() + 8_000; Date.now() < end; await sleep(250)) {
      await other.goto(at('/account'));
      if (other.url().includes('/login')) break;
    }
    expect(other.url()).toContain('/login');
    await phone.close();
  });

  it('changes name and password, and keeps the session that does', async () => {
    await page.getByRole('link', { name: 'Profile' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Ada <b>Lovelace</b>');
    await page.getByRole('button', { name: 'Save the name' }).click();
    await page.getByText('Your name is saved.').waitFor();
    const form = page.getByRole('region', { name: 'Password' });
    await form.getByLabel('Current password').fill('not this one');
    await form.getByLabel('New password').fill(password);
    await form.getByRole('button', { name: 'Change the password' }).click();
    await form.getByText('This is not your current password.').waitFor();
    await form.getByLabel('Current password').fill(newPassword);
    await form.getByRole('button', { name: 'Change the password' }).click();
    await form.getByText('Your password is changed.').waitFor();
    expect(await form.getByLabel('Current password').inputValue()).toBe('');
    await page.reload();
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Ada <b>Lovelace</b>');
  });

  it('gives the account another address when its mailbox confirms it', async () => {
    const next = `next-${email}`;
    const form = page.getByRole('region', { name: 'Email' });
    await form.getByLabel('New email').fill(next);
    await form.getByLabel('Current password').fill(password);
    await form.getByRole('button', { name: 'Change the email' }).click();
    await form.getByText(`Open the link that was mailed to ${next}`).waitFor();
    await mailedLink(platform, email, 'A new address was asked');
    await page.goto(here(await mailedLink(platform, next, 'Confirm')));
    await page.waitForURL(at('/confirm-email'));
    await page.getByRole('button', { name: 'Confirm the address' }).click();
    await page.getByText(`Your account has the address ${next} now.`).waitFor();
    await page.getByRole('link', { name: 'Go to your account' }).click();
    await page.getByRole('region', { name: 'Profile' }).getByText(next).waitFor();
  });

  it('does the same from the command line', async () => {
    const address = `next-${email}`;
    const stdin = (text: string) => ({ stdin: text });
    const run = async (args: string, options = {}) => {
      const result = await runCli(platform, args.split(' '), options);
      expect([args, result.code, result.stderr]).toEqual([args, 0, '']);
      return result.stdout;
    };
    await run(`login --email ${address} --password-stdin`, stdin(password));
    const sessions = JSON.parse(await run('sessions --json'));
    expect(sessions.filter(({ current }: { current: boolean }) => current)).toHaveLength(1);
    expect(await run('sessions')).toContain('this one');
    const [others] = sessions.filter(({ current }: { current: boolean }) => !current);
    expect(await run(`sessions revoke ${others.id}`)).toContain('has ended');
    await run('password change --password-stdin', stdin(`${password}\n${newPassword}`));
    expect(await run('profile --name Grace')).toContain('Grace');
    await run(`password forgot --email ${address}`);
    const link = await mailedLink(platform, address, 'Reset');
    await run(`password reset ${link} --password-stdin`, stdin(password));
    await run(`login --email ${address} --password-stdin`, stdin(password));
    expect(await run('logout --everywhere')).toContain('Signed out everywhere.');
    const after = await runCli(platform, ['sessions']);
    expect([after.code, after.stderr]).toEqual([1, expect.stringContaining('UNAUTHENTICATED')]);
  });

  it('fits a phone, signed in or not', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await signIn(page, `next-${email}`, password);
    for (const path of ['/account', '/account/sessions', '/forgot-password', '/reset-password']) {
      await page.goto(at(path), { waitUntil: 'networkidle' });
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect([path, excess <= 0]).toEqual([path, true]);
    }
  });

  it('signs out everywhere', async () => {
    await page.goto(at('/account/sessions'));
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });

  it('asked no other host, and broke no rule of its own policy', () => {
    expect(watch.foreignRequests).toEqual([]);
    expect(watch.complaints).toEqual([]);
  });
}

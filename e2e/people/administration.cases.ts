import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestPlatform } from '@ai-finops/testkit';
import type { Browser, Page } from 'playwright-core';
import type { Stage } from './stage';

interface Person {
  readonly id: string;
  readonly email: string;
  readonly password: string;
}

/** Counts everybody: to be the first on the platform. */
export function administration(stage: () => Stage): void {
  describe('the pages of administrators', () => inBrowser(stage));
}

function inBrowser(stage: () => Stage): void {
  let platform: TestPlatform;
  let browser: Browser;
  let admin: Person;
  let owner: Person;
  let user: Person;
  /** The administrator's. */
  let page: Page;
  const complaints: string[] = [];
  const at = (path: string): string => `${platform.url('web')}${path}`;

  const newcomer = async (name: string): Promise<Person> => {
    const email = `${name}-${randomUUID()}@example.com`;
    const password = `a sentence ${randomUUID()}`;
    const answer = await fetch(`${platform.url('gateway')}/auth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    const { user: made } = (await answer.json()) as { user: { id: string } };
    return { id: made.id, email, password };
  };
  /** Asks the data service as its operator. */
  const data = async (method: string, path: string, body: unknown): Promise<void> => {
    const answer = await fetch(`${platform.url('accounts')}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${platform.secrets.DATABASE_SERVICE_TOKEN}`,
      },
      body: JSON.stringify(body),
    });
    expect(answer.ok).toBe(true);
  };
  const promote = ({ id }: Person, role: string) => data('PUT', `/users/${id}`, { role });
  /** A browser of their own, signed in. */
  const enter = async (email: string, password: string): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const own = await context.newPage();
    own.on('pageerror', (error) => complaints.push(error.message));
    await own.goto(at('/login?next=/account'));
    await own.getByLabel('Email').fill(email);
    await own.getByLabel('Password').fill(password);
    await own.getByRole('button', { name: 'Sign in', exact: true }).click();
    await own.getByRole('heading', { name: 'Your account' }).waitFor();
    return own;
  };
  const administration = (of: Page) =>
    of.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Administration' });
  const rows = () => page.getByRole('region', { name: 'List of users' }).locator('tbody tr');
  const open = async ({ email }: Pick<Person, 'email'>): Promise<void> => {
    await page.goto(at(`/admin/users?search=${email}`));
    await page.getByRole('main').getByRole('link', { name: email }).click();
    await page.getByRole('heading', { level: 1, name: email }).waitFor();
  };
  /** The button, and the one of the question that it asks. */
  const doAfterQuestion = async (name: string, question: RegExp): Promise<void> => {
    await page.getByRole('button', { name, exact: true }).click();
    const dialog = page.getByRole('dialog', { name: question });
    await dialog.getByRole('button', { name, exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
  };
  const badge = (text: string) => page.getByRole('heading', { level: 1 }).getByText(text);

  beforeAll(async () => {
    ({ platform, browser } = stage());
    [admin, owner, user] = [
      await newcomer('admin'),
      await newcomer('owner'),
      await newcomer('user'),
    ];
    await promote(admin, 'ADMIN');
    await promote(owner, 'SUPER_ADMIN');
    page = await enter(admin.email, admin.password);
  });
  afterAll(() => page?.context().close());

  it('are not there for those who do not administer', async () => {
    const own = await enter(user.email, user.password);
    expect(await administration(own).count()).toBe(0);
    for (const path of ['users', 'users/invite', `users/${user.id}`, 'audit']) {
      await own.goto(at(`/admin/${path}`));
      await own.getByRole('heading', { name: 'There is no such page' }).waitFor();
      expect(await own.content()).not.toContain(admin.email);
    }
    await own.context().close();
    const answer = await fetch(at('/admin/users'), { redirect: 'manual' });
    expect(answer.headers.get('location')).toBe('/login?next=%2Fadmin%2Fusers');
  });

  it('list everybody, and narrow the list in the address', async () => {
    await administration(page).click();
    await page.getByRole('heading', { name: 'Users' }).waitFor();
    await page.getByText('3 users').waitFor();
    await page.getByLabel('Role').selectOption('Administrator');
    await page.getByRole('button', { name: 'Show' }).press('Enter');
    await page.getByText('1 user', { exact: true }).waitFor();
    expect(await rows().allTextContents()).toEqual([expect.stringContaining(admin.email)]);
    expect(new URL(page.url()).searchParams.get('role')).toBe('ADMIN');
    await page.getByLabel('Part of the email or name').fill('nobody at all');
    await page.keyboard.press('Enter');
    await page.getByText('Nobody matches.').waitFor();
    await page.getByRole('link', { name: 'Show everybody' }).click();
    await page.getByText('3 users').waitFor();
    expect(await page.getByLabel('Part of the email or name').inputValue()).toBe('');
  });

  it('say what is wrong with an address, and lead back', async () => {
    for (const path of ['users', 'audit']) {
      await page.goto(at(`/admin/${path}?after=nonsense`));
      await page.getByRole('alert').getByText('This address leads nowhere').waitFor();
      await page.getByRole('link', { name: 'Start at the beginning' }).click();
      await page.waitForURL(at(`/admin/${path}`));
    }
    await page.goto(at('/admin/users/nobody'));
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
  });

  it('make an account for somebody else, whose password is shown once and works', async () => {
    await page.goto(at('/admin/users/invite'));
    expect(await page.getByLabel('Role').locator('option').allTextContents()).toEqual([
      'User',
      'Administrator',
    ]);
    await page.getByLabel('Email').fill(user.email);
    await page.getByLabel('Role').selectOption('Administrator');
    await page.getByRole('button', { name: 'Make the account' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Email').inputValue()).toBe(user.email);
    expect(await page.getByLabel('Role').inputValue()).toBe('ADMIN');
    const email = `invited-${randomUUID()}@example.com`;
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Name').fill('Ida Invited');
    await page.getByLabel('Role').selectOption('User');
    await page.getByRole('button', { name: 'Make the account' }).click();
    const password = (await page.getByTestId('temporary-password').textContent()) ?? '';
    const own = await enter(email, password);
    await own.context().close();
    await page.getByRole('link', { name: 'Open the account' }).click();
    await page.getByRole('heading', { level: 1, name: email }).waitFor();
    await page.getByText('Ida Invited').waitFor();
    expect(await page.content()).not.toContain(password);
    await page.goto(at('/admin/users/invite'));
    expect(await page.content()).not.toContain(password);
  });

  it('end the sessions of a user, one or all of them', async () => {
    const browsers = [
      await enter(user.email, user.password),
      await enter(user.email, user.password),
    ];
    await open(user);
    await page.getByRole('heading', { name: '4 sessions' }).waitFor();
    await page.getByRole('button', { name: 'End the session of Chrome on Linux' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'End the session of Chrome on Linux?' });
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'End', exact: true }).click();
    await page.getByRole('heading', { name: '3 sessions' }).waitFor();
    await doAfterQuestion('End all', /End all sessions of/);
    await page.getByText('Nobody is signed in to this account.').waitFor();
    for (const own of browsers) {
      // Within 5 seconds; longer where the machine is busy.
      for (const end = Date.now() + 30_000; Date.now() < end; await sleep(250)) {
        await own.goto(at('/account'));
        if (new URL(own.url()).pathname === '/login') break;
      }
      expect(new URL(own.url()).pathname).toBe('/login');
      await own.context().close();
    }
  });

  it('disable, restore and delete a user, each after a question', async () => {
    await open(user);
    await page.getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(await badge('Active').count()).toBe(1);
    await doAfterQuestion('Disable', /^Disable/);
    await badge('Disabled').waitFor();
    await doAfterQuestion('Restore', /^Restore/);
    await badge('Active').waitFor();
    const own = await enter(user.email, user.password);
    await own.context().close();
    await doAfterQuestion('Delete', /^Delete/);
    await badge('Deleted').waitFor();
    await page.goto(at(`/admin/users?search=${user.email}`));
    await page.getByText('Nobody matches.').waitFor();
    await page.goto(at(`/admin/users?search=${user.email}&status=DELETED`));
    await page.getByRole('link', { name: user.email }).click();
    await doAfterQuestion('Restore', /^Restore/);
    await badge('Active').waitFor();
  });

  it('give roles up to one’s own, and offer nothing for accounts that are not below', async () => {
    await open(user);
    expect(await page.getByLabel('Role').locator('option').allTextContents()).toEqual([
      'User',
      'Administrator',
    ]);
    await page.getByLabel('Role').selectOption('Administrator');
    await page.getByRole('button', { name: 'Change the role' }).click();
    await badge('Administrator').waitFor();
    for (const [person, words] of [
      [user, 'Your role may not change this account.'],
      [owner, 'Your role may not change this account.'],
      [admin, 'Nobody changes their own role or status.'],
    ] as const) {
      await open(person);
      await page.getByText(words).waitFor();
      const card = page.getByRole('region', { name: 'Account' });
      expect(await card.getByRole('button').count()).toBe(0);
    }
  });

  it('say why the platform refused what they offered', async () => {
    const late = await newcomer('late');
    await open(late);
    await promote(late, 'SUPER_ADMIN');
    await page.getByRole('button', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await dialog.getByRole('alert').getByText('You may not do this to this account.').waitFor();
  });

  it('show what happened, by whom and to whom', async () => {
    await open(user);
    await page.getByRole('link', { name: 'What was done to it' }).click();
    const entries = page.getByRole('list', { name: 'Entries, newest first' }).getByRole('listitem');
    await entries.first().waitFor();
    await page.getByRole('link', { name: `Done to ${user.email}` }).waitFor();
    const role = entries.filter({ hasText: 'Role changed' }).first();
    expect(await role.textContent()).toContain(`by ${admin.email} · about ${user.email}`);
    expect(await role.textContent()).toMatch(/fromUSER.*toADMIN/);
    await page.getByLabel('What happened').selectOption('User deleted');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(/event=USER_DELETE/);
    await entries.filter({ hasText: 'Role changed' }).first().waitFor({ state: 'detached' });
    expect(await entries.count()).toBe(1);
    await page.getByLabel('To (UTC)').fill('2020-01-01');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByText('Nothing of this kind happened.').waitFor();
    await page.getByRole('link', { name: 'Show everything' }).click();
    await page.waitForURL(at('/admin/audit'));
    await entries.filter({ hasText: 'Access denied' }).first().waitFor();
  });

  it('lead through long lists page by page', async () => {
    const password = `$2b$12$${'a'.repeat(53)}`;
    for (let i = 0; i < 60; i += 1) {
      await data('POST', '/users', { email: `nobody-${i}@example.com`, password });
    }
    for (const path of ['/admin/users?search=nobody-', '/admin/audit?event=USER_CREATE']) {
      await page.goto(at(path));
      const first = await page.getByRole('main').textContent();
      await page.getByRole('link', { name: 'Next page' }).click();
      await page.waitForURL(/after=/);
      await page.getByRole('link', { name: 'First page' }).click();
      await page.waitForURL(at(path));
      await page.getByRole('link', { name: 'Next page' }).waitFor();
      expect(await page.getByRole('main').textContent()).toBe(first);
    }
  });

  it('fit a phone, and broke no rule of the app', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of ['users', 'users/invite', `users/${owner.id}`, 'audit']) {
      await page.goto(at(`/admin/${path}`));
      await page.getByRole('navigation', { name: 'Administration' }).waitFor();
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(excess).toBeLessThanOrEqual(0);
    }
    expect(complaints).toEqual([]);
  });
}

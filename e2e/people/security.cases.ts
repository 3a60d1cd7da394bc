import { randomUUID } from 'node:crypto';
import { createClient, viewer } from '@ai-finops/sdk';
import type { TestPlatform } from '@ai-finops/testkit';
import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { runCli } from '../cli';
import type { Stage } from './stage';

/** Later than any that was used: taken now already, and still when its time has come. */
const nextCode = (app: TOTP): string => app.generate({ timestamp: Date.now() + 30_000 });

/** Stops auth, so nothing may follow. */
export function security(stage: () => Stage): void {
  describe('security of an account in a browser', () => inBrowser(stage));
}

function inBrowser(stage: () => Stage): void {
  let platform: TestPlatform;
  let browser: Browser;
  let page: Page;
  const email = `visitor-${randomUUID()}@example.com`;
  const password = `a sentence ${randomUUID()}`;
  let app: TOTP;
  let recoveryCodes: string[];
  const complaints: string[] = [];
  const at = (path: string): string => `${platform.url('web')}${path}`;

  beforeAll(async () => {
    ({ platform, browser } = stage());
    page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(at('/register?next=/account/security'));
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Create' }).click();
    await page.waitForURL('**/account/security');
  });
  afterAll(() => page?.context().close());

  const signInWith = async (code: string): Promise<void> => {
    await page.goto(at('/login'));
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByLabel('Code').fill(code);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  };

  it('sets an authenticator app up and shows its recovery codes once', async () => {
    const card = page.getByRole('region', { name: 'Second factor' });
    await card.getByLabel('Current password').fill(password);
    await card.getByRole('button', { name: 'Set up' }).click();
    await card.getByRole('img', { name: 'QR code' }).waitFor();
    const secret = (await card.getByTestId('secret').textContent()) ?? '';
    app = new TOTP({ secret: Secret.fromBase32(secret.trim()) });
    await card.getByLabel('Code that the app shows').fill(app.generate());
    await card.getByRole('button', { name: 'Turn it on' }).click();
    const codes = card.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
    await codes.first().waitFor();
    recoveryCodes = await codes.allTextContents();
    expect(recoveryCodes).toHaveLength(10);
    await card.getByText('On', { exact: true }).waitFor();
    await page.reload();
    expect(await page.content()).not.toContain(recoveryCodes[0]);
  });

  it('is asked of the command line too', async () => {
    const login = (...more: string[]) =>
      runCli(platform, ['login', '--email', email, '--password-stdin', ...more], {
        stdin: password,
      });
    const without = await login();
    expect(without.code).toBe(1);
    expect(without.stderr).toContain('--code');
    expect(await login('--code', recoveryCodes[9] ?? '')).toMatchObject({
      code: 0,
      stdout: `Signed in as ${email}.\n`,
    });
  });

  it('makes an API key that works, shows it once and revokes it', async () => {
    const card = page.getByRole('region', { name: 'API keys' });
    await card.getByLabel('Name').fill('Nightly');
    await card.getByLabel('costs:read').check();
    await card.getByRole('button', { name: 'Make a key' }).click();
    const token = (await card.getByText(/^aifo_\w{49}$/).textContent()) ?? '';
    const client = createClient({ url: platform.url('gateway'), token });
    expect((await viewer(client, {})).me?.email).toBe(email);
    await page.reload();
    expect(await page.content()).not.toContain(token);
    await card.getByRole('button', { name: 'Revoke Nightly' }).click();
    await card.getByRole('button', { name: 'Revoke Nightly' }).waitFor({ state: 'detached' });
  });

  it('asks for the code at the next sign-in, and takes a recovery code too', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/login');
    await signInWith('000000');
    await page.getByRole('alert').filter({ hasText: 'code' }).waitFor();
    await page.getByLabel('Code').fill(nextCode(app));
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/login');
    await signInWith(recoveryCodes[0] ?? '');
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('begins with the password and a new secret once it was turned off', async () => {
    await page.goto(at('/account/security'));
    const card = page.getByRole('region', { name: 'Second factor' });
    const turnOff = async (code: string): Promise<void> => {
      await card.getByLabel('Current password').fill(password);
      await card.getByLabel('Code', { exact: true }).fill(code);
      await card.getByRole('button', { name: 'Turn it off' }).click();
      await card.getByText('Off', { exact: true }).waitFor();
    };
    await turnOff(recoveryCodes[1] ?? '');
    await card.getByLabel('Current password').fill(password);
    await card.getByRole('button', { name: 'Set up' }).click();
    const secret = (await card.getByTestId('secret').textContent()) ?? '';
    await card.getByRole('button', { name: 'Start again' }).click();
    await card.getByLabel('Current password').fill(password);
    await card.getByRole('button', { name: 'Set up' }).click();
    const renewed = (await card.getByTestId('secret').textContent()) ?? '';
    expect(renewed).not.toBe(secret);
    const label = 'Code that the app shows';
    await card.getByLabel(label).fill('000000');
    await card.getByRole('button', { name: 'Turn it on' }).click();
    await card.getByRole('alert').waitFor();
    app = new TOTP({ secret: Secret.fromBase32(renewed) });
    await card.getByLabel(label).fill(app.generate());
    await card.getByRole('button', { name: 'Turn it on' }).click();
    const codes = card.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
    await turnOff((await codes.first().textContent()) ?? '');
    await card.getByRole('button', { name: 'Set up' }).waitFor();
    expect(await card.getByTestId('secret').count()).toBe(0);
    expect(await codes.count()).toBe(0);
  });

  it('shows what the other services answer while one is away', async () => {
    await platform.services.stop('auth');
    await page.goto(at('/account/security'));
    const alert = (text: string) => page.getByRole('alert').filter({ hasText: text });
    await alert('Your second factor could not be loaded').waitFor();
    await alert('Your passkeys could not be loaded').waitFor();
    const keys = page.getByRole('region', { name: 'API keys' });
    await keys.getByRole('button', { name: 'Make a key' }).waitFor();
    expect(await keys.getByRole('alert').count()).toBe(0);
  });
}

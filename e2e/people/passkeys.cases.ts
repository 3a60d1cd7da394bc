import { randomUUID } from 'node:crypto';
import type { TestPlatform } from '@ai-finops/testkit';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { untilLive } from '../chromium';
import { byName, type Stage } from './stage';

/** A platform authenticator with a resident key and a fingerprint, as a laptop has one. */
const AUTHENTICATOR = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const;

/** In the browser's local storage while it makes no offers by itself. */
const QUIET = 'quiet';

export function passkeys(stage: () => Stage): void {
  describe('passkeys in a browser', () => inBrowser(stage));
}

function inBrowser(stage: () => Stage): void {
  let platform: TestPlatform;
  let browser: Browser;
  let page: Page;
  let devtools: CDPSession;
  let authenticatorId: string;
  const complaints: string[] = [];
  const email = `visitor-${randomUUID()}@example.com`;
  const password = `a sentence ${randomUUID()}`;
  /** By the name that passkeys are bound to. */
  const at = (path: string): string => `${byName(platform)}${path}`;

  beforeAll(async () => {
    ({ platform, browser } = stage());
    page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    devtools = await page.context().newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    const options = { ...AUTHENTICATOR };
    ({ authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', { options }));
    await page.goto(at('/register?next=/account/security'));
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Create' }).click();
    await card().waitFor();
    // An offer is taken as soon as it is made, before anybody can press the button.
    await page.addInitScript((quiet) => {
      if (!localStorage.getItem(quiet)) return;
      PublicKeyCredential.isConditionalMediationAvailable = async () => false;
    }, QUIET);
    await page.evaluate((quiet) => localStorage.setItem(quiet, '1'), QUIET);
    await page.reload();
  });
  afterAll(() => page?.context().close());

  const card = () => page.getByRole('region', { name: 'Passkeys' });
  const credentials = async () =>
    (await devtools.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
  const signOut = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/login');
  };
  const usePasskey = () => page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  const add = async (name: string, given: string): Promise<void> => {
    await card().getByLabel('Name').fill(name);
    await card().getByLabel('Current password').fill(given);
    await card().getByRole('button', { name: 'Add a passkey' }).click();
  };

  it('makes none for a wrong password', async () => {
    await add('Laptop', 'not the password');
    await card()
      .getByRole('alert')
      .getByText(/password/)
      .waitFor();
    expect(await credentials()).toEqual([]);
  });

  it('makes one, names it after the device, and lists it', async () => {
    await page.reload();
    expect(await card().getByLabel('Name').inputValue()).toBe('Chrome on Linux');
    await add('Laptop', password);
    await card().getByRole('status').getByText('The passkey is added.').waitFor();
    await card().getByText('has not signed in yet').waitFor();
    expect(await credentials()).toMatchObject([{ isResidentCredential: true, rpId: 'localhost' }]);
  });

  it('makes no second one on the same device', async () => {
    await add('Again', password);
    await card().getByRole('alert').getByText('has a passkey of your account').waitFor();
    await card().getByText('Again').waitFor({ state: 'detached' });
  });

  it('signs in by it alone, and goes on to where its owner wanted to go', async () => {
    await signOut();
    await page.goto(at('/login?next=/account/security'));
    await usePasskey();
    await card().getByText('last signed in').waitFor();
    await page.getByText(email).waitFor();
  });

  it('signs in by what the browser offers for the email', async () => {
    await signOut();
    await page.evaluate((quiet) => localStorage.removeItem(quiet), QUIET);
    await page.goto(at('/login?next=/account'));
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
    await page.evaluate((quiet) => localStorage.setItem(quiet, '1'), QUIET);
    await page.reload();
  });

  it('says so when the authenticator does not recognise its user', async () => {
    await signOut();
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
    await usePasskey();
    await page.getByRole('alert').getByText('No passkey was used').waitFor();
    await devtools.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
    await usePasskey();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
  });

  it('renames it, by keyboard too', async () => {
    await page.goto(at('/account/security'));
    const rename = card().getByRole('button', { name: 'Rename Laptop' });
    await untilLive(rename);
    await rename.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Rename Laptop' });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await dialog.getByLabel('New name').fill('Work laptop');
    await page.keyboard.press('Enter');
    await card().getByText('Work laptop').first().waitFor();
    await dialog.waitFor({ state: 'detached' });
  });

  it('removes it after a question, and refuses it from then on', async () => {
    await card().getByRole('button', { name: 'Remove Work laptop' }).click();
    const dialog = page.getByRole('dialog', { name: 'Remove Work laptop?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    await card().getByRole('button', { name: 'Remove Work laptop' }).click();
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await card().getByText('Work laptop').first().waitFor({ state: 'detached' });
    await signOut();
    expect(await credentials()).toHaveLength(1);
    await usePasskey();
    await page.getByRole('alert').getByText('This passkey is not known here').waitFor();
    expect(new URL(page.url()).pathname).toBe('/login');
  });

  it('says that passkeys do not work under another address', async () => {
    await page.goto(`${platform.url('web')}/login`);
    await usePasskey();
    await page.getByRole('alert').getByText('do not work under this address').waitFor();
  });

  it('broke no rule of its own policy', () => {
    expect(complaints).toEqual([]);
  });
}

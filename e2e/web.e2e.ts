import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { generateDemoBill } from '@ai-finops/demo-bill';
import { costs, importAndWait, uploadBill } from '@ai-finops/sdk';
import { startPlatform, type TestPlatform, temporaryDirectory } from '@ai-finops/testkit';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromiumPath, startChromium } from './chromium';
import { signedIn } from './signed-in';

const chromium = chromiumPath();
const inBrowser = chromium ? describe : describe.skip;

/** An amount as the page shows it: two places, half away from zero is never needed to tell them apart. */
const shown = (amount: string): string =>
  new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(
    amount as unknown as number,
  );

inBrowser('the web app in a browser', () => {
  const period = { from: '2026-04-01', to: '2026-06-01' };
  const view = `/?metric=EFFECTIVE_COST&from=${period.from}&to=${period.to}&granularity=MONTH&group=SERVICE_NAME`;
  const email = `web-${randomUUID()}@example.com`;
  const password = `pass phrase ${randomUUID()}`;
  const hosts = new Set<string>();
  const faults: string[] = [];
  let platform: TestPlatform;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let totals: readonly { amount: string; currency: string }[];

  beforeAll(async () => {
    platform = await startPlatform({ web: true });
    const { client } = await signedIn(platform);
    const { files } = await generateDemoBill({
      directory: temporaryDirectory(),
      rows: 10_000,
      seed: 5,
      months: 2,
      until: '2026-05',
      format: 'csv',
      single: true,
    });
    const upload = await uploadBill(client, 'demo.csv', await openAsBlob(files[0] ?? ''));
    await importAndWait(client, upload.uploadId);
    totals = (await costs(client, { input: { period } })).costs.totals;
    browser = await startChromium(chromium ?? '');
    context = await browser.newContext({ baseURL: platform.url('web') });
    page = await context.newPage();
    page.on('request', (request) => hosts.add(new URL(request.url()).host));
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
  });

  it('asks who is not signed in to do so, and then shows what was asked for', async () => {
    await page.goto(view);
    await page.waitForURL('**/login**');
    await page.goto(`/register?next=${encodeURIComponent(view)}`);
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Costs', exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.get('from')).toBe(period.from);
  });

  it('shows the totals that the graph answers, currency by currency', async () => {
    const text = await page.getByRole('list', { name: 'Totals' }).textContent();
    expect(totals.map(({ currency }) => currency)).toEqual(['EUR', 'USD']);
    for (const { amount, currency } of totals) {
      expect(text).toMatch(new RegExp(`${shown(amount)}\\s*${currency}`));
    }
    expect(await page.getByText('demo.csv').count()).toBe(1);
  });

  it('keeps tokens away from the browser', async () => {
    const cookies = await context.cookies();
    const session = cookies.find(({ name }) => /session/i.test(name));
    expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
    const readable = await page.evaluate(() =>
      JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }]),
    );
    const html = await page.content();
    for (const place of [session?.value ?? '', readable, html]) {
      expect(place).not.toMatch(/eyJ[\w-]+\.eyJ/);
    }
  });

  it('answers a question in the assistant with figures', async () => {
    await page.getByRole('link', { name: 'Assistant' }).click();
    await page.getByLabel('Ask about your costs').fill('cost by service in May 2026');
    await page.getByRole('button', { name: 'Ask' }).click();
    await page.getByRole('region', { name: 'Figures of the answer' }).waitFor();
    expect(await page.getByRole('log').textContent()).toContain('May 2026');
  });

  it('ends the session with the sign-out', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/login**');
    await page.goto('/');
    await page.waitForURL('**/login**');
  });

  it('says that a password is wrong', async () => {
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText(/wrong (address|email)/i).waitFor();
  });

  it('asked no other host and reported no fault', () => {
    expect([...hosts]).toEqual([new URL(platform.url('web')).host]);
    expect(faults).toEqual([]);
  });
});

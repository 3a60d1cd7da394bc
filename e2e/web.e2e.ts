import { randomUUID } from 'node:crypto';
import { openAsBlob, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { generateDemoBill } from '@ai-finops/demo-bill';
import {
  type Client,
  importAndWait,
  importExchangeRates,
  kpis,
  login,
  uploadBill,
} from '@ai-finops/sdk';
import { startPlatform, type TestPlatform, temporaryDirectory } from '@ai-finops/testkit';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { fromUnits, normalised, parseCsv, sumBy, toUnits } from './bill-sums';
import { chromiumPath, startChromium } from './chromium';
import { type PageWatch, watchPage } from './page-watch';
import { sampleBill } from './sample-bill';
import { promote, type SignedIn, signedIn } from './signed-in';

/** Short, so that a page meets its end. */
const TOKEN_LIFE_SECONDS = 10;

interface Bill {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Charges by the bill that they are on, so that a period holds exactly the file's rows. */
const viewOf = ({ from, to }: Bill): string =>
  `/?metric=BILLED_COST&from=${from}&to=${to}&basis=BILLING_PERIOD&group=SERVICE_NAME&granularity=MONTH&top=1000`;

/** A euro is half a dollar, so that every amount is exact; for three weeks of May nobody publishes it. */
function exchangeRates(): string {
  const days = Array.from({ length: 150 }, (_, i) =>
    new Date(Date.UTC(2026, 1, 15 + i)).toISOString().slice(0, 10),
  );
  const published = days.filter((day) => day < '2026-05-05' || day > '2026-05-25');
  return `Date,USD\n${published.map((day) => `${day},0.5\n`).join('')}`;
}

/** The text of an operation of the web app: the gateway of this suite answers no other. */
function trustedText(name: string): string {
  const file = join(__dirname, '../gateway/generated/trusted-documents.json');
  const { operations } = JSON.parse(readFileSync(file, 'utf8')) as {
    operations: { name: string; body: string }[];
  };
  return operations.find((operation) => operation.name === name)?.body ?? '';
}

async function bills(): Promise<Bill[]> {
  const directory = temporaryDirectory();
  const { files } = await generateDemoBill({
    directory,
    rows: 10_000,
    seed: 5,
    months: 2,
    until: '2026-05',
    format: 'csv',
    single: true,
  });
  const generated = { file: files[0] ?? '', from: '2026-04-01', to: '2026-07-01' };
  const sample = sampleBill();
  return sample ? [generated, { file: sample, from: '2024-09-01', to: '2024-11-01' }] : [generated];
}

const chromium = chromiumPath();

// Without a browser the tests are counted as skipped.
(chromium ? describe : describe.skip)('the web app', () => inBrowser(chromium ?? ''));

function inBrowser(executablePath: string): void {
  let platform: TestPlatform;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let imported: Bill[];
  /** Of an administrator. */
  let client: Client;
  /** What a visitor's console complained of, such as a script that the policy stopped. */
  let watch: PageWatch;
  const email = `visitor-${randomUUID()}@example.com`;
  const password = `a sentence ${randomUUID()}`;
  const at = (path: string): string => `${platform.url('web')}${path}`;

  beforeAll(async () => {
    imported = await bills();
    platform = await startPlatform({
      web: true,
      environment: { JWT_EXPIRES_IN: `${TOKEN_LIFE_SECONDS}s`, TRUSTED_DOCUMENTS: 'only' },
    });
    const user = await signedIn(platform);
    ({ client } = user);
    for (const { file } of imported) {
      const upload = await uploadBill(client, basename(file), await openAsBlob(file));
      expect((await importAndWait(client, upload.uploadId)).status).toBe('PUBLISHED');
    }
    await becomeAdministrator(user);
    await importExchangeRates(client, exchangeRates());
    browser = await startChromium(executablePath);
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    watch = watchPage(page, platform.url('web'));
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
  });

  const becomeAdministrator = async (user: SignedIn): Promise<void> => {
    const { session, email: address, password: secret, userId } = user;
    await promote(platform, userId, 'ADMIN');
    const { login: pair } = await login(client, { input: { email: address, password: secret } });
    await session.save(pair);
  };

  const sessionCookie = async (): Promise<string> => {
    const cookie = (await context.cookies()).find(({ name }) => name === 'session');
    return `session=${cookie?.value ?? ''}`;
  };

  it('shows nothing to those who are not signed in, whatever they send', async () => {
    const subrequest = 'src/proxy:src/proxy:src/proxy:src/proxy:src/proxy';
    for (const headers of [
      {},
      { cookie: 'session=v1.AAAA' },
      { 'x-middleware-subrequest': subrequest },
      { 'x-ai-finops-path': '//evil.example' },
    ]) {
      const answer = await fetch(at('/assistant?a=1'), { headers, redirect: 'manual' });
      expect([answer.status, answer.headers.get('location')]).toEqual([
        307,
        '/login?next=%2Fassistant%3Fa%3D1',
      ]);
    }
  });

  it('refuses wrong credentials in words, and foreign addresses to go on to', async () => {
    await page.goto(at('/login?next=//evil.example'));
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password').fill('not the password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText(/wrong|incorrect|invalid/i).waitFor();
    expect(await page.locator('input[name=next]').inputValue()).toBe('/');
  });

  it('says what is wrong with a new account, field by field', async () => {
    await page.goto(at(`/register?next=${encodeURIComponent('/?metric=BILLED_COST')}`));
    await page.getByLabel('Email').fill('nobody');
    await page.getByLabel('Password').fill('short');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('Enter an address such as you@example.com.').waitFor();
    await page.getByText('Use at least 8 characters.').waitFor();
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password').fill('password123');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText(/everybody tries first/).waitFor();
  });

  it('lets a visitor register and shows the costs and the imports', async () => {
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Recent imports' }).waitFor();
    expect(page.url()).toBe(at('/?metric=BILLED_COST'));
    expect(await page.getByText('Published').count()).toBe(imported.length);
    for (const { file } of imported) await page.getByText(basename(file)).waitFor();
  });

  it('shows the sums of the file to its last digit, currency by currency', async () => {
    for (const bill of imported) {
      const expected = sumBy(bill.file, ['BillingCurrency', 'ServiceName'], 'BilledCost');
      const totals = sumBy(bill.file, ['BillingCurrency'], 'BilledCost');
      const shown = new Map<string, string>();
      for (const [currency, total] of totals) {
        await page.goto(at(`${viewOf(bill)}&currency=${currency}`));
        const table = page.getByRole('region', { name: `Costs in ${currency}` });
        await table.waitFor();
        const rows = await table.locator('tbody tr').evaluateAll((elements) =>
          elements.map((row) => ({
            name: row.querySelector('a')?.textContent ?? '',
            sum: row.querySelector('[title]')?.getAttribute('title') ?? '',
          })),
        );
        for (const { name, sum } of rows) {
          shown.set(`${currency}|${name === '(no value)' ? '' : name}`, normalised(sum));
        }
        const sum = await table.locator('tfoot [title]').getAttribute('title');
        expect(normalised(sum ?? '')).toBe(total);
      }
      expect(shown).toEqual(expected);
    }
  });

  it('narrows the view to a value at a click, in the address and in the picture', async () => {
    const [bill] = imported;
    await page.goto(at(bill ? viewOf(bill) : '/'));
    const first = page.locator('tbody tr a').first();
    const name = await first.textContent();
    await first.click();
    const chip = page.getByRole('link', { name: `Remove the filter: Service is ${name}` });
    await chip.waitFor();
    expect(new URL(page.url()).searchParams.get('filter')).toContain('SERVICE_NAME:IN:');
    expect(await page.locator('tbody tr').count()).toBe(1);
    await page.getByRole('group', { name: /Figures of the chart/ }).press('Home');
    await page.getByText('April 2026').or(page.getByText('Apr 2026')).first().waitFor();
    await chip.click();
    await chip.waitFor({ state: 'detached' });
    await page.getByLabel('Group by').selectOption('Region');
    await page.getByRole('heading', { name: /Costs by region/ }).waitFor();
    expect(new URL(page.url()).searchParams.get('group')).toBe('REGION_NAME');
  });

  it('gives the view as files of every format', async () => {
    const [bill] = imported;
    if (!bill) throw new Error('There is no bill.');
    await page.goto(at(viewOf(bill)));
    const files: Record<string, { readonly name: string; readonly path: string }> = {};
    for (const format of ['CSV', 'XLSX', 'Parquet', 'JSON']) {
      const arrival = page.waitForEvent('download');
      await page.getByRole('link', { name: `Download these costs as ${format}` }).click();
      const download = await arrival;
      files[format] = { name: download.suggestedFilename(), path: await download.path() };
    }
    expect(Object.values(files).map(({ name }) => name)).toEqual(
      ['csv', 'xlsx', 'parquet', 'json'].map((end) => `costs-${bill.from}-to-2026-06-30.${end}`),
    );
    expect(sumBy(files.CSV?.path ?? '', ['currency', 'SERVICE_NAME'], 'cost')).toEqual(
      sumBy(bill.file, ['BillingCurrency', 'ServiceName'], 'BilledCost'),
    );
    const bytes = async (format: string) => readFile(files[format]?.path ?? '');
    expect((await bytes('XLSX')).subarray(0, 2).toString()).toBe('PK');
    expect((await bytes('Parquet')).subarray(-4).toString()).toBe('PAR1');
    expect(JSON.parse((await bytes('JSON')).toString()).length).toBeGreaterThan(0);
  });

  it('shows the costs of all currencies in one, and by which rates', async () => {
    const [bill] = imported;
    if (!bill) throw new Error('There is no bill.');
    const billed = sumBy(bill.file, ['BillingCurrency'], 'BilledCost');
    const inEuro = toUnits(billed.get('EUR') ?? '') + 2n * toUnits(billed.get('USD') ?? '');
    await page.goto(at(viewOf(bill)));
    const totals = page.getByRole('list', { name: 'Totals' }).locator('[title]');
    expect(await totals.count()).toBe(billed.size);
    await page.getByLabel('Currency', { exact: true }).selectOption('ECB:EUR');
    const refusal = page.getByRole('alert').filter({ hasText: 'An exchange rate is missing' });
    await refusal.getByText(/from USD to EUR for 2026-05-1\d/).waitFor();
    expect(new URL(page.url()).searchParams.get('convert')).toBe('EUR');
    await refusal.getByRole('link', { name: /^Take rates that are up to 31 days/ }).click();
    await page.getByRole('heading', { name: 'Costs by service in EUR' }).waitFor();
    expect(await totals.count()).toBe(1);
    expect(normalised((await totals.getAttribute('title')) ?? '')).toBe(fromUnits(inEuro));
    const rates = page.getByRole('region', { name: 'Exchange rates' });
    await rates.getByText(/at rates published for/).click();
    const gap = rates.getByRole('row').filter({ hasText: '4 May 2026 – 25 May 2026' });
    expect(await gap.getByRole('cell').allTextContents()).toEqual([
      '4 May 2026 – 25 May 2026',
      '4 May 2026',
      '2',
    ]);
    const arrival = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download these costs as CSV' }).click();
    const file = await (await arrival).path();
    expect(sumBy(file, ['currency'], 'cost')).toEqual(new Map([['EUR', fromUnits(inEuro)]]));
    await page.getByLabel('Currency', { exact: true }).selectOption('As billed');
    await rates.waitFor({ state: 'detached' });
    expect(await totals.count()).toBe(billed.size);
  });

  it('shows KPIs with what they are made of, and says of unknown ones why', async () => {
    const [bill] = imported;
    if (!bill) throw new Error('There is no bill.');
    const period = { from: bill.from, to: bill.to };
    const asked = { input: { period, basis: 'BILLING_PERIOD', tagKey: 'team' } } as const;
    const { rows } = (await kpis(client, asked)).kpis;
    const figures = rows.flatMap(({ currency, values }) =>
      values.map(({ title, value }) => ({ currency, title, value })),
    );
    expect(figures.filter(({ value }) => value === null).length).toBeGreaterThan(0);
    await page.getByRole('link', { name: 'KPIs', exact: true }).click();
    await page.getByRole('heading', { name: 'KPIs', level: 1 }).waitFor();
    await page.goto(at(`/kpis?from=${bill.from}&to=${bill.to}&basis=BILLING_PERIOD`));
    await page.getByLabel('Tag', { exact: true }).selectOption('team');
    await page.waitForURL(/tag=team/);
    const inCurrency = (currency: string) =>
      page.getByRole('region', { name: new RegExp(`^In ${currency}`) });
    const card = (currency: string, title: string) =>
      inCurrency(currency)
        .getByRole('listitem')
        .filter({ has: page.getByRole('heading', { name: title, exact: true }) });
    await card('USD', 'Tag coverage').waitFor();
    for (const { currency, title, value } of figures) {
      const shown = card(currency, title);
      if (value === null) await shown.getByText('Unknown', { exact: true }).waitFor();
      else
        expect([title, await shown.locator('p[title]').getAttribute('title')]).toEqual([
          title,
          value,
        ]);
      expect(await shown.getByText(/^(No charge|The bills|.*there is none)/).count()).toBe(
        value === null ? 1 : 0,
      );
    }
    const rate = card('USD', 'Effective savings rate, of list cost');
    await rate.getByText('Formula and inputs').click();
    await rate.getByText('(listCost - effectiveCost) / listCost').waitFor();
    const arrival = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download these KPIs as CSV' }).click();
    const file = await readFile(await (await arrival).path(), 'utf8');
    const [header = [], ...lines] = parseCsv(file);
    const column = (line: string[], name: string) => line[header.indexOf(name)] ?? '';
    expect(
      lines.map((line) => ({
        currency: column(line, 'currency'),
        title: column(line, 'title'),
        value: column(line, 'value') || null,
      })),
    ).toEqual(figures);
    await page.goto(at('/kpis?from=2020-01-01&to=2020-02-01'));
    await page.getByRole('link', { name: 'Show the KPIs of all bills' }).click();
    await inCurrency('EUR').waitFor();
  });

  it('leads back to the view when there is no file to be had', async () => {
    const view = '?from=2026-04-01&to=2026-05-01&filter=REGION_ID:AT_LEAST:a';
    await page.goto(at(`/api/exports/costs.csv${view}`));
    await page.getByRole('alert').filter({ hasText: 'The file could not be made' }).waitFor();
    expect(new URL(page.url()).searchParams.get('failed')).toBe('VALIDATION_FAILED');
    expect((await fetch(at('/api/exports/secrets.csv'))).status).toBe(404);
    const answer = await fetch(at(`/api/exports/costs.csv${view}`), { redirect: 'manual' });
    const { pathname, searchParams } = new URL(answer.headers.get('location') ?? '', at('/'));
    expect([pathname, searchParams.get('next')]).toEqual([
      '/login',
      expect.stringContaining('filter=REGION_ID'),
    ]);
  });

  it('shows beside costs that are refused what is answered', async () => {
    await page.goto(at('/?filter=REGION_ID:AT_LEAST:a'));
    await page.getByRole('alert').filter({ hasText: 'does not make a view' }).waitFor();
    await page.getByRole('region', { name: 'View' }).getByLabel('Group by').waitFor();
    const latest = page.getByRole('region', { name: 'Recent imports' });
    await latest.getByText('Published').first().waitFor();
  });

  it('stays signed in when its access token ends', async () => {
    const before = await sessionCookie();
    await sleep(TOKEN_LIFE_SECONDS * 1_000 + 500);
    await page.goto(at('/'));
    await page.getByRole('heading', { name: 'Recent imports' }).waitFor();
    expect(await sessionCookie()).not.toBe(before);
  });

  it('answers a question with figures, its query and a link to the same figures', async () => {
    await page.getByRole('link', { name: 'Assistant' }).click();
    await page.getByLabel('Ask about your costs').fill('What was the billed cost in April 2026?');
    await page.keyboard.press('Enter');
    const answer = page.getByRole('article', { name: 'Answer' });
    await answer.waitFor();
    await page.waitForURL(/\/assistant\/.+/);
    await page.reload();
    await answer.waitFor();
    await answer.getByText('The query that was run').click();
    await answer.getByText('costs(input: $input)').waitFor();
    const sums = await answer
      .locator('td[title]')
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('title') ?? ''));
    await answer.getByRole('link', { name: 'Open this view in Costs' }).click();
    const totals = page.getByRole('list', { name: 'Totals' }).locator('[title]');
    await totals.first().waitFor();
    const shown = await totals.evaluateAll((elements) =>
      elements.map((element) => element.getAttribute('title') ?? ''),
    );
    const amounts = (texts: string[]) =>
      texts.map((text) => normalised(text.split(' ')[0] ?? '')).sort();
    expect(amounts(shown)).toEqual(amounts(sums));
    expect(shown.length).toBeGreaterThan(0);
  });

  it('keeps the tokens from the page and its scripts', async () => {
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
    await page.getByRole('button', { name: /^Theme: system/ }).click();
    await page.getByRole('button', { name: /^Theme: light/ }).click();
    const cookie = (await context.cookies())
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const html = await (await fetch(at('/'), { headers: { cookie } })).text();
    expect(html).toMatch(/<html[^>]* data-theme="dark"/);
  });

  it('fits a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of ['/', '/kpis', '/assistant']) {
      await page.goto(at(path), { waitUntil: 'networkidle' });
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(excess).toBeLessThanOrEqual(0);
    }
  });

  it('signs out for good', async () => {
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

  it('asked no other host, and broke no rule of its own policy', () => {
    expect(watch.foreignRequests).toEqual([]);
    expect(watch.complaints).toEqual([]);
  });
}

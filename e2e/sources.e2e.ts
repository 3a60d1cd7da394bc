import { rmSync } from 'node:fs';
import {
  S3_KEYS,
  type S3Server,
  startPlatform,
  startS3,
  type TestPlatform,
  temporaryDirectory,
} from '@ai-finops/testkit';
import type { Browser, Page } from 'playwright-core';
import { chromiumPath, startChromium } from './chromium';
import { runCli } from './cli';
import { type PageWatch, watchPage } from './page-watch';
import { promote, type SignedIn, signedIn } from './signed-in';

const bill = (cost: string): string =>
  `BilledCost,BillingCurrency,BillingPeriodStart,ChargePeriodStart,EffectiveCost,ServiceName
1,USD,2026-05-01,2026-05-01,${cost},Compute
`;
const COSTS = ['costs', '--from', '2026-05-01', '--to', '2026-06-01'];

const chromium = chromiumPath();

describe('a source of bills', () => {
  const directory = temporaryDirectory();
  let s3: S3Server;
  let platform: TestPlatform;
  let admin: SignedIn;

  async function run(args: readonly string[], stdin = '') {
    const { code, stdout, stderr } = await runCli(platform, ['--json', ...args], { stdin });
    return { code, shown: JSON.parse(stdout || stderr) };
  }
  const add = (name: string, prefix: string, secret = S3_KEYS.secretAccessKey) => {
    const key = ['--access-key-id', S3_KEYS.accessKeyId, '--secret-stdin'];
    const place = [`s3://bills/${prefix}`, '--endpoint', s3.endpoint];
    return run(['sources', 'add', name, ...place, ...key], secret);
  };
  /** What May cost, once the imports have ended. */
  async function costOfMay(wanted: string): Promise<string | undefined> {
    let seen: string | undefined;
    for (const end = Date.now() + 120_000; Date.now() < end && seen !== wanted; ) {
      const { shown } = await run(COSTS);
      seen = shown.totals?.[0]?.amount;
    }
    return seen;
  }

  beforeAll(async () => {
    s3 = await startS3(directory, 'bills');
    platform = await startPlatform({
      web: chromium !== undefined,
      environment: { SOURCE_ALLOWED_HOSTS: s3.host, TRUSTED_DOCUMENTS: 'only' },
    });
    admin = await signedIn(platform);
    const { email, password, userId } = admin;
    await promote(platform, userId, 'ADMIN');
    await runCli(platform, ['login', '--email', email, '--password-stdin'], { stdin: password });
  });
  afterAll(async () => {
    await platform?.stop();
    await s3?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('brings costs that can be asked for, and later those of the next version', async () => {
    await s3.put('focus/2026-05.csv', bill('12.5'));
    expect(await add('aws', 'focus/')).toMatchObject({
      code: 0,
      shown: { name: 'aws', lastSync: { state: 'SUCCEEDED', objects: 1, imports: 1 } },
    });
    expect(await costOfMay('12.5')).toBe('12.5');
    await s3.put('focus/2026-05.csv', bill('13.25'));
    expect(await run(['sources', 'sync', 'aws'])).toMatchObject({
      code: 0,
      shown: { lastSync: { state: 'SUCCEEDED', imports: 1 } },
    });
    expect(await costOfMay('13.25')).toBe('13.25');
  });

  it('says what is wrong with it, and is mended', async () => {
    expect(await add('wrong', 'focus/', 'another-secret')).toMatchObject({
      code: 1,
      shown: { lastSync: { state: 'FAILED', errorCode: 'SOURCE_ACCESS_DENIED' } },
    });
    const listed = await runCli(platform, ['sources']);
    expect(listed.stdout).toMatch(/^aws +s3:\/\/bills\/focus\/ +60 min .* succeeded /m);
    expect(listed.stdout).toMatch(/^wrong +s3:\/\/bills\/focus\/ .* SOURCE_ACCESS_DENIED /m);
    expect(await run(['sources', 'change', 'wrong', '--manual'])).toMatchObject({
      code: 0,
      shown: { enabled: false, nextSyncAt: null },
    });
  });

  it('goes, and what it brought stays', async () => {
    for (const name of ['aws', 'wrong']) {
      expect(await run(['sources', 'remove', name, '--yes'])).toMatchObject({ code: 0 });
    }
    expect(await run(['sources'])).toEqual({ code: 0, shown: [] });
    expect(await costOfMay('13.25')).toBe('13.25');
  });

  // Without a browser the tests are counted as skipped.
  (chromium ? describe : describe.skip)('in the web app', () => {
    let browser: Browser;
    let page: Page;
    let watch: PageWatch;
    const at = (path: string): string => `${platform.url('web')}${path}`;
    const item = (name: string) =>
      page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) });

    const alert = () => page.getByRole('main').getByRole('alert');
    const fill = async (fields: Readonly<Record<string, string>>): Promise<void> => {
      for (const [label, value] of Object.entries(fields)) await page.getByLabel(label).fill(value);
      await page.getByRole('button', { name: 'Add the source' }).click();
    };

    beforeAll(async () => {
      browser = await startChromium(chromium ?? '');
      page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
      watch = watchPage(page, platform.url('web'));
      await page.goto(at('/login?next=/admin/sources'));
      await page.getByLabel('Email').fill(admin.email);
      await page.getByLabel('Password').fill(admin.password);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByText('0 sources').waitFor();
    });
    afterAll(() => browser?.close());

    it('is added, once its place makes sense, and brings what is there', async () => {
      await page.getByRole('link', { name: 'Add a source' }).click();
      await page.getByRole('link', { name: 'S3 elsewhere' }).click();
      await page.waitForURL(/place=other-s3/);
      await fill({
        Name: 'store',
        Address: s3.endpoint,
        Bucket: 'no bucket',
        'Prefix (optional)': 'focus/',
        'Access key id': S3_KEYS.accessKeyId,
        'Secret access key': S3_KEYS.secretAccessKey,
      });
      await alert().getByText('Is no name of a bucket.').waitFor();
      expect(await page.getByLabel('Bucket').getAttribute('aria-invalid')).toBe('true');
      await fill({ Bucket: 'bills', Address: 'http://169.254.169.254' });
      await alert()
        .getByText(/169\.254\.169\.254/)
        .waitFor();
      expect(await page.getByLabel('Address').getAttribute('aria-invalid')).toBe('true');
      await fill({ Address: s3.endpoint });
      await page.waitForURL(at('/admin/sources'));
      await item('store').getByText('Up to date').waitFor();
      await item('store')
        .getByText(/: 1 file seen/)
        .waitFor();
      expect(await page.content()).not.toContain(S3_KEYS.secretAccessKey);
    });

    it('says at the name that it is taken, and why a look failed', async () => {
      await page.goto(at('/admin/sources/new?place=other-s3'));
      const place = {
        Address: s3.endpoint,
        Bucket: 'bills',
        'Access key id': S3_KEYS.accessKeyId,
        'Secret access key': 'another-secret',
      };
      await fill({ ...place, Name: 'store' });
      await alert().getByText('There is a source store already.').waitFor();
      await fill({ Name: 'wrong' });
      await page.waitForURL(at('/admin/sources'));
      await item('wrong').getByText('SOURCE_ACCESS_DENIED').waitFor();
      await item('wrong').getByText('Failed', { exact: true }).waitFor();
    });

    it('is mended with other credentials, for which it is asked anew', async () => {
      await item('wrong').getByRole('link', { name: 'Change wrong' }).click();
      await page.getByRole('heading', { name: 'Change wrong' }).waitFor();
      expect(await page.getByLabel('Bucket').inputValue()).toBe('bills');
      expect(await page.getByLabel('Secret access key').inputValue()).toBe('');
      await page.getByLabel('Access key id').fill(S3_KEYS.accessKeyId);
      await page.getByLabel('Secret access key').fill(S3_KEYS.secretAccessKey);
      await page.getByRole('button', { name: 'Change the source' }).click();
      await page.waitForURL(at('/admin/sources'));
      await item('wrong').getByText('Up to date').waitFor();
      const other = await page.context().newPage();
      await other.goto(at('/admin/sources/change?name=nobody'));
      await other.getByRole('heading', { name: 'There is no such page' }).waitFor();
      await other.close();
    });

    it('is paused, resumed, looked at and deleted after a question', async () => {
      await item('store').getByRole('button', { name: 'Pause store' }).click();
      await item('store').getByText('Looked at only when asked.').waitFor();
      await item('store').getByRole('button', { name: 'Check now store' }).click();
      await item('store').getByText('Paused', { exact: true }).first().waitFor();
      await item('store').getByRole('button', { name: 'Resume store' }).click();
      await item('store').getByText('Up to date').waitFor();
      for (const name of ['store', 'wrong']) {
        await item(name)
          .getByRole('button', { name: `Delete ${name}` })
          .click();
        const dialog = page.getByRole('dialog', { name: `Delete ${name}?` });
        await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
        await item(name).waitFor({ state: 'detached' });
      }
      await page.getByText('0 sources').waitFor();
    });

    it('fits a phone, and broke no rule of the app', async () => {
      await page.setViewportSize({ width: 390, height: 844 });
      for (const path of ['/admin/sources', '/admin/sources/new?place=azure']) {
        await page.goto(at(path), { waitUntil: 'networkidle' });
        const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect([path, excess <= 0]).toEqual([path, true]);
      }
      expect(watch.foreignRequests).toEqual([]);
      expect(watch.complaints).toEqual([]);
    });
  });
});

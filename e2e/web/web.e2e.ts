import { randomUUID } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { generateDemoBill } from '@ai-finops/demo-bill';
import { importAndWait, importExchangeRates, login, uploadBill } from '@ai-finops/sdk';
import { startPlatform, type TestPlatform, temporaryDirectory } from '@ai-finops/testkit';
import type { Browser } from 'playwright-core';
import { chromiumPath, startChromium } from '../chromium';
import { type PageWatch, watchPage } from '../page-watch';
import { sampleBill } from '../sample-bill';
import { promote, type SignedIn, signedIn } from '../signed-in';
import { arrival } from './arrival.cases';
import { assistant } from './assistant.cases';
import { costs } from './costs.cases';
import { kpis } from './kpis.cases';
import { session } from './session.cases';
import { type Bill, TOKEN_LIFE_SECONDS, type Visit } from './visit';

/** A euro is half a dollar, so that every amount is exact; for three weeks of May nobody publishes it. */
function exchangeRates(): string {
  const days = Array.from({ length: 150 }, (_, i) =>
    new Date(Date.UTC(2026, 1, 15 + i)).toISOString().slice(0, 10),
  );
  const published = days.filter((day) => day < '2026-05-05' || day > '2026-05-25');
  return `Date,USD\n${published.map((day) => `${day},0.5\n`).join('')}`;
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
  let visit: Visit;
  /** What a visitor's console complained of, such as a script that the policy stopped. */
  let watch: PageWatch;

  beforeAll(async () => {
    const imported = await bills();
    platform = await startPlatform({
      web: true,
      environment: { JWT_EXPIRES_IN: `${TOKEN_LIFE_SECONDS}s`, TRUSTED_DOCUMENTS: 'only' },
    });
    const user = await signedIn(platform);
    const { client } = user;
    for (const { file } of imported) {
      const upload = await uploadBill(client, basename(file), await openAsBlob(file));
      expect((await importAndWait(client, upload.uploadId)).status).toBe('PUBLISHED');
    }
    await becomeAdministrator(user);
    await importExchangeRates(client, exchangeRates());
    browser = await startChromium(executablePath);
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    watch = watchPage(page, platform.url('web'));
    visit = {
      platform,
      context,
      page,
      client,
      imported,
      email: `visitor-${randomUUID()}@example.com`,
      password: `a sentence ${randomUUID()}`,
      at: (path) => `${platform.url('web')}${path}`,
      async sessionCookie() {
        const cookie = (await context.cookies()).find(({ name }) => name === 'session');
        return `session=${cookie?.value ?? ''}`;
      },
    };
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
  });

  const becomeAdministrator = async (user: SignedIn): Promise<void> => {
    const { client, email, password, userId } = user;
    await promote(platform, userId, 'ADMIN');
    const { login: pair } = await login(client, { input: { email, password } });
    await user.session.save(pair);
  };

  arrival(() => visit);
  costs(() => visit);
  kpis(() => visit);
  assistant(() => visit);
  session(() => visit);

  it('asked no other host, and broke no rule of its own policy', () => {
    expect(watch.foreignRequests).toEqual([]);
    expect(watch.complaints).toEqual([]);
  });
}

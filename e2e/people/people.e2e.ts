import { startPlatform, type TestPlatform } from '@ai-finops/testkit';
import type { Browser } from 'playwright-core';
import { chromiumPath, startChromium } from '../chromium';
import { ownAccount } from './account.cases';
import { administration } from './administration.cases';
import { passkeys } from './passkeys.cases';
import type { Stage } from './stage';

const chromium = chromiumPath();

// Without a browser the tests are counted as skipped.
(chromium ? describe : describe.skip)('people', () => {
  let platform: TestPlatform;
  let browser: Browser;
  beforeAll(async () => {
    platform = await startPlatform({ web: true, services: ['accounts', 'auth', 'gateway'] });
    browser = await startChromium(chromium ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
  });

  const shared = (): Stage => ({ platform, browser });
  administration(shared);
  ownAccount(shared);
  passkeys(shared);
});

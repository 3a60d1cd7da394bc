import { startPlatform, type TestPlatform } from '@ai-finops/testkit';
import type { Browser } from 'playwright-core';
import { chromiumPath, startChromium } from '../chromium';
import { ownAccount } from './account.cases';
import { administration } from './administration.cases';
import { passkeys } from './passkeys.cases';
import { Provider } from './provider';
import { providerLogin } from './provider-login.cases';
import { security } from './security.cases';
import { byName, type Stage } from './stage';

const chromium = chromiumPath();

// Without a browser the tests are counted as skipped.
(chromium ? describe : describe.skip)('people', () => {
  let platform: TestPlatform;
  let provider: Provider;
  let browser: Browser;
  beforeAll(async () => {
    provider = await Provider.plan();
    platform = await startPlatform({
      web: true,
      services: ['accounts', 'auth', 'gateway'],
      environment: { OIDC_PROVIDERS: JSON.stringify([provider.settings]) },
    });
    await provider.start(byName(platform));
    browser = await startChromium(chromium ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
    provider?.stop();
  });

  const shared = (): Stage => ({ platform, browser });
  administration(shared);
  ownAccount(shared);
  passkeys(shared);
  providerLogin(shared);
  security(shared);
});

import type { TestPlatform } from '@ai-finops/testkit';
import type { Browser } from 'playwright-core';

/** What the cases share: each has people and a browser context of its own. */
export interface Stage {
  readonly platform: TestPlatform;
  readonly browser: Browser;
}

/** The web app by the name that passkeys and providers of identities know it by: FRONTEND_URL. */
export const byName = (platform: TestPlatform): string =>
  `http://localhost:${new URL(platform.url('web')).port}`;

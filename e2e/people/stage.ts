import type { TestPlatform } from '@ai-finops/testkit';
import type { Browser } from 'playwright-core';

/** What the cases share: each has people and a browser context of its own. */
export interface Stage {
  readonly platform: TestPlatform;
  readonly browser: Browser;
}

import type { Client } from '@ai-finops/sdk';
import type { TestPlatform } from '@ai-finops/testkit';
import type { BrowserContext, Page } from 'playwright-core';

/** Short, so that a page meets its end. */
export const TOKEN_LIFE_SECONDS = 10;

export interface Bill {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** One visitor, from the way in to signing out: the cases go on where those before them ended. */
export interface Visit {
  readonly platform: TestPlatform;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Of an administrator, who imported the bills and rates of exchange. */
  readonly client: Client;
  readonly imported: readonly Bill[];
  /** What the visitor registers with. */
  readonly email: string;
  readonly password: string;
  /** The address of a path of the web app. */
  at(path: string): string;
  /** As a request's header has it. */
  sessionCookie(): Promise<string>;
}

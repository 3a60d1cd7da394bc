import type { Page } from 'playwright-core';

/** What a page did that no page of ours should. */
export interface PageWatch {
  /** Errors that it threw or wrote to the console. */
  readonly complaints: readonly string[];
  /** Addresses outside its own origin that it asked for. */
  readonly foreignRequests: readonly string[];
}

/** Notes it from now on; `origin` is where the page is at home. */
export function watchPage(page: Page, origin: string): PageWatch {
  const complaints: string[] = [];
  const foreignRequests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(origin)) foreignRequests.push(request.url());
  });
  return { complaints, foreignRequests };
}

import { existsSync } from 'node:fs';
import { type Browser, chromium, type Locator } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Path of a Chromium on this machine, or undefined (said aloud) where there is none. */
export function chromiumPath(): string | undefined {
  const found = PLACES.find((path) => existsSync(path));
  if (!found) process.stderr.write(`Skipped: no Chromium at ${PLACES.join(', ')}.\n`);
  return found;
}

/** A headless browser that asks nobody but the pages it is sent to. */
export function startChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/** Until scripts listen to an element: what is pressed before then is lost, as for a person on a slow machine. */
export const untilLive = (element: Locator): Promise<void> =>
  element.evaluate(async (node) => {
    // React keeps what an element was made with beside it, from the moment that it took it over.
    while (!Object.keys(node).some((name) => name.startsWith('__reactProps'))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });

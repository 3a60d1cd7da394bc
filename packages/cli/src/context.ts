import { join } from 'node:path';
import { type Client, createClient } from '@ai-finops/sdk';
import { env } from './env';
import { ownerFile } from './owner-file';
import { fileSession } from './session-file';

/** Options that every command takes. */
export interface GlobalOptions {
  readonly url: string;
  readonly apiUrl: string;
  readonly json?: boolean;
}

/** Where this gateway's session is kept. */
export function sessionOf(options: GlobalOptions) {
  return fileSession(join(env.configDirectory, 'sessions.json'), options.url);
}

/** Where an API key for this gateway is kept. */
export function keyOf(options: GlobalOptions) {
  return ownerFile<string>(join(env.configDirectory, 'keys.json'), options.url);
}

/** Where uploads that have begun are kept, by what names their file, so that a later run goes on with them. */
export function uploadsOf(options: GlobalOptions) {
  const file = join(env.configDirectory, 'uploads.json');
  return ownerFile<Record<string, string>>(file, options.url);
}

/** A client with the API key or token of the environment, else the kept API key, else the signed-in session. */
export function clientOf(options: GlobalOptions): Client {
  return createClient({
    url: options.url,
    apiUrl: options.apiUrl,
    timeout: 60_000,
    ...(env.token === undefined
      ? { session: sessionOf(options), getToken: keyOf(options).load }
      : { token: env.token }),
  });
}

/** Prints a result: as JSON for programs, or as text for people. */
export function print(options: GlobalOptions, result: unknown, text: () => string): void {
  console.log(options.json ? JSON.stringify(result, null, 2) : text());
}

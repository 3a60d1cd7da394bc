import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@ai-finops/testkit';

const PROGRAM = join(
  __dirname,
  '../../../peers/azurite/node_modules/azurite/dist/src/blob/main.js',
);

/** It is large: whoever wants its tests installs it with `npm ci --prefix peers/azurite`. */
export const azuriteIsThere = existsSync(PROGRAM);

/** The account that the emulator knows, as its documentation prints it. */
export const AZURE_KEY = {
  account: 'devstoreaccount1',
  accountKey:
    'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==',
};

/** A shared access signature of the account for blobs ("Create an account SAS" of the REST reference). */
export function accountSas(permissions: string): string {
  const { account, accountKey } = AZURE_KEY;
  const version = '2018-11-09';
  const expiry = '2099-01-01T00:00:00Z';
  const lines = [account, permissions, 'b', 'sco', '', expiry, '', '', version, ''];
  const signature = createHmac('sha256', Buffer.from(accountKey, 'base64'))
    .update(lines.join('\n'))
    .digest('base64');
  return new URLSearchParams({
    sv: version,
    ss: 'b',
    srt: 'sco',
    sp: permissions,
    se: expiry,
    sig: signature,
  }).toString();
}

/** The emulator of Azure Blob Storage with one container, in a process and on a port of its own. */
export async function startAzurite(directory: string, container: string) {
  const port = await freePort();
  const flags = ['--silent', '--disableTelemetry'];
  const where = ['--blobHost', '127.0.0.1', '--blobPort', String(port), '--location', directory];
  const emulator = spawn(process.execPath, [PROGRAM, ...flags, ...where], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const endpoint = `http://127.0.0.1:${port}/${AZURE_KEY.account}`;
  const token = accountSas('rwdlac');

  async function send(method: string, path: string, body?: string): Promise<void> {
    const response = await fetch(`${endpoint}/${path}`, {
      method,
      headers: { 'x-ms-blob-type': 'BlockBlob' },
      ...(body === undefined ? {} : { body }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  }
  for (const end = Date.now() + 60_000; ; await sleep(50)) {
    const made = await send('PUT', `${container}?restype=container&${token}`).catch(
      (error: unknown) => error,
    );
    if (made === undefined) break;
    if (Date.now() > end) throw made;
  }
  const pathOf = (name: string): string =>
    `${container}/${name.split('/').map(encodeURIComponent).join('/')}?${token}`;

  return {
    endpoint,
    host: `127.0.0.1:${port}`,
    put: (name: string, content: string) => send('PUT', pathOf(name), content),
    async stop(): Promise<void> {
      emulator.kill('SIGKILL');
      if (emulator.exitCode === null && emulator.signalCode === null) await once(emulator, 'exit');
    },
  };
}

export type Azurite = Awaited<ReturnType<typeof startAzurite>>;

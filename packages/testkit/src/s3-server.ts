import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { AwsClient } from 'aws4fetch';
import { ROOT } from './root';

/** The pair that the emulator knows; it refuses other signatures, as S3 does. */
export const S3_KEYS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

/** Ends with whoever started it. */
const PROGRAM = `
  const S3rver = require('@20minutes/s3rver');
  process.stdin.resume().on('end', () => process.exit());
  new S3rver(JSON.parse(process.argv[1])).run().then(({ port }) => console.log(port));`;

/** An emulator of S3 with one bucket, in a process and on a port of its own. */
export async function startS3(directory: string, bucket: string) {
  const options = {
    directory: join(directory, 's3'),
    address: '127.0.0.1',
    port: 0,
    silent: true,
    configureBuckets: [{ name: bucket }],
  };
  // It makes its continuation tokens with a cipher that OpenSSL 3 calls legacy.
  const flags = ['--openssl-legacy-provider', '-e', PROGRAM, JSON.stringify(options)];
  const emulator = spawn(process.execPath, flags, {
    cwd: join(ROOT, 'packages/testkit'),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [port] = (await once(emulator.stdout, 'data')) as [Buffer];
  const host = `127.0.0.1:${Number(String(port))}`;
  const endpoint = `http://${host}`;
  const client = new AwsClient({ ...S3_KEYS, service: 's3', region: 'us-east-1' });

  async function send(method: string, key: string, body?: string): Promise<void> {
    const path = key.split('/').map(encodeURIComponent).join('/');
    const response = await client.fetch(`${endpoint}/${bucket}/${path}`, {
      method,
      ...(body === undefined ? {} : { body }),
    });
    if (!response.ok) throw new Error(`${method} ${key}: ${response.status}`);
  }

  return {
    endpoint,
    host,
    put: (key: string, content: string) => send('PUT', key, content),
    remove: (key: string) => send('DELETE', key),
    async stop(): Promise<void> {
      emulator.kill('SIGKILL');
      if (emulator.exitCode === null && emulator.signalCode === null) await once(emulator, 'exit');
    },
  };
}

export type S3Server = Awaited<ReturnType<typeof startS3>>;

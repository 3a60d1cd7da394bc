import { rmSync } from 'node:fs';
import {
  S3_KEYS,
  type S3Server,
  startPlatform,
  startS3,
  type TestPlatform,
  temporaryDirectory,
} from '@ai-finops/testkit';
import { runCli } from './cli';
import { promote, signedIn } from './signed-in';

const bill = (cost: string): string =>
  `BilledCost,BillingCurrency,BillingPeriodStart,ChargePeriodStart,EffectiveCost,ServiceName
1,USD,2026-05-01,2026-05-01,${cost},Compute
`;
const COSTS = ['costs', '--from', '2026-05-01', '--to', '2026-06-01'];

describe('a source of bills, by the command line', () => {
  const directory = temporaryDirectory();
  let s3: S3Server;
  let platform: TestPlatform;

  async function run(args: readonly string[], stdin = '') {
    const { code, stdout, stderr } = await runCli(platform, ['--json', ...args], { stdin });
    return { code, shown: JSON.parse(stdout || stderr) };
  }
  const add = (name: string, prefix: string, secret = S3_KEYS.secretAccessKey) => {
    const key = ['--access-key-id', S3_KEYS.accessKeyId, '--secret-stdin'];
    const place = [`s3://bills/${prefix}`, '--endpoint', s3.endpoint];
    return run(['sources', 'add', name, ...place, ...key], secret);
  };
  /** What May cost, once the imports have ended. */
  async function costOfMay(wanted: string): Promise<string | undefined> {
    let seen: string | undefined;
    for (const end = Date.now() + 120_000; Date.now() < end && seen !== wanted; ) {
      const { shown } = await run(COSTS);
      seen = shown.totals?.[0]?.amount;
    }
    return seen;
  }

  beforeAll(async () => {
    s3 = await startS3(directory, 'bills');
    platform = await startPlatform({
      environment: { SOURCE_ALLOWED_HOSTS: s3.host, TRUSTED_DOCUMENTS: 'only' },
    });
    const { email, password, userId } = await signedIn(platform);
    await promote(platform, userId, 'ADMIN');
    await runCli(platform, ['login', '--email', email, '--password-stdin'], { stdin: password });
  });
  afterAll(async () => {
    await platform?.stop();
    await s3?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('brings costs that can be asked for, and later those of the next version', async () => {
    await s3.put('focus/2026-05.csv', bill('12.5'));
    expect(await add('aws', 'focus/')).toMatchObject({
      code: 0,
      shown: { name: 'aws', lastSync: { state: 'SUCCEEDED', objects: 1, imports: 1 } },
    });
    expect(await costOfMay('12.5')).toBe('12.5');
    await s3.put('focus/2026-05.csv', bill('13.25'));
    expect(await run(['sources', 'sync', 'aws'])).toMatchObject({
      code: 0,
      shown: { lastSync: { state: 'SUCCEEDED', imports: 1 } },
    });
    expect(await costOfMay('13.25')).toBe('13.25');
  });

  it('says what is wrong with it, and is mended', async () => {
    expect(await add('wrong', 'focus/', 'another-secret')).toMatchObject({
      code: 1,
      shown: { lastSync: { state: 'FAILED', errorCode: 'SOURCE_ACCESS_DENIED' } },
    });
    const listed = await runCli(platform, ['sources']);
    expect(listed.stdout).toMatch(/^aws +s3:\/\/bills\/focus\/ +60 min .* succeeded /m);
    expect(listed.stdout).toMatch(/^wrong +s3:\/\/bills\/focus\/ .* SOURCE_ACCESS_DENIED /m);
    expect(await run(['sources', 'change', 'wrong', '--manual'])).toMatchObject({
      code: 0,
      shown: { enabled: false, nextSyncAt: null },
    });
  });

  it('goes, and what it brought stays', async () => {
    for (const name of ['aws', 'wrong']) {
      expect(await run(['sources', 'remove', name, '--yes'])).toMatchObject({ code: 0 });
    }
    expect(await run(['sources'])).toEqual({ code: 0, shown: [] });
    expect(await costOfMay('13.25')).toBe('13.25');
  });
});

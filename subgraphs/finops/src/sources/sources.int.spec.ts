import { rmSync } from 'node:fs';
import { createPrisma } from '@ai-finops/service-kit/prisma';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import {
  freePort,
  PATIENT_POOL,
  S3_KEYS,
  type S3Server,
  startS3,
  temporaryDirectory,
} from '@ai-finops/testkit';
import { csvBill } from '../../test/bill';
import { type Service, startService } from '../../test/service';
import { type SourceDriver, sourceDriver } from '../../test/source-driver';
import { admin, user } from '../../test/testbed';
import { BucketClient } from './buckets/bucket-client';
import { S3Bucket } from './buckets/s3-bucket';

const LIST = `query ($first: Int! = 20, $after: String) { sources(first: $first, after: $after) {
  nodes { name } totalCount pageInfo { hasNextPage endCursor } } }`;
describe('sources of bills', () => {
  let directory: string;
  let s3: S3Server;
  let service: Service;
  let driver: SourceDriver;
  /** Where nobody listens. */
  let silent: string;

  beforeAll(async () => {
    directory = temporaryDirectory();
    s3 = await startS3(directory, 'bills');
    const nobody = `127.0.0.1:${await freePort()}`;
    silent = `http://${nobody}`;
    service = await startService({ SOURCE_ALLOWED_HOSTS: [s3.host, nobody] });
    await service.ready();
    driver = sourceDriver(service);
  });
  afterAll(async () => {
    await service?.stop();
    await s3?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const place = (prefix: string, more = {}) => ({
    s3: { bucket: 'bills', prefix, endpoint: s3.endpoint, ...S3_KEYS, ...more },
  });

  const month = (cost: string, more = {}) => csvBill({ BilledCost: cost, ...more });
  const june = {
    BillingPeriodStart: '2026-06-01T00:00:00Z',
    BillingPeriodEnd: '2026-07-01T00:00:00Z',
  };

  it('bring the bills that are there, and later what is new or another', async () => {
    await s3.put('plain/2026-05/a.csv', month('1'));
    await s3.put('plain/2026-05/b + c.csv', month('2'));
    await s3.put('plain/2026-06/a.csv', month('4', june));
    await s3.put('plain/readme.txt', 'no bill');
    await s3.put('elsewhere/a.csv', month('100'));
    const first = await driver.create('plain', place('plain/'));
    expect(first.lastSync).toMatchObject({
      state: 'SUCCEEDED',
      objects: 4,
      imports: 2,
      errorCode: null,
    });
    expect(await driver.live('plain')).toEqual([
      ['plain/2026-05/a.csv', '1'],
      ['plain/2026-05/b + c.csv', '2'],
      ['plain/2026-06/a.csv', '4'],
    ]);

    expect((await driver.sync(first)).lastSync).toMatchObject({
      state: 'SUCCEEDED',
      imports: 0,
      bytesFetched: 0,
    });

    await s3.put('plain/2026-05/a.csv', month('1.25'));
    const changed = await driver.sync(first);
    expect(changed.lastSync).toMatchObject({ imports: 1, bytesFetched: month('1.25').length });
    expect(await driver.live('plain')).toEqual([
      ['plain/2026-05/a.csv', '1.25'],
      ['plain/2026-05/b + c.csv', '2'],
      ['plain/2026-06/a.csv', '4'],
    ]);
  });

  const awsManifest = (month: string, ...files: string[]) =>
    JSON.stringify({ dataFiles: files.map((file) => `s3://bills/aws/data/${month}/${file}`) });
  const MANIFEST = 'aws/metadata/BILLING_PERIOD=2026-05/focus-Manifest.json';

  it('bring what manifests name, and the next version in its place as a whole', async () => {
    await s3.put('aws/data/2026-05/1.csv', month('1'));
    await s3.put('aws/data/2026-05/2.csv', month('2', { BillingAccountId: 'acc-2' }));
    await s3.put('aws/data/2026-05/stray.csv', month('100'));
    await s3.put(MANIFEST, awsManifest('2026-05', '1.csv', '2.csv'));
    const source = await driver.create('aws', place('aws/'));
    expect(source.lastSync).toMatchObject({ state: 'SUCCEEDED', objects: 4, imports: 1 });
    expect(await driver.live('aws')).toEqual([
      ['focus', '1'],
      ['focus', '2'],
    ]);

    await s3.put(
      'aws/data/2026-05/v2.csv',
      month('7') + month('5', { BillingAccountId: 'acc-2' }).split('\n')[1],
    );
    await s3.put(MANIFEST, awsManifest('2026-05', 'v2.csv'));
    expect((await driver.sync(source)).lastSync).toMatchObject({ state: 'SUCCEEDED', imports: 1 });
    expect(await driver.live('aws')).toEqual([
      ['focus', '5'],
      ['focus', '7'],
    ]);
  });

  it('say that an export is not whole yet, bring the others, and that one later', async () => {
    const manifest = (exportName: string, file: string) =>
      JSON.stringify({ export: exportName, files: [file] });
    await s3.put('half/one/manifest.json', manifest('one', 'one/1.csv'));
    await s3.put('half/one/1.csv', month('1'));
    await s3.put('half/two/manifest.json', manifest('two', 'two/2.csv'));
    const source = await driver.create('half', place('half/'));
    expect(source).toMatchObject({
      failures: 1,
      lastSync: {
        state: 'FAILED',
        errorCode: 'MANIFEST_INCOMPLETE',
        message: expect.stringContaining('two/2.csv'),
        imports: 1,
      },
    });
    expect(await driver.live('half')).toEqual([['one', '1']]);
    await s3.put('half/two/2.csv', month('2'));
    expect(await driver.sync(source)).toMatchObject({
      failures: 0,
      lastSync: { state: 'SUCCEEDED', imports: 1 },
    });
    expect(await driver.live('half')).toEqual([
      ['one', '1'],
      ['two', '2'],
    ]);
  });

  it('are listed over more than one page', async () => {
    const keys = [
      'pages/a + b.csv',
      'pages/c,d.csv',
      'pages/e/f.csv',
      'pages/g.csv',
      'pages/ü.csv',
    ];
    for (const key of keys) await s3.put(key, '.');
    const location = { endpoint: s3.endpoint, region: 'us-east-1', bucket: 'bills' };
    const client = new BucketClient([s3.host]);
    const bucket = new S3Bucket(location, S3_KEYS, client, { pageSize: 2 });
    const pages: string[][] = [];
    for await (const page of bucket.list('pages/', new AbortController().signal)) {
      pages.push(page.map(({ key }) => key));
    }
    await client.onApplicationShutdown();
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(pages.flat().sort()).toEqual(keys.sort());
  });

  it('come from Google Cloud Storage by the same protocol', async () => {
    await s3.put('google/a.csv', month('3'));
    const gcs = { bucket: 'bills', prefix: 'google/', endpoint: s3.endpoint, ...S3_KEYS };
    const source = await driver.create('google', { gcs });
    expect(source).toMatchObject({
      kind: 'GCS',
      region: null,
      lastSync: { state: 'SUCCEEDED', imports: 1 },
    });
    expect(await driver.live('google')).toEqual([['google/a.csv', '3']]);
  });

  it.each<[string, string, () => object]>([
    [
      'a wrong secret',
      'SOURCE_ACCESS_DENIED',
      () => place('plain/', { secretAccessKey: 'wrong-secret' }),
    ],
    ['an unknown key', 'SOURCE_ACCESS_DENIED', () => place('plain/', { accessKeyId: 'nobody' })],
    ['a missing bucket', 'SOURCE_NOT_FOUND', () => place('', { bucket: 'missing' })],
    ['a prefix that nothing begins with', 'SOURCE_EMPTY', () => place('none/')],
    ['a prefix without a bill', 'SOURCE_EMPTY', () => place('plain/readme')],
    ['a store that does not answer', 'SOURCE_UNREACHABLE', () => place('', { endpoint: silent })],
    [
      'a name of this machine',
      'SOURCE_ADDRESS_REFUSED',
      () => place('', { endpoint: 'https://localhost:1' }),
    ],
  ])('show %s, and are tried again', async (what, errorCode, input) => {
    const name = `fails: ${what}`;
    const source = await driver.create(name, input());
    expect(source).toMatchObject({ lastSync: { state: 'FAILED', errorCode, imports: 0 } });
    expect(source.failures).toBeGreaterThan(0);
    expect(source.lastSync?.message).not.toMatch(/wrong-secret|S3RVER/);
    const wait =
      Date.parse(source.nextSyncAt ?? '') - Date.parse(source.lastSync?.finishedAt ?? '');
    expect(wait).toBe(60_000 * 2 ** (source.failures - 1));
    expect((await driver.sync(source)).failures).toBeGreaterThan(source.failures);
  });

  it('go on with other credentials, and then with their places only together', async () => {
    await s3.put('mended/a.csv', month('3'));
    const source = await driver.create(
      'mended',
      place('mended/', { secretAccessKey: 'wrong-secret' }),
    );
    expect(source.lastSync?.state).toBe('FAILED');
    const update = (input: object) => driver.tryToUpdate({ id: source.id, ...input });
    const { result } = await update({ ...place('mended/'), intervalMinutes: 5 });
    if (!result) throw new Error('It was refused.');
    expect(result).toMatchObject({ intervalMinutes: 5, failures: 0 });
    const { lastSync } = await driver.after(result);
    expect(lastSync).toMatchObject({ state: 'SUCCEEDED', imports: 1 });
    const elsewhere = { s3: { bucket: 'bills', endpoint: s3.endpoint } };
    expect((await update(elsewhere)).code).toBe('BAD_USER_INPUT');
    const gcs = { bucket: 'bills', ...S3_KEYS };
    expect((await update({ gcs })).code).toBe('VALIDATION_FAILED');
    expect(await update({ enabled: false })).toMatchObject({
      result: { enabled: false, nextSyncAt: null },
    });
  });

  it('wait to be asked where they are not enabled', async () => {
    await s3.put('asked/a.csv', month('3'));
    const input = { name: 'asked', enabled: false, ...place('asked/') };
    const { result } = await driver.tryToCreate(input);
    expect(result).toMatchObject({ nextSyncAt: null, lastSync: null });
    if (!result) throw new Error('It was not made.');
    expect(await driver.sync(result)).toMatchObject({ nextSyncAt: null, lastSync: { imports: 1 } });
  });

  it.each<[string, object, string]>([
    ['an address of this machine', { endpoint: 'https://127.0.0.1:1' }, 'SOURCE_ADDRESS_REFUSED'],
    ['one that only looks different', { endpoint: 'https://0x7f.1' }, 'SOURCE_ADDRESS_REFUSED'],
    ['one of a private network', { endpoint: 'https://10.1.2.3' }, 'SOURCE_ADDRESS_REFUSED'],
    [
      'that of a cloud’s machines',
      { endpoint: 'https://169.254.169.254' },
      'SOURCE_ADDRESS_REFUSED',
    ],
    ['one in IPv6', { endpoint: 'https://[::ffff:7f00:1]' }, 'SOURCE_ADDRESS_REFUSED'],
    ['no TLS', { endpoint: 'http://s3.example.com' }, 'SOURCE_ADDRESS_REFUSED'],
    ['a user in the address', { endpoint: 'https://a:b@s3.example.com' }, 'VALIDATION_FAILED'],
    ['no protocol', { endpoint: 's3.example.com' }, 'VALIDATION_FAILED'],
    ['another bucket in the name', { bucket: 'a/../b' }, 'VALIDATION_FAILED'],
    ['another host in the region', { region: 'a.evil.example#' }, 'VALIDATION_FAILED'],
    ['a line break in a key', { accessKeyId: 'a\nb' }, 'VALIDATION_FAILED'],
    ['a prefix from the root', { prefix: '/a' }, 'VALIDATION_FAILED'],
  ])('are refused with %s', async (name, more, expected) => {
    const { result, code } = await driver.tryToCreate({ name, ...place('', more) });
    expect({ result, code }).toEqual({ result: null, code: expected });
  });

  it('are refused without a place, for too short a time, and under a name that is taken', async () => {
    const code = async (input: object) => (await driver.tryToCreate(input)).code;
    expect(await code({ name: 'nowhere' })).toBe('VALIDATION_FAILED');
    const gcs = { bucket: 'bills', ...S3_KEYS };
    expect(await code({ name: 'everywhere', ...place(''), gcs })).toBe('VALIDATION_FAILED');
    expect(await code({ name: 'hasty', intervalMinutes: 1, ...place('') })).toBe(
      'VALIDATION_FAILED',
    );
    expect(await code({ name: 'plain', ...place('') })).toBe('CONFLICT');
  });

  it('keep their credentials to themselves', async () => {
    const secret = 'kept-to-itself-0123456789';
    const source = await driver.create('secretive', place('plain/', { secretAccessKey: secret }));
    expect(JSON.stringify(source)).not.toContain(secret);
    expect(JSON.stringify(service.audited)).not.toContain(secret);
    const prisma = createPrisma(service.databaseUrl, PATIENT_POOL);
    const rows = await prisma.billSource.findMany({
      select: { location: true, credentials: true },
    });
    await prisma.$disconnect();
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(JSON.stringify(rows)).not.toContain('S3RVER');
  });

  it('are listed a page at a time, and go without what they brought', async () => {
    type Page = { nodes: { name: string }[]; totalCount: number; pageInfo: { endCursor: string } };
    const { ask } = driver;
    const all = (await ask<Page>(LIST, { first: 100 })).result;
    const first = (await ask<Page>(LIST, { first: 2 })).result;
    const second = (await ask<Page>(LIST, { first: 2, after: first?.pageInfo.endCursor })).result;
    expect([first, second].flatMap((page) => page?.nodes)).toEqual(all?.nodes.slice(0, 4));
    expect((await ask(LIST, { first: 101 })).code).toBe('VALIDATION_FAILED');

    const { id = '' } = (await driver.source('plain')) ?? {};
    expect((await driver.tryToDelete(id)).result).toEqual({ name: 'plain' });
    expect(await driver.source('plain')).toBeNull();
    expect((await driver.tryToDelete(id)).code).toBe('NOT_FOUND');
    expect((await driver.tryToSync(id)).code).toBe('NOT_FOUND');
    expect(await driver.live('plain')).toHaveLength(3);
  });

  it('are for administrators, and for keys as far as their scopes go', async () => {
    const key = (scope: 'costs:read' | 'bills:write' | 'admin'): Viewer => ({
      ...admin,
      scopes: [scope],
    });
    const create = async (viewer: Viewer | null) =>
      (await driver.tryToCreate({ name: 'by key', enabled: false, ...place('') }, viewer)).code;
    expect(await create(user)).toBe('FORBIDDEN');
    expect(await create(null)).toBe('UNAUTHENTICATED');
    expect(await create(key('bills:write'))).toBe('INSUFFICIENT_SCOPE');
    expect(await create(key('admin'))).toBeUndefined();
    const list = async (viewer: Viewer) => (await driver.ask(LIST, {}, viewer)).code;
    expect(await list(user)).toBe('FORBIDDEN');
    expect(await list(key('costs:read'))).toBe('INSUFFICIENT_SCOPE');
    expect(await list(key('bills:write'))).toBeUndefined();
    expect((await driver.tryToSync('unknown', user)).code).toBe('FORBIDDEN');
    expect((await driver.tryToSync('unknown', key('bills:write'))).code).toBe('NOT_FOUND');
    expect((await driver.tryToDelete('unknown', key('bills:write'))).code).toBe(
      'INSUFFICIENT_SCOPE',
    );
  });
});

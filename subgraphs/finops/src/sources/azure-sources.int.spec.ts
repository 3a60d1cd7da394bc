import { rmSync } from 'node:fs';
import { temporaryDirectory } from '@ai-finops/testkit';
import {
  AZURE_KEY,
  type Azurite,
  accountSas,
  azuriteIsThere,
  startAzurite,
} from '../../test/azurite';
import { csvBill } from '../../test/bill';
import { type Service, startService } from '../../test/service';
import { type SourceDriver, sourceDriver } from '../../test/source-driver';
import { AzureContainer } from './buckets/azure-container';
import { BucketClient } from './buckets/bucket-client';

if (!azuriteIsThere) {
  it('finds no emulator of Azure Blob Storage, so nothing of it was tested', () => {
    process.stderr.write('NOT TESTED: Azure needs npm ci --prefix peers/azurite\n');
  });
}

const describeAzure = azuriteIsThere ? describe : () => undefined;

describeAzure('sources in Azure Blob Storage', () => {
  let directory: string;
  let azure: Azurite;
  let service: Service;
  let driver: SourceDriver;

  beforeAll(async () => {
    directory = temporaryDirectory();
    azure = await startAzurite(directory, 'bills');
    service = await startService({ SOURCE_ALLOWED_HOSTS: [azure.host] });
    await service.ready();
    driver = sourceDriver(service);
  });
  afterAll(async () => {
    await service?.stop();
    await azure?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const { account, accountKey } = AZURE_KEY;
  const place = (prefix: string, more: object = { accountKey }) => ({
    azureBlob: { account, container: 'bills', prefix, endpoint: azure.endpoint, ...more },
  });
  const month = (cost: string) => csvBill({ BilledCost: cost });

  it.each([
    ['by the key of the account', 'by-key/', { accountKey }],
    ['by a shared access signature', 'by-sas/', { sasToken: `?${accountSas('rl')}` }],
  ])('are read %s, and again when they change', async (name, prefix, credentials) => {
    await azure.put(`${prefix}a + b.csv`, month('1'));
    await azure.put(`${prefix}ü/c'(d).csv`, month('2'));
    const source = await driver.create(name, place(prefix, credentials));
    expect(source).toMatchObject({
      kind: 'AZURE_BLOB',
      bucket: 'bills',
      lastSync: { state: 'SUCCEEDED', objects: 2, imports: 2 },
    });
    expect(await driver.live(name)).toEqual([
      [`${prefix}a + b.csv`, '1'],
      [`${prefix}ü/c'(d).csv`, '2'],
    ]);
    expect((await driver.sync(source)).lastSync).toMatchObject({ imports: 0, bytesFetched: 0 });
    await azure.put(`${prefix}a + b.csv`, month('3'));
    expect((await driver.sync(source)).lastSync).toMatchObject({ imports: 1 });
    expect(await driver.live(name)).toContainEqual([`${prefix}a + b.csv`, '3']);
  });

  it('are exports of Cost Management, each run in place of the one before', async () => {
    const manifest = (run: string, file: string, bytes: number) =>
      JSON.stringify({
        blobs: [{ blobName: `export/${run}/${file}`, byteCount: bytes }],
        exportConfig: { exportName: 'focus' },
        runInfo: { submittedTime: run, startDate: '2026-05-01T00:00:00' },
      });
    const run = async (time: string, cost: string) => {
      await azure.put(`export/${time}/part_0.csv`, month(cost));
      const bytes = Buffer.byteLength(month(cost));
      await azure.put(`export/${time}/manifest.json`, manifest(time, 'part_0.csv', bytes));
    };
    await run('20260502', '10');
    const source = await driver.create('export', place('export/'));
    expect(await driver.live('export')).toEqual([['focus', '10']]);
    await run('20260503', '11');
    expect((await driver.sync(source)).lastSync).toMatchObject({ state: 'SUCCEEDED', imports: 1 });
    expect(await driver.live('export')).toEqual([['focus', '11']]);
  });

  it.each<[string, string, object]>([
    ['a wrong key', 'SOURCE_ACCESS_DENIED', { accountKey: 'bm90IHRoZSBrZXk=' }],
    ['a signature that may not list', 'SOURCE_ACCESS_DENIED', { sasToken: accountSas('r') }],
    ['a missing container', 'SOURCE_NOT_FOUND', { container: 'missing', accountKey }],
  ])('show %s', async (name, errorCode, more) => {
    const { lastSync } = await driver.create(name, place('', more));
    expect(lastSync).toMatchObject({ state: 'FAILED', errorCode });
    expect(lastSync?.message).not.toContain('sig=');
  });

  it('are listed over more than one page', async () => {
    for (const name of ['a', 'b', 'c']) await azure.put(`pages/${name}.csv`, '.');
    const client = new BucketClient([azure.host]);
    const container = { endpoint: azure.endpoint, container: 'bills' };
    const bucket = new AzureContainer(container, AZURE_KEY, client, 2);
    const pages: string[][] = [];
    for await (const page of bucket.list('pages/', new AbortController().signal)) {
      pages.push(page.map(({ key }) => key));
    }
    await client.onApplicationShutdown();
    expect(pages).toEqual([['pages/a.csv', 'pages/b.csv'], ['pages/c.csv']]);
  });
});

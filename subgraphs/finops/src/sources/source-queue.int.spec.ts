import { createPrisma } from '@ai-finops/service-kit/prisma';
import { createTestDatabase, PATIENT_POOL, type TestDatabase } from '@ai-finops/testkit';
import { SourceQueueStore } from './source-queue.store';
import { SourcesStore } from './sources.store';

const ABANDONED_MS = 60_000;
const COUNTS = { objects: 1, bytesFetched: 2, imports: 3 };

describe('the queue of sources', () => {
  let database: TestDatabase;
  let prisma: ReturnType<typeof createPrisma>;
  let queue: SourceQueueStore;
  let sources: SourcesStore;
  let made = 0;

  beforeAll(async () => {
    database = await createTestDatabase();
    prisma = createPrisma(database.url, PATIENT_POOL);
    queue = new SourceQueueStore(prisma);
    sources = new SourcesStore(prisma);
  });
  beforeEach(() => prisma.billSource.deleteMany());
  afterAll(async () => {
    await prisma.$disconnect();
    await database.drop();
  });

  async function make(enabled = true) {
    made++;
    const source = await sources.transaction((tx) =>
      sources.insert(tx, {
        id: `source-${made}`,
        name: `source ${made}`,
        kind: 'S3',
        location: { endpoint: null, bucket: 'b', region: 'r', prefix: '' },
        credentials: 'sealed',
        intervalMinutes: 10,
        enabled,
        userId: 'user-1',
      }),
    );
    if (!source) throw new Error('The name is taken.');
    return source;
  }
  async function claimed() {
    const claim = await queue.claim(ABANDONED_MS);
    if (!claim) throw new Error('Nothing was to be claimed.');
    return claim;
  }
  const seen = async (name: string) => {
    const source = await sources.findByName(name);
    if (!source) throw new Error('It is gone.');
    return source;
  };
  /** Minutes from the end of the last look to the next. */
  async function waitOf(name: string): Promise<number> {
    const { nextSyncAt, lastSync } = await seen(name);
    return (Date.parse(nextSyncAt ?? '') - Date.parse(lastSync?.finishedAt ?? '')) / 60_000;
  }

  it('gives each source to one worker', async () => {
    const names = [(await make()).name, (await make()).name, (await make()).name];
    const claims = await Promise.all(Array.from({ length: 8 }, () => queue.claim(ABANDONED_MS)));
    const given = claims.filter((claim) => claim !== null).map(({ name }) => name);
    expect(given.sort()).toEqual(names.sort());
  });

  it('leaves those alone whose time has not come, and those that are not enabled', async () => {
    const { id } = await make(false);
    expect(await queue.claim(ABANDONED_MS)).toBeNull();
    await sources.hasten(id);
    await queue.succeed(await claimed());
    expect(await queue.claim(ABANDONED_MS)).toBeNull();
  });

  it('comes back after the interval', async () => {
    const { name } = await make();
    const claim = await claimed();
    expect(await queue.progress(claim, COUNTS)).toBe(true);
    await queue.succeed(claim);
    const { lastSync } = await seen(name);
    expect(lastSync).toMatchObject({ state: 'SUCCEEDED', ...COUNTS, errorCode: null });
    expect(await waitOf(name)).toBe(10);
  });

  it('comes back after a failure: later each time, within an hour, and as usual once it went well', async () => {
    const { id, name } = await make();
    const waits: number[] = [];
    for (let turn = 0; turn < 8; turn++) {
      await queue.fail(await claimed(), { code: 'SOURCE_UNREACHABLE', message: 'No.' });
      const { failures, lastSync } = await seen(name);
      expect(lastSync).toMatchObject({ state: 'FAILED', errorCode: 'SOURCE_UNREACHABLE' });
      expect(failures).toBe(turn + 1);
      waits.push(await waitOf(name));
      await sources.hasten(id);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    await queue.succeed(await claimed());
    expect(await seen(name)).toMatchObject({ failures: 0, lastSync: { message: null } });
  });

  it('comes back at once when it was asked for meanwhile', async () => {
    const { id } = await make();
    const first = await claimed();
    await sources.hasten(id);
    expect(await queue.claim(ABANDONED_MS)).toBeNull();
    await queue.succeed(first);
    expect(await claimed()).toMatchObject({ id, number: first.number + 1 });
  });

  it('takes a source from a worker that gives no sign of life, and lets that one write no more', async () => {
    const { id, name } = await make();
    const lost = await claimed();
    await prisma.$executeRaw`
      UPDATE "BillSource" SET heartbeat_at = now() - interval '61 seconds' WHERE id = ${id}`;
    const next = await claimed();
    expect(await queue.progress(lost, COUNTS)).toBe(false);
    await queue.fail(lost, { code: 'INTERNAL', message: 'No.' });
    await queue.release(lost);
    expect((await seen(name)).lastSync).toMatchObject({ state: 'RUNNING', objects: 0 });
    await queue.release(next);
    expect(await claimed()).toMatchObject({ id, number: next.number + 1 });
  });

  it('writes nothing of a source that is gone', async () => {
    const { id } = await make();
    const claim = await claimed();
    await sources.transaction((tx) => sources.delete(tx, id));
    expect(await queue.progress(claim, COUNTS)).toBe(false);
    await queue.noteBrought(claim, 'import-1', [{ id: 'part', fingerprint: 'a' }]);
    await queue.succeed(claim);
    expect(await prisma.billSourceVersion.count()).toBe(0);
  });

  it('remembers the last version of each part, and what became of its import', async () => {
    await make();
    const claim = await claimed();
    for (const id of ['import-1', 'import-2']) {
      await prisma.billImport.create({
        data: { id, source: 's', file_name: 'f', sha256: id, user_id: 'u', status: 'PENDING' },
      });
    }
    await queue.noteBrought(claim, 'import-1', [
      { id: 'part-1', fingerprint: 'a' },
      { id: 'part-2', fingerprint: 'b' },
    ]);
    await queue.noteBrought(claim, 'import-2', [{ id: 'part-2', fingerprint: 'c' }]);
    await prisma.billImport.update({
      where: { id: 'import-2' },
      data: { status: 'FAILED', error_code: 'FILE_EMPTY' },
    });
    expect(await queue.findBrought(claim.id)).toEqual(
      expect.arrayContaining([
        { part: 'part-1', fingerprint: 'a', status: 'PENDING', errorCode: null },
        { part: 'part-2', fingerprint: 'c', status: 'FAILED', errorCode: 'FILE_EMPTY' },
      ]),
    );
    expect(await queue.countWaiting('s')).toBe(1);
  });
});

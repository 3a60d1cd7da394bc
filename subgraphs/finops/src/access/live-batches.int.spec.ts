import { randomUUID } from 'node:crypto';
import { createPrisma, type PrismaClient } from '@ai-finops/service-kit/prisma';
import { createTestDatabase, PATIENT_POOL, type TestDatabase } from '@ai-finops/testkit';
import { ROLLUPS } from '../rollups/rollup-tables';
import type { ChargeScope } from './charge-scope';
import { LiveBatches } from './live-batches.store';

type Live = Pick<ChargeScope, 'batches' | 'rollups'>;

const [first, second] = [
  '00000000-0000-4000-8000-000000000001',
  '00000000-0000-4000-8000-000000000002',
] as const;

describe('live batches', () => {
  let database: TestDatabase;
  let prisma: PrismaClient;
  let live: LiveBatches;

  beforeAll(async () => {
    database = await createTestDatabase();
    prisma = createPrisma(database.url, PATIENT_POOL);
    const file = { source: 'test', file_name: 'bill.csv' };
    const { id } = await prisma.billImport.create({
      data: { ...file, sha256: '', user_id: 'admin' },
    });
    await prisma.billBatch.createMany({
      data: [second, first].map((batch) => ({
        ...file,
        id: batch,
        import_id: id,
        period_start: new Date('2026-05-01'),
        rows: 40,
        daily_costs_id: randomUUID(),
        daily_usage_id: randomUUID(),
        monthly_costs_id: randomUUID(),
      })),
    });
  });
  afterAll(async () => {
    await prisma.$disconnect();
    await database.drop();
  });
  beforeEach(async () => {
    live = new LiveBatches(prisma);
    await makeLive(first);
  });

  /** Past whoever remembers them, as another process would. */
  const makeLive = (...ids: string[]) =>
    prisma.$executeRaw`UPDATE "BillBatch" SET live = id = ANY(${ids}::uuid[])`;

  /** What is asked within the live batches, and how often: it answers what it was asked of. */
  function questions(answer: (scope: Live) => Promise<string> = async () => 'answered') {
    const asked: (readonly string[])[] = [];
    const ask = async (scope: Live) => {
      asked.push(scope.batches);
      return `${await answer(scope)} of ${scope.batches.length}`;
    };
    return { asked, ask };
  }

  it('are those of now, whoever changed them', async () => {
    expect((await live.find()).batches).toEqual([first]);
    await makeLive(first, second);
    expect((await live.find()).batches).toEqual([first, second]);
    await makeLive();
    expect(await live.find()).toEqual({
      batches: [],
      days: [],
      rollups: { daily_costs: [], daily_usage: [], monthly_costs: [] },
      charges: 0,
    });
  });

  it('say how many charges they have', async () => {
    await makeLive(first, second);
    expect(await live.find()).toMatchObject({ charges: 80 });
  });

  it('say on which days they have charges', async () => {
    await makeLive(first, second);
    const days = { first: '2026-05-01', last: '2026-05-31' };
    await prisma.billBatch.update({
      where: { id: second },
      data: { first_day: new Date(days.first), last_day: new Date(days.last) },
    });
    expect(await new LiveBatches(prisma).find()).toMatchObject({
      batches: [first, second],
      days: [null, days],
    });
  });

  it('have the rollups of now', async () => {
    await live.find();
    const point = (column: string, id: string | null) =>
      prisma.billBatch.update({ where: { id: first }, data: { [column]: id } });
    for (const { table } of ROLLUPS) {
      const column = `${table}_id`;
      const id = randomUUID();
      await point(column, id);
      expect((await live.find()).rollups).toMatchObject({ [table]: [id] });
      await point(column, null);
      expect((await live.find()).rollups).toMatchObject({ [table]: [null] });
      await point(column, id);
    }
  });

  it('are asked once when nothing is known of them', async () => {
    const { asked, ask } = questions();
    expect(await live.within(ask)).toBe('answered of 1');
    expect(asked).toEqual([[first]]);
  });

  it('are asked once while they stay', async () => {
    await live.find();
    const { asked, ask } = questions();
    expect(await live.within(ask)).toBe('answered of 1');
    expect(asked).toEqual([[first]]);
  });

  it('are asked again after they changed, and the first answer counts for nothing', async () => {
    await live.find();
    await makeLive(first, second);
    const { asked, ask } = questions();
    expect(await live.within(ask)).toBe('answered of 2');
    expect(asked).toEqual([[first], [first, second]]);
  });

  it('are asked again, too, when those before cannot be read any more', async () => {
    await live.find();
    await makeLive(second);
    const { ask } = questions(async ({ batches }) => {
      if (batches.includes(first)) throw new Error('They are gone.');
      return 'answered';
    });
    expect(await live.within(ask)).toBe('answered of 1');
  });

  it('let an error through that they have themselves', async () => {
    await live.find();
    const { asked, ask } = questions(async () => Promise.reject(new Error('Too large.')));
    await expect(live.within(ask)).rejects.toThrow('Too large.');
    expect(asked).toHaveLength(1);
  });

  it('are never older than the question, however many ask while they change', async () => {
    for (let round = 0; round < 10; round += 1) {
      const ids = round % 2 ? [first] : [first, second];
      await makeLive(...ids);
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => live.within(questions().ask)),
      );
      expect(new Set(answers)).toEqual(new Set([`answered of ${ids.length}`]));
    }
  });
});

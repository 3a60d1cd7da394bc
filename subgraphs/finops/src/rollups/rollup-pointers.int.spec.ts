import { randomUUID } from 'node:crypto';
import { createPrisma, type PrismaClient } from '@ai-finops/service-kit/prisma';
import { createTestDatabase, PATIENT_POOL, type TestDatabase } from '@ai-finops/testkit';
import { RollupPointersStore } from './rollup-pointers.store';
import { MONTHLY_COSTS } from './rollup-tables';

describe('pointing batches at their sums', () => {
  let database: TestDatabase;
  let prisma: PrismaClient;

  beforeAll(async () => {
    database = await createTestDatabase();
    prisma = createPrisma(database.url, PATIENT_POOL);
  });
  afterAll(async () => {
    await prisma.$disconnect();
    await database.drop();
  });

  it('waits for nobody who is changing one of them', async () => {
    const file = { source: 'test', file_name: 'bill.csv' };
    const { id } = await prisma.billImport.create({
      data: { ...file, sha256: '', user_id: 'admin' },
    });
    const batches = [randomUUID(), randomUUID()];
    const [changed = '', other = ''] = batches;
    await prisma.billBatch.createMany({
      data: batches.map((batch) => ({
        ...file,
        id: batch,
        import_id: id,
        period_start: new Date('2026-05-01'),
        rows: 1,
        live: true,
      })),
    });
    const built = batches.map((batchId) => ({ batchId, rollupId: randomUUID() }));
    await prisma.$transaction(async (tx) => {
      await tx.billBatch.update({ where: { id: changed }, data: { replaced_at: new Date() } });
      await new RollupPointersStore(prisma).point(MONTHLY_COSTS, built);
    });
    const rows = await prisma.billBatch.findMany({ select: { id: true, monthly_costs_id: true } });
    const pointers = new Map(rows.map((row) => [row.id, row.monthly_costs_id]));
    expect([pointers.get(changed), pointers.get(other)]).toEqual([null, built[1]?.rollupId]);
  });
});

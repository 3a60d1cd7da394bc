import { setTimeout as sleep } from 'node:timers/promises';
import { csvBill } from '../../test/bill';
import { killEngine } from '../../test/kill-engine';
import { createTestbed, type Testbed } from '../../test/testbed';

const ROWS = 150_000;

/** The new version of a bill, large enough to be interrupted: 150,000 charges of 1 each. */
const large = (() => {
  const [header = '', row = ''] = csvBill({ BilledCost: '1' }).split(/(?<=\n)/);
  return header + row.repeat(ROWS);
})();

describe('an import that is interrupted', () => {
  let bed: Testbed;

  beforeEach(async () => {
    bed = await createTestbed();
    await bed.bringIn(csvBill({ BilledCost: '7' }));
  });

  afterEach(() => bed.close());

  const total = async () => {
    const [row] = await bed.visible<{ total: string }>('toString(sum(BilledCost)) AS total');
    return row?.total;
  };

  const stages = () => bed.store.query("SELECT name FROM system.tables WHERE name LIKE 'stage%'");

  /** Waits until the engine is in the middle of the insert. */
  async function untilLoading(): Promise<void> {
    for (;;) {
      const running = await bed.store.query(
        "SELECT 1 FROM system.processes WHERE query LIKE 'INSERT INTO stage%' AND read_rows > 20000",
      );
      if (running.length > 0) return;
      await sleep(5);
    }
  }

  it('by the death of the engine is tried again, and nothing is counted twice', async () => {
    const { id } = await bed.begin(large);
    await untilLoading();
    await killEngine(bed.store);
    expect(await total()).toBe('7');
    const result = await bed.finished(id);
    expect(result).toMatchObject({ status: 'PUBLISHED', rowsLoaded: ROWS });
    expect(await total()).toBe(String(ROWS));
    expect(await stages()).toEqual([]);
  });

  it('by nobody, while another process cleans up, keeps its charges', async () => {
    const { id } = await bed.begin(large);
    while (!(await bed.storedImports()).includes(id)) await sleep(5);
    const importsOf = bed.charges.importsOf.bind(bed.charges);
    jest.spyOn(bed.charges, 'importsOf').mockImplementationOnce(async (loads) => {
      const found = await importsOf(loads);
      expect(found).toContainEqual(expect.objectContaining({ importId: id }));
      await bed.finished(id);
      return found;
    });
    await bed.cleanUp();
    expect(await total()).toBe(String(ROWS));
  });

  it('by another worker, who takes it over, has the charges of that one alone', async () => {
    const { id } = await bed.begin(large);
    await untilLoading();
    const stopOther = bed.startAnotherWorker();
    expect(await bed.finished(id)).toMatchObject({ status: 'PUBLISHED', rowsLoaded: ROWS });
    // The first one has come to its end, too, and found that the import is not its own any more.
    await bed.stopWorker();
    await stopOther();
    expect(await total()).toBe(String(ROWS));
    bed.startWorker();
    await bed.cleanUp();
    expect(await bed.store.query('SELECT count() AS n FROM charges')).toEqual([
      { n: String(ROWS + 1) },
    ]);
    expect(await stages()).toEqual([]);
  });

  it('right after it became visible keeps its charges', async () => {
    jest.spyOn(bed.files, 'remove').mockRejectedValueOnce(new Error('The disk does not answer.'));
    const { id } = await bed.begin(csvBill({ BilledCost: '9' }));
    expect(await bed.finished(id)).toMatchObject({ status: 'PUBLISHED', rowsLoaded: 1 });
    await bed.stopWorker();
    expect(bed.files.remove).toHaveBeenCalled();
    expect(await bed.finished(id)).toMatchObject({ status: 'PUBLISHED' });
    expect(await total()).toBe('9');
  });

  it('by the death of the engine twice fails, and the old version stays', async () => {
    const { id } = await bed.begin(large);
    for (let n = 0; n < 2; n++) {
      await untilLoading();
      await killEngine(bed.store);
    }
    const result = await bed.finished(id);
    expect(result).toMatchObject({ status: 'FAILED', error: { code: 'IMPORT_INTERRUPTED' } });
    expect(await total()).toBe('7');
    expect(await bed.storedImports()).toHaveLength(1);
    expect(await stages()).toEqual([]);
  });

  it('by the end of the service lets go at once and goes on at the next start', async () => {
    const { id } = await bed.begin(large);
    await untilLoading();
    const asked = performance.now();
    await bed.stopWorker();
    expect(performance.now() - asked).toBeLessThan(20_000);
    expect(await bed.storedImports()).toHaveLength(1);
    expect(await total()).toBe('7');
    bed.startWorker();
    expect(await bed.finished(id)).toMatchObject({ status: 'PUBLISHED', rowsLoaded: ROWS });
    expect(await total()).toBe(String(ROWS));
  });

  it('by the sudden death of the service is taken up at the next start', async () => {
    await bed.stopWorker();
    const { id } = await bed.begin(large);
    // What a service leaves that was killed after it had loaded the charges.
    const running = { status: 'RUNNING', attempts: 1, heartbeat_at: new Date() };
    await bed.prisma.billImport.update({ where: { id }, data: running });
    await bed.store.execute(`CREATE TABLE stage_${id} (x UInt8) ENGINE = Null`);
    await bed.store.query(
      `INSERT INTO charges (BatchId, ImportId, BillingPeriodStart, ChargePeriodStart, BilledCost)
       SELECT generateUUIDv4(), '${id}', '2026-05-01', '2026-05-01', 1`,
    );
    expect(await total()).toBe('7');
    bed.startWorker();
    expect(await bed.finished(id)).toMatchObject({ status: 'PUBLISHED', rowsLoaded: ROWS });
    expect(await total()).toBe(String(ROWS));
    expect(await stages()).toEqual([]);
  });
});

import { csvOf } from '../../test/bill';
import { admin, createTestbed, type Testbed } from '../../test/testbed';
import { ConversionDaysStore } from '../conversion/conversion-days.store';
import { Conversions } from '../conversion/conversions.service';
import { ExchangeRatesStore } from '../exchange-rates/exchange-rates.store';
import type { CostsInput } from '../generated/graphql';
import { MOST_ROWS } from './cost-planner';
import { CostsService } from './costs.service';
import { CostsStore } from './costs.store';

const COUNT = MOST_ROWS + 10;
const AN_HOUR_MS = 3_600_000;

describe('the rows of an answer that is longer than a page', () => {
  let bed: Testbed;
  let service: CostsService;
  const input = {
    period: { from: '2026-05-01', to: '2026-06-01' },
    groupBy: [{ dimension: 'RESOURCE_ID' }],
  } as CostsInput;

  beforeAll(async () => {
    bed = await createTestbed();
    service = new CostsService(
      bed.access,
      new CostsStore(bed.store),
      new Conversions(new ExchangeRatesStore(bed.prisma), new ConversionDaysStore(bed.store)),
    );
    const charges = Array.from({ length: COUNT }, (_, n) => ({
      BilledCost: '1',
      EffectiveCost: String(n),
      BillingCurrency: 'USD',
      ChargePeriodStart: '2026-05-03',
      ResourceId: `r-${n}`,
    }));
    await bed.bringIn(csvOf(charges));
  });

  afterAll(() => bed.close());

  const replaceAll = (msAgo: number) =>
    bed.prisma.billBatch.updateMany({
      data: { live: false, replaced_at: new Date(Date.now() - msAgo) },
    });

  async function countOf(pages: AsyncIterable<unknown[]>): Promise<number> {
    let rows = 0;
    for await (const page of pages) rows += page.length;
    return rows;
  }

  it('are all there, also when a newer bill replaces the charges meanwhile', async () => {
    const pages = await service.pages(admin, input);
    await replaceAll(1_000);
    await bed.cleanUp();
    expect(await countOf(pages)).toBe(COUNT);
    await bed.prisma.billBatch.updateMany({ data: { live: true, replaced_at: null } });
  });

  it('are asked for before anything is answered', async () => {
    const gone = AbortSignal.abort(new Error('The reader has gone.'));
    await expect(service.pages(admin, input, gone)).rejects.toThrow('The reader has gone.');
  });

  it('end with an error when their charges are dropped before all were read', async () => {
    const pages = await service.pages(admin, input);
    await replaceAll(AN_HOUR_MS);
    await bed.cleanUp();
    await expect(countOf(pages)).rejects.toMatchObject({ code: 'QUERY_TIMEOUT' });
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { generateDemoBill } from '@ai-finops/demo-bill';
import { csvOf } from '../../test/bill';
import { parseCsv } from '../../test/csv';
import { oddCharges } from '../../test/odd-charges';
import { admin, createTestbed, type Testbed, user } from '../../test/testbed';
import { ALIAS_INDEX, USE_CASE_INDEX } from '../../test/use-case-index';
import { answer, asRows } from '../../test/use-case-oracle';
import type { Row } from '../../test/use-case-rules';
import { UseCasesService } from './use-cases.service';
import { UseCasesStore } from './use-cases.store';

const SLUGS = USE_CASE_INDEX.map(([head = '']) => head.split(':')[0] ?? '');

type Given = Readonly<Record<string, unknown>>;

/** Values for parameters; the ones that a case does not take are left out. */
const ODD: readonly Given[] = [
  {
    serviceProviderName: 'Cloud',
    subAccountId: 's1',
    serviceName: 'VM',
    resourceId: 'arn:a/b',
    skuId: 'k1',
    pricingCurrency: 'Token',
    pricingUnit: 'Token',
    application: 'web',
    tagKey: 'Application',
    limit: 7,
  },
  {
    serviceProviderName: 'Nube "X"',
    subAccountId: 's2',
    serviceName: "It's",
    resourceId: 'r\\2',
    pricingCurrency: 'USD',
    pricingUnit: 'Hours',
    application: 'true',
    tagKey: 'Application',
    descriptionContains: 'ÜbErgro',
    consumedUnit: 'Hours',
    programTypes: ['Other', 'ResourceReservation', 'ResourceReservation'],
    limit: 100_000,
  },
  {
    serviceProviderName: '雲',
    subAccountId: '',
    serviceName: 'vm',
    resourceId: 'none',
    pricingCurrency: "' OR 1 = 1 --",
    pricingUnit: 'token',
    application: 'y',
    tagKey: 'it\'s "k"',
    programTypes: [],
  },
  {
    serviceProviderName: '👍 SaaS',
    subAccountId: 's1',
    serviceName: 'VM',
    resourceId: 'arn:a/b',
    pricingCurrency: 'Token',
    pricingUnit: 'Token',
    application: '',
    tagKey: 'team.a/b:c',
    descriptionContains: '',
    programTypes: ['ZonalResourceCommitment', 'AdvanceResourceCommitment', '', 'FlexibleSpendPlan'],
    limit: 1,
  },
];

const PERIODS: readonly Given[] = [
  { from: '2026-05-01', to: '2026-06-01' },
  { from: '2020-01-01', to: '2030-01-01T00:00:00Z' },
  { from: '2026-05-01T11:30:00Z', to: '2026-05-31T23:59:59Z' },
];

describe('the use cases against a plain reading of their contract', () => {
  let bed: Testbed;
  let service: UseCasesService;

  beforeAll(async () => {
    bed = await createTestbed();
    service = new UseCasesService(bed.access, new UseCasesStore(bed.store));
  });

  afterAll(() => bed.close());

  async function bring(content: string, source: string): Promise<Row[]> {
    const result = await bed.bringIn(content, { source });
    const rows = asRows(parseCsv(content));
    expect([result.status, result.rowsLoaded]).toEqual(['PUBLISHED', rows.length]);
    return rows;
  }

  /** Parameters that the case takes, out of many. */
  function taken(slug: string, given: Given): Given {
    const parameters = USE_CASE_INDEX[SLUGS.indexOf(slug)]?.[2] ?? '';
    return Object.fromEntries(
      Object.entries(given).filter(
        ([name]) => name === 'from' || name === 'to' || parameters.includes(` ${name} `),
      ),
    );
  }

  /** All that the oddities make of a case. Most take few parameters, so that many of them ask the same. */
  function questions(slug: string): Given[] {
    const all = PERIODS.flatMap((period) =>
      ODD.map((given) => taken(slug, { ...given, ...period })),
    );
    return [...new Map(all.map((given) => [JSON.stringify(given), given])).values()];
  }

  async function compared(slug: string, rows: readonly Row[], given: Given): Promise<number> {
    const parameters = taken(slug, given);
    const result = await service.run(admin, { slug, parameters });
    const expected = answer(slug, rows, parameters);
    // Jest's own comparison, which shows what differs, takes as long as the oracle for answers as long as these.
    if (!isDeepStrictEqual(result.rows, expected)) {
      expect({ slug, parameters, rows: result.rows }).toEqual({ slug, parameters, rows: expected });
    }
    expect(result.truncated).toBe(false);
    return result.rows.length;
  }

  describe('on charges with every oddity', () => {
    const rows: Row[] = [];

    beforeAll(async () => {
      for (const [version, seed] of [
        ['1.0', 4],
        ['1.2', 1],
        ['1.3', 2],
        ['1.4', 3],
      ] as const) {
        const content = csvOf(oddCharges(version, 600, seed));
        rows.push(...(await bring(content, `odd ${version}`)));
      }
    });

    it.each(SLUGS)('%s', async (slug) => {
      let found = 0;
      for (const given of questions(slug)) found += await compared(slug, rows, given);
      expect(found).toBeGreaterThan(0);
    });
  });

  describe('on a bill of two months in FOCUS 1.4', () => {
    const rows: Row[] = [];
    const period = { from: '2026-04-01', to: '2026-06-01' };
    let given: Given;
    const most = (column: string, of: (row: Row) => boolean = () => true): string => {
      const counts = Map.groupBy(
        rows.filter((row) => row[column] !== null && of(row)),
        (row) => row[column],
      );
      const [value] = [...counts].sort((a, b) => b[1].length - a[1].length)[0] ?? [''];
      return value ?? '';
    };

    beforeAll(async () => {
      await bed.prisma.billBatch.updateMany({ data: { live: false } });
      const directory = join(bed.directory, 'demo');
      const { files } = await generateDemoBill({
        directory,
        rows: 10_000,
        months: 2,
        until: '2026-05',
        version: '1.4',
        seed: 4,
        single: true,
      });
      rows.push(...(await bring(readFileSync(files[0] ?? '', 'utf8'), 'demo')));
      const serviceProviderName = most('ServiceProviderName');
      given = {
        ...period,
        serviceProviderName,
        subAccountId: most(
          'SubAccountId',
          (row) => row.ServiceProviderName === serviceProviderName,
        ),
        serviceName: most('ServiceName'),
        resourceId: most('ResourceId'),
        pricingCurrency: 'Credits',
        pricingUnit: most('PricingUnit', (row) => row.ChargeCategory === 'Purchase'),
        application: 'storefront',
        tagKey: 'application',
        descriptionContains: 'a',
      };
    });

    it('has ten thousand charges', () => {
      expect(rows).toHaveLength(10_000);
    });

    it.each(SLUGS)('%s', async (slug) => {
      await compared(slug, rows, given);
      await compared(slug, rows, { ...given, from: '2026-05-01', to: '2026-05-08' });
    });
  });

  describe('whatever is asked', () => {
    const whole = { from: '2026-04-01', to: '2026-06-01' };

    it('answers an alias as its case', async () => {
      for (const [alias, slug] of Object.entries(ALIAS_INDEX)) {
        const parameters = taken(slug, { ...whole, serviceProviderName: 'AWS' });
        expect(await service.run(admin, { slug: alias, parameters })).toEqual(
          await service.run(admin, { slug, parameters }),
        );
      }
    });

    it('refuses a slug that it does not know', async () => {
      for (const slug of ['verify', '', "x' OR '1'='1", '__proto__', 'toString']) {
        await expect(service.run(admin, { slug, parameters: whole })).rejects.toMatchObject({
          code: 'NOT_FOUND',
        });
      }
    });

    it('refuses a viewer who may see no costs, and shows the catalogue', async () => {
      const asked = { slug: 'verify-invoices', parameters: whole };
      await expect(service.run(user, asked)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      expect(service.list(user).map(({ slug }) => slug)).toEqual(SLUGS);
    });

    it('has columns and no rows where no bill is visible', async () => {
      const empty = new UseCasesService(
        Object.assign(Object.create(bed.access), {
          scopeFor: async () => ({ batches: [], grants: null }),
        }),
        new UseCasesStore(bed.store),
      );
      const result = await empty.run(admin, { slug: 'verify-invoices', parameters: whole });
      expect(result).toMatchObject({ rows: [], truncated: false });
      expect(result.columns).toHaveLength(5);
    });
  });
});

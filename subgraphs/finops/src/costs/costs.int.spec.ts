import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { signInternalToken } from '@ai-finops/service-kit/internal-token';
import { createPrisma, PrismaModule } from '@ai-finops/service-kit/prisma';
import { subgraphModule } from '@ai-finops/service-kit/subgraph.module';
import type { Role } from '@ai-finops/service-kit/viewer';
import { createTestDatabase, type TestDatabase, temporaryDirectory } from '@ai-finops/testkit';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { CostAccess, DEFAULT_COST_ACCESS } from '../access/cost-access';
import { CostScopesStore } from '../access/cost-scopes.store';
import { LiveBatches } from '../access/live-batches.store';
import { typeDefs } from '../generated/schema';
import { AnalyticalStore } from '../store/analytical-store';
import { prepareCharges } from '../store/charges-table';
import { StoreModule } from '../store/store.module';
import { CostsModule } from './costs.module';

const SECRET = 'a secret of this test only, long enough';
const MAY = { from: '2026-05-01', to: '2026-06-01' };
const HUGE = '60000000000000000000000000.000000000001';

const COSTS = `query ($input: CostsInput!) { costs(input: $input) {
  metric from to granularity link totals { amount currency }
  rows { bucket other charges cost { amount currency } keys { dimension tagKey value } } } }`;
const VALUES = `query ($dimension: Dimension!, $tagKey: String, $period: PeriodInput, $search: String, $first: Int) {
  dimensionValues(dimension: $dimension, tagKey: $tagKey, period: $period, search: $search, first: $first) { value charges } }`;

const [live, replaced, wide] = [randomUUID(), randomUUID(), randomUUID()];

interface Charge {
  BatchId?: string;
  BillingCurrency?: string | null;
  ServiceName?: string;
  ChargeCategory?: string;
  CommitmentDiscountId?: string;
  EffectiveCost?: string;
  BilledCost?: string;
  ListCost?: string;
  ChargePeriodStart: string;
  BillingPeriodStart?: string;
  Tags?: Record<string, string>;
}

const CHARGES: Charge[] = [
  {
    ServiceName: 'EC2',
    EffectiveCost: '0.1',
    ChargePeriodStart: '2026-05-01 00:00:00',
    Tags: { team: 'a%b', 'x.y': '1' },
  },
  {
    ServiceName: 'EC2',
    EffectiveCost: '0.2',
    ChargePeriodStart: '2026-05-31 23:59:59',
    Tags: { team: 'axb' },
  },
  { ServiceName: 'EC2', EffectiveCost: '7', ChargePeriodStart: '2026-06-01 00:00:00' },
  { ServiceName: 'S3', EffectiveCost: HUGE, ChargePeriodStart: '2026-05-02 00:00:00' },
  { ServiceName: 'S3', EffectiveCost: HUGE, ChargePeriodStart: '2026-05-02 00:00:00' },
  {
    ServiceName: 'S3',
    EffectiveCost: '1',
    BillingCurrency: null,
    ChargePeriodStart: '2026-05-02 00:00:00',
  },
  {
    ServiceName: 'Tax',
    EffectiveCost: '-0.000000000001',
    ChargePeriodStart: '2026-05-03 00:00:00',
  },
  { ServiceName: 'Quiet', ChargePeriodStart: '2026-05-03 00:00:00' },
  { EffectiveCost: '3', BillingCurrency: 'EUR', ChargePeriodStart: '2026-05-03 00:00:00' },
  {
    BatchId: replaced,
    ServiceName: 'EC2',
    EffectiveCost: '1000',
    ChargePeriodStart: '2026-05-01 00:00:00',
  },
  // A commitment: bought in July, used in August.
  {
    ChargeCategory: 'Purchase',
    CommitmentDiscountId: 'sp',
    BilledCost: '100',
    EffectiveCost: '0',
    ListCost: '150',
    ChargePeriodStart: '2026-07-01 00:00:00',
  },
  {
    ChargeCategory: 'Usage',
    CommitmentDiscountId: 'sp',
    BilledCost: '0',
    EffectiveCost: '100',
    ListCost: '150',
    ChargePeriodStart: '2026-08-01 00:00:00',
    BillingPeriodStart: '2026-07-01 00:00:00',
  },
];

/** The rights alone, without the revocation list that REST's bearer tokens need. */
@Global()
@Module({
  providers: [
    CostAccess,
    CostScopesStore,
    LiveBatches,
    { provide: DEFAULT_COST_ACCESS, useValue: 'none' },
  ],
  exports: [CostAccess],
})
class RightsModule {}

describe('costs over GraphQL', () => {
  let database: TestDatabase;
  let app: NestFastifyApplication;

  async function ask(query: string, variables: object, role: Role | null = 'ADMIN') {
    const viewer = role && { id: 'viewer', role, sessionId: 'session' };
    const context = { viewer, client: { ip: null, userAgent: null }, requestId: 'test' };
    const answer = await app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'x-internal-token': signInternalToken(SECRET, 'finops', context) },
      payload: { query, variables },
    });
    return answer.json();
  }
  const costs = async (input: object) =>
    (await ask(COSTS, { input: { period: MAY, ...input } })).data.costs;
  const values = async (variables: object) => (await ask(VALUES, variables)).data.dimensionValues;

  async function publish(...ids: string[]) {
    const prisma = createPrisma(database.url, { maxConnections: 1 });
    const file = { source: 'test', file_name: 'bill.csv' };
    const { id } = await prisma.billImport.create({
      data: { ...file, sha256: '', user_id: 'viewer' },
    });
    const batch = { ...file, import_id: id, period_start: new Date('2026-05-01'), rows: 1 };
    await prisma.billBatch.createMany({
      data: ids.map((batchId) => ({ ...batch, id: batchId, live: true })),
    });
    await prisma.billBatch.create({ data: { ...batch, id: replaced, live: false } });
    await prisma.$disconnect();
  }

  beforeAll(async () => {
    database = await createTestDatabase();
    @Module({
      imports: [
        PrismaModule.forRoot(database.url),
        StoreModule.forRoot({
          clickhouseUrl: undefined,
          clickhouseCluster: undefined,
          chdbPath: join(temporaryDirectory(), 'chdb'),
        }),
        RightsModule,
        CostsModule,
        subgraphModule({ name: 'finops', typeDefs, internalTokenSecret: SECRET }),
      ],
    })
    class CostsOnly {}
    app = await NestFactory.create<NestFastifyApplication>(CostsOnly, new FastifyAdapter(), {
      logger: false,
    });
    await app.init();
    const store = app.get(AnalyticalStore);
    await prepareCharges(store);
    const rows = CHARGES.map((charge) =>
      JSON.stringify({
        BatchId: live,
        BillingCurrency: 'USD',
        BillingPeriodStart: '2026-05-01 00:00:00',
        ...charge,
      }),
    );
    await store.execute(`INSERT INTO charges FORMAT JSONEachRow ${rows.join('\n')}`);
    await store.execute(
      `INSERT INTO charges (BatchId, ResourceId, EffectiveCost, BillingCurrency, ChargePeriodStart, BillingPeriodStart)
       SELECT '${wide}', toString(number), 0.01, 'USD', '2030-01-01 00:00:00', '2030-01-01 00:00:00' FROM numbers(100001)`,
    );
  });
  afterAll(async () => {
    await app?.close();
    await database?.drop();
  });

  it('answers an installation without any bill with nothing', async () => {
    expect(await costs({ groupBy: [{ dimension: 'SERVICE_NAME' }], top: 3 })).toMatchObject({
      rows: [],
      totals: [],
    });
    expect(await values({ dimension: 'SERVICE_NAME' })).toEqual([]);
  });

  describe('of published bills', () => {
    beforeAll(() => publish(live, wide));

    it('adds exactly, by currency, over a half-open period of the live batches', async () => {
      expect(await costs({ groupBy: [{ dimension: 'SERVICE_NAME' }] })).toEqual({
        metric: 'EFFECTIVE_COST',
        ...MAY,
        granularity: 'TOTAL',
        link: '/?metric=EFFECTIVE_COST&from=2026-05-01&to=2026-06-01&group=SERVICE_NAME',
        totals: [
          { amount: '3', currency: 'EUR' },
          { amount: '120000000000000000000000000.300000000001', currency: 'USD' },
          { amount: '1', currency: 'XXX' },
        ],
        rows: [
          row('S3', 2, '120000000000000000000000000.000000000002', 'USD'),
          row(null, 1, '3', 'EUR'),
          row('S3', 1, '1', 'XXX'),
          row('EC2', 2, '0.3', 'USD'),
          row('Tax', 1, '-0.000000000001', 'USD'),
          row('Quiet', 1, null),
        ],
      });
    });

    it('keeps the top of each currency and adds the others up', async () => {
      const { rows } = await costs({
        groupBy: [{ dimension: 'SERVICE_NAME' }],
        top: 1,
        granularity: 'MONTH',
      });
      const may = { bucket: '2026-05-01' };
      expect(rows).toEqual([
        { ...row('S3', 2, '120000000000000000000000000.000000000002', 'USD'), ...may },
        { ...row(null, 1, '3', 'EUR'), ...may },
        { ...row('S3', 1, '1', 'XXX'), ...may },
        { ...row(null, 4, '0.299999999999', 'USD'), ...may, other: true },
      ]);
    });

    it.each([
      ['BILLED_COST', '100', '0'],
      ['EFFECTIVE_COST', '0', '100'],
      ['LIST_COST', '0', '150'],
    ])('counts a commitment once in %s', async (metric, bought, used) => {
      const july = await costs({ metric, period: { from: '2026-07-01', to: '2026-08-01' } });
      const august = await costs({ metric, period: { from: '2026-08-01', to: '2026-09-01' } });
      expect([july.totals, august.totals]).toEqual([
        [{ amount: bought, currency: 'USD' }],
        [{ amount: used, currency: 'USD' }],
      ]);
    });

    it('can ask by the bill instead of the day of use', async () => {
      const { rows } = await costs({
        basis: 'BILLING_PERIOD',
        granularity: 'QUARTER',
        period: { from: '2026-07-01', to: '2026-08-01' },
      });
      expect(rows).toEqual([
        {
          bucket: '2026-07-01',
          keys: [],
          other: false,
          charges: 1,
          cost: { amount: '100', currency: 'USD' },
        },
      ]);
    });

    it('takes a text to look for as it is, not as a pattern', async () => {
      const team = { dimension: 'TAG', tagKey: 'team' };
      expect(await values({ ...team, search: 'A%B' })).toEqual([{ value: 'a%b', charges: 1 }]);
      expect(await values({ ...team, search: 'A' })).toEqual([
        { value: 'a%b', charges: 1 },
        { value: 'axb', charges: 1 },
      ]);
      expect(await values({ ...team, search: "'); DROP TABLE charges --" })).toEqual([]);
    });

    it('lists values by how often they occur, those without one included', async () => {
      expect(await values({ dimension: 'SERVICE_NAME', period: MAY, first: 3 })).toEqual([
        { value: 'S3', charges: 3 },
        { value: 'EC2', charges: 2 },
        { value: 'Quiet', charges: 1 },
      ]);
      expect(
        await values({ dimension: 'SERVICE_NAME', period: { ...MAY, from: '2026-05-03' } }),
      ).toEqual([
        { value: 'EC2', charges: 1 },
        { value: 'Quiet', charges: 1 },
        { value: 'Tax', charges: 1 },
        { value: null, charges: 1 },
      ]);
    });

    it('lists the keys of tags', async () => {
      const { data } = await ask(
        '{ tagKeys { value charges } one: tagKeys(first: 1) { value } }',
        {},
      );
      expect(data).toEqual({
        tagKeys: [
          { value: 'team', charges: 2 },
          { value: 'x.y', charges: 1 },
        ],
        one: [{ value: 'team' }],
      });
    });

    it('gives 100000 rows whole and refuses more', async () => {
      const period = { from: '2030-01-01', to: '2030-01-02' };
      const groupBy = [{ dimension: 'RESOURCE_ID' }];
      const refused = await ask(COSTS, { input: { period, groupBy } });
      expect(refused.errors[0].extensions).toEqual({ code: 'RESULT_TOO_LARGE', limit: 100_000 });

      const filter = [{ dimension: 'RESOURCE_ID', operator: 'NOT_IN', values: ['7'] }];
      const { rows, totals } = await costs({ period, groupBy, filter });
      expect(rows).toHaveLength(100_000);
      expect(totals).toEqual([{ amount: '1000', currency: 'USD' }]);
    });

    it.each([
      ['costs', COSTS, { input: { period: MAY } }],
      ['dimensionValues', VALUES, { dimension: 'SERVICE_NAME' }],
      ['tagKeys', '{ tagKeys { value } }', {}],
    ])(
      'answers %s neither anonymously nor without a right to costs',
      async (_, query, variables) => {
        const codeFor = async (role: Role | null) =>
          (await ask(query, variables, role)).errors?.[0].extensions.code;
        expect([await codeFor(null), await codeFor('USER'), await codeFor('ADMIN')]).toEqual([
          'UNAUTHENTICATED',
          'FORBIDDEN',
          undefined,
        ]);
      },
    );

    it('says which field it does not take', async () => {
      const input = { period: MAY, filter: [{ dimension: 'TAG', values: ['a'] }] };
      const { errors } = await ask(COSTS, { input });
      expect(errors[0]).toMatchObject({
        message: 'filter.0.tagKey is required with TAG.',
        extensions: { code: 'VALIDATION_FAILED', field: 'filter.0.tagKey' },
      });
    });
  });
});

function row(service: string | null, charges: number, amount: string | null, currency?: string) {
  return {
    bucket: null,
    keys: [{ dimension: 'SERVICE_NAME', tagKey: null, value: service }],
    other: false,
    charges,
    cost: amount && { amount, currency },
  };
}

import type { Viewer } from '@ai-finops/service-kit/viewer';
import { csvBill } from '../../test/bill';
import { bringIn } from '../../test/bring-in';
import { type Service, startService } from '../../test/service';
import { admin } from '../../test/testbed';

const GRANT = `mutation ($input: GrantCostScopeInput!) { grantCostScope(input: $input) {
  id user { id } grantedBy { id } billingAccountIds subAccountIds providers services
  tags { key values } createdAt } }`;
const REVOKE = 'mutation ($id: ID!) { revokeCostScope(id: $id) { id } }';
const LIST = `query ($userId: ID, $first: Int, $after: String) {
  costScopes(userId: $userId, first: $first, after: $after) {
    nodes { id user { id } } totalCount pageInfo { hasNextPage endCursor } } }`;
const COSTS = `query ($input: CostsInput!) { costs(input: $input) {
  totals { amount currency } rows { charges cost { amount } keys { value } } } }`;
const VALUES = `query ($dimension: Dimension!, $tagKey: String, $search: String) {
  dimensionValues(dimension: $dimension, tagKey: $tagKey, search: $search) { value charges } }`;
const RUN = `query ($slug: String!, $parameters: JSON) {
  runFocusUseCase(slug: $slug, parameters: $parameters) { rows } }`;

const MAY = { from: '2026-05-01', to: '2026-06-01' };
const QUOTED = `it's "k"`;

/** Each charge has a cost of its own power of ten, so that a sum says which charges are in it. */
const BILL = csvBill(
  { EffectiveCost: '1', ServiceName: 'EC2', SubAccountId: 'sub-1', Tags: '{"team":"red"}' },
  { EffectiveCost: '10', ServiceName: 'S3', SubAccountId: 'sub-1', Tags: '{"team":"blue"}' },
  { EffectiveCost: '100', ServiceName: 'S3', SubAccountId: 'sub-2', Tags: '' },
  {
    EffectiveCost: '1000',
    ServiceName: 'Secret',
    SubAccountId: 'secret',
    ProviderName: 'Hidden',
    Tags: JSON.stringify({ [QUOTED]: 'red', 'secret-key': 'secret' }),
  },
);

describe('grants of costs', () => {
  let service: Service;
  let importId: string;
  let users = 0;

  const newUser = (): Viewer => ({ id: `user-${++users}`, role: 'USER', sessionId: 'session' });

  beforeAll(async () => {
    service = await startService();
    await service.ready();
    importId = await bringIn(service, BILL);
  });
  afterAll(() => service.stop());

  async function grant(to: Viewer, part: object, by = admin) {
    const { data, errors } = await service.ask(by, GRANT, { input: { userId: to.id, ...part } });
    return { scope: data?.grantCostScope as { id: string }, error: errors?.[0]?.extensions };
  }
  async function granted(part: object): Promise<Viewer> {
    const viewer = newUser();
    await grant(viewer, part);
    return viewer;
  }
  async function costs(viewer: Viewer, input: object = {}) {
    const { data, errors } = await service.ask(viewer, COSTS, { input: { period: MAY, ...input } });
    const answer = data?.costs as { totals: { amount: string }[]; rows: { keys: object[] }[] };
    return {
      total: answer?.totals[0]?.amount,
      rows: answer?.rows,
      code: errors?.[0]?.extensions.code,
    };
  }

  describe('let a user see', () => {
    it.each([
      ['everything', { everything: true }, '1111'],
      ['a billing account', { billingAccountIds: ['acc-1'] }, '1111'],
      ['a sub-account', { subAccountIds: ['sub-1'] }, '11'],
      ['several of them', { subAccountIds: ['sub-1', 'sub-2'] }, '111'],
      ['a provider', { providers: ['Cloud'] }, '111'],
      ['a service', { services: ['S3'] }, '110'],
      ['a service of an account only', { services: ['S3'], subAccountIds: ['sub-1'] }, '10'],
      ['a tag', { tags: [{ key: 'team', values: ['red'] }] }, '1'],
      ['a tag with a quoted key', { tags: [{ key: QUOTED, values: ['red'] }] }, '1000'],
      ['nothing where the values are unknown', { services: ["x') OR 1=1 --"] }, undefined],
      [
        'nothing by the absence of a tag',
        { tags: [{ key: "team'] = '' OR ['", values: ['x'] }] },
        undefined,
      ],
    ])('%s', async (_, part, total) => {
      expect(await costs(await granted(part))).toMatchObject({ total, code: undefined });
    });

    it('what any of several grants lets through, each charge once', async () => {
      const viewer = await granted({ services: ['EC2'] });
      await grant(viewer, { subAccountIds: ['sub-1'] });
      await grant(viewer, { tags: [{ key: 'team', values: ['red'] }] });
      expect(await costs(viewer)).toMatchObject({ total: '11' });
    });

    it('no more once it is taken back', async () => {
      const viewer = newUser();
      const { scope } = await grant(viewer, { services: ['EC2'] });
      expect(await costs(viewer)).toMatchObject({ total: '1' });
      await service.ask(admin, REVOKE, { id: scope.id });
      expect(await costs(viewer)).toMatchObject({ code: 'FORBIDDEN' });
    });
  });

  describe('hold at every door', () => {
    let viewer: Viewer;
    beforeAll(async () => {
      viewer = await granted({ services: ['EC2', 'S3'], subAccountIds: ['sub-1', 'sub-2'] });
    });

    const hidden = (answer: unknown) => {
      const text = JSON.stringify(answer);
      expect(text).not.toMatch(/secret|Hidden|1000/i);
      return text;
    };

    it.each([
      ['a filter on a forbidden value', [{ dimension: 'SERVICE_NAME', values: ['Secret'] }]],
      [
        'a filter on a forbidden tag',
        [{ dimension: 'TAG', tagKey: 'secret-key', operator: 'IS_NOT_NULL' }],
      ],
      [
        'values that end the text',
        [{ dimension: 'SERVICE_NAME', values: ["x') OR (1=1", 'Secret'] }],
      ],
      [
        'a tag key that ends the text',
        [
          { dimension: 'TAG', tagKey: "x'] != '' OR Tags['x", operator: 'IS_NULL' },
          { dimension: 'SERVICE_NAME', values: ['Secret'] },
        ],
      ],
    ])('is not widened by %s', async (_, filter) => {
      expect(await costs(viewer, { filter })).toEqual({
        total: undefined,
        rows: [],
        code: undefined,
      });
    });

    it.each([
      [
        'NOT_IN',
        [{ dimension: 'SERVICE_NAME', operator: 'NOT_IN', values: ["' UNION ALL SELECT"] }],
      ],
      ['IS_NULL', [{ dimension: 'TAG', tagKey: "' OR '1'='1", operator: 'IS_NULL' }]],
    ])('is not widened by %s', async (_, filter) => {
      expect(await costs(viewer, { filter })).toMatchObject({ total: '111' });
    });

    it.each([
      [{ dimension: 'SERVICE_NAME' }],
      [{ dimension: 'SUB_ACCOUNT_ID' }],
      [{ dimension: 'SERVICE_PROVIDER_NAME' }],
      [{ dimension: 'TAG', tagKey: 'secret-key' }],
      [{ dimension: 'TAG', tagKey: QUOTED }],
    ])('in groups by %j, with the others added up too', async (term) => {
      hidden((await costs(viewer, { groupBy: [term] })).rows);
      const { rows, total } = await costs(viewer, { groupBy: [term], top: 1 });
      hidden(rows);
      expect(total).toBe('111');
    });

    it('in the values of dimensions, searched or not, and the keys of tags', async () => {
      for (const dimension of ['SERVICE_NAME', 'SUB_ACCOUNT_ID', 'SERVICE_PROVIDER_NAME']) {
        hidden(await service.ask(viewer, VALUES, { dimension }));
        const { data } = await service.ask(viewer, VALUES, { dimension, search: 'e' });
        hidden(data);
      }
      hidden(await service.ask(viewer, VALUES, { dimension: 'TAG', tagKey: 'secret-key' }));
      hidden(await service.ask(viewer, '{ tagKeys { value charges } }'));
    });

    it('in use cases, whatever their parameters', async () => {
      const parameters = { ...MAY };
      const { data } = await service.ask(viewer, RUN, {
        slug: 'costs-by-availability-zone',
        parameters: { ...parameters, subAccountId: 'secret' },
      });
      expect(data).toEqual({ runFocusUseCase: { rows: [] } });
      const services = await service.ask(viewer, RUN, {
        slug: 'service-costs-month-over-month',
        parameters,
      });
      expect(hidden(services)).toContain('EC2');
      hidden(
        await service.ask(viewer, RUN, {
          slug: 'application-cost',
          parameters: { ...parameters, tagKey: 'secret-key', application: "secret' OR '1'='1" },
        }),
      );
    });

    it('in drivers of change, whatever dimension they are looked for in', async () => {
      const query = `query ($input: CostDriversInput!) { costDrivers(input: $input) {
        changes { current dimensions { drivers { value current } } } } }`;
      const dimensions = [
        { dimension: 'SERVICE_NAME' },
        { dimension: 'SUB_ACCOUNT_ID' },
        { dimension: 'SERVICE_PROVIDER_NAME' },
        { dimension: 'TAG', tagKey: 'secret-key' },
      ];
      const { data } = await service.ask(viewer, query, { input: { period: MAY, dimensions } });
      expect(hidden(data)).toContain('"current":"111"');
    });

    it('in KPIs, grouped and with the tag that they may not see', async () => {
      const query = `query ($input: KpisInput!) { kpis(input: $input) {
        rows { charges keys { value } values { kpi value numerator { value } } } } }`;
      const groupBy = [{ dimension: 'SUB_ACCOUNT_ID' }];
      const input = { period: MAY, groupBy, tagKey: "secret-key'] != '' OR ['" };
      const { data } = await service.ask(viewer, query, { input });
      expect(hidden(data)).toContain('"sub-1"');
      const none = await service.ask(newUser(), query, { input });
      expect(none.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    });

    it('for bills and imports, through _entities too', async () => {
      const lists = '{ imports { totalCount nodes { id } } billingPeriods { source } }';
      expect((await service.ask(viewer, lists)).data).toEqual({
        imports: { totalCount: 0, nodes: [] },
        billingPeriods: [],
      });
      const entities = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Import { id fileName } } }`;
      const of = [{ __typename: 'Import', id: importId }];
      expect((await service.ask(viewer, entities, { of })).data).toEqual({ _entities: [null] });
      expect((await service.ask(admin, entities, { of })).data).toEqual({
        _entities: [{ id: importId, fileName: 'b.csv' }],
      });
      const start = 'mutation { importBill(input: { uploadId: "x" }) { id } }';
      expect((await service.ask(viewer, start)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    });
  });

  describe('are given and taken by administrators', () => {
    it('who get back what they gave', async () => {
      const to = newUser();
      const tags = [{ key: QUOTED, values: ["o'brien", '"'] }];
      expect((await grant(to, { services: ['S3'], tags })).scope).toMatchObject({
        user: { id: to.id },
        grantedBy: { id: admin.id },
        services: ['S3'],
        subAccountIds: [],
        tags,
      });
    });

    it.each([
      ['without any part', {}, 'everything'],
      ['of everything and a part', { everything: true, services: ['S3'] }, 'everything'],
      ['of an empty text', { services: [''] }, 'services.0'],
      ['of a text that cannot be kept', { services: ['a\u0000'] }, 'services.0'],
      ['of a tag without values', { tags: [{ key: 'team', values: [] }] }, 'tags.0.values'],
      ['to what is no id', { userId: "x' OR '1'='1", services: ['S3'] }, 'userId'],
    ])('but not %s', async (_, part, field) => {
      const { error } = await grant(newUser(), part);
      expect(error).toMatchObject({ code: 'VALIDATION_FAILED' });
      expect(JSON.stringify(error)).toContain(field);
    });

    it('and by nobody else, not even for themselves', async () => {
      const viewer = newUser();
      expect((await grant(viewer, { everything: true }, viewer)).error).toMatchObject({
        code: 'FORBIDDEN',
      });
      const { scope } = await grant(viewer, { services: ['S3'] });
      const { errors } = await service.ask(viewer, REVOKE, { id: scope.id });
      expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    });

    it.each(['unknown', "x' OR '1'='1"])('and not taken back by the id %j', async (id) => {
      const { errors } = await service.ask(admin, REVOKE, { id });
      expect(errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    });

    it('are listed to administrators, and to users their own', async () => {
      const viewer = newUser();
      const first = (await grant(viewer, { services: ['S3'] })).scope.id;
      const second = (await grant(viewer, { services: ['EC2'] })).scope.id;
      const list = async (as: Viewer, variables: object) =>
        (await service.ask(as, LIST, { ...variables })) as unknown as {
          data: {
            costScopes: {
              nodes: { id: string }[];
              totalCount: number;
              pageInfo: { endCursor: string };
            };
          };
          errors?: { extensions: { code: string } }[];
        };
      const page = (await list(admin, { userId: viewer.id, first: 1 })).data.costScopes;
      expect(page).toMatchObject({
        nodes: [{ id: second }],
        totalCount: 2,
        pageInfo: { hasNextPage: true },
      });
      const next = await list(admin, {
        userId: viewer.id,
        first: 1,
        after: page.pageInfo.endCursor,
      });
      expect(next.data.costScopes.nodes).toEqual([{ id: first, user: { id: viewer.id } }]);
      expect((await list(viewer, {})).data.costScopes.totalCount).toBe(2);
      expect((await list(admin, {})).data.costScopes.totalCount).toBeGreaterThan(2);
      const others = await list(newUser(), { userId: viewer.id });
      expect(others.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    });
  });
});

describe('DEFAULT_COST_ACCESS=all', () => {
  it('counts for users without grants only', async () => {
    const service = await startService({ DEFAULT_COST_ACCESS: 'all' });
    try {
      await service.ready();
      await bringIn(service, BILL);
      const viewer: Viewer = { id: 'viewer', role: 'USER', sessionId: 'session' };
      const total = async () => {
        const { data } = await service.ask(viewer, COSTS, { input: { period: MAY } });
        const answer = data?.costs as { totals: { amount: string }[] } | undefined;
        return answer?.totals[0]?.amount;
      };
      expect(await total()).toBe('1111');
      await service.ask(admin, GRANT, { input: { userId: viewer.id, services: ['S3'] } });
      expect(await total()).toBe('110');
    } finally {
      await service.stop();
    }
  });
});

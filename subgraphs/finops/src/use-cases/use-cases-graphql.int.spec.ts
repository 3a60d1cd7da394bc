import { CHARGE, csvOf } from '../../test/bill';
import { bringIn } from '../../test/bring-in';
import { type Service, startService } from '../../test/service';
import { admin, user } from '../../test/testbed';
import { USE_CASE_INDEX } from '../../test/use-case-index';

const RUN = `query ($slug: String!, $parameters: JSON) {
  runFocusUseCase(slug: $slug, parameters: $parameters) { columns { name type } rows truncated } }`;

const MAY = { from: '2026-05-01', to: '2026-06-01' };

/** One more than an answer gives. */
const MANY = 100_001;

interface Run {
  readonly runFocusUseCase: {
    readonly columns: { name: string; type: string }[];
    readonly rows: unknown[][];
    readonly truncated: boolean;
  };
}

describe('use cases over GraphQL', () => {
  let service: Service;

  beforeAll(async () => {
    service = await startService();
    await service.ready();
    const charges = Array.from({ length: MANY }, (_, index) => ({
      ...CHARGE,
      SkuId: `sku-${index}`,
      // One of them belongs to a time of its own, so that a period can leave it out.
      ...(index === 0 ? { ChargePeriodStart: '2026-05-31T23:59:59Z' } : {}),
      Tags: `{"it's \\"k\\".a/b:c":"${index % 2 === 0 ? 'even' : ''}"}`,
    }));
    await bringIn(service, csvOf(charges));
  });

  afterAll(() => service.stop());

  async function run(slug: string, parameters?: unknown, viewer = admin) {
    const { data, errors } = await service.ask(viewer, RUN, { slug, parameters });
    return { result: (data as Run | null)?.runFocusUseCase, error: errors?.[0]?.extensions };
  }

  it('lists the catalogue to every signed-in viewer', async () => {
    const query = `{ focusUseCases { slug title group focusVersions
      parameters { name type required default } columns { name type } } }`;
    const { data, errors } = await service.ask(user, query);
    expect(errors).toBeUndefined();
    const cases = data?.focusUseCases as { slug: string }[];
    expect(cases).toHaveLength(USE_CASE_INDEX.length);
    expect(cases.find(({ slug }) => slug === 'resource-costs-sku')).toMatchObject({
      title: 'Analyze resource costs by SKU',
      group: 'Unit price',
      focusVersions: ['1.0', '1.1', '1.2', '1.3', '1.4'],
      parameters: [
        { name: 'from', type: 'DateTime', required: true, default: null },
        { name: 'to', type: 'DateTime', required: true, default: null },
        { name: 'resourceId', type: 'String', required: false, default: null },
        { name: 'limit', type: 'Int', required: false, default: 100 },
      ],
    });
    expect(await service.ask(null, query)).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  it('gives cells by their types', async () => {
    const { result } = await run('report-subaccount-regions', MAY);
    expect(result).toEqual({
      columns: [
        { name: 'ServiceProviderName', type: 'String' },
        { name: 'SubAccountId', type: 'String' },
        { name: 'RegionId', type: 'String' },
        { name: 'RegionName', type: 'String' },
        { name: 'ChargeCount', type: 'Int' },
      ],
      rows: [['Cloud', null, null, null, MANY]],
      truncated: false,
    });
    const { result: budgets } = await run('update-budgets', MAY);
    expect(budgets?.rows).toEqual([
      ['Cloud', '2026-05-01T00:00:00Z', '2026-06-01T00:00:00Z', 'USD', '150001.5'],
    ]);
    const { result: monthly } = await run('service-costs-month-over-month', MAY);
    expect(monthly?.rows).toEqual([['2026-05-01', 'Cloud', 'Machines', 'USD', '150001.5']]);
  });

  it('takes parameters that are written into the query, with variables among them', async () => {
    const query = `query ($from: String!) { runFocusUseCase(slug: "update-budgets",
      parameters: { from: $from, to: "2026-05-31T23:59:59Z" }) { rows } }`;
    const { data, errors } = await service.ask(admin, query, { from: '2026-05-01' });
    expect([errors, (data as Run | null)?.runFocusUseCase.rows.length]).toEqual([undefined, 1]);
  });

  it('gives 100000 rows uncut, in their order, and says when there are more', async () => {
    const slug = 'resource-costs-sku';
    const lessOne = { ...MAY, to: '2026-05-31T23:59:59Z' };
    for (const [parameters, length, truncated] of [
      [{ ...MAY }, 100, false],
      [{ ...MAY, limit: 100_000 }, 100_000, false],
      [{ ...MAY, limit: 5_000_000_000 }, 100_000, true],
      [{ ...lessOne, limit: 5_000_000_000 }, 100_000, false],
    ] as const) {
      const { result, error } = await run(slug, parameters);
      expect([error, result?.rows.length, result?.truncated]).toEqual([
        undefined,
        length,
        truncated,
      ]);
      const skus = (result?.rows ?? []).map((row) => String(row[3]));
      const expected = Array.from({ length: MANY - 1 }, (_, index) => `sku-${index + 1}`).sort();
      expect(skus.every((sku, index) => sku === expected[index])).toBe(true);
    }
  });

  it('finds a tag whose key has quotes, dots and slashes in it', async () => {
    const tagged = { ...MAY, tagKey: `it's "k".a/b:c`, serviceProviderName: 'Cloud' };
    const { result } = await run('analyze-tag-coverage', tagged);
    expect(result?.rows[0]?.slice(0, 3)).toEqual(['USD', '75001.5', '150001.5']);
    const { result: other } = await run('analyze-tag-coverage', {
      ...tagged,
      tagKey: `it's "k"`,
    });
    expect(other?.rows).toEqual([['USD', '0', '150001.5', '0']]);
  });

  it.each([
    ['no-such-case', MAY, 'NOT_FOUND', 'slug'],
    ['verify-invoices', undefined, 'VALIDATION_FAILED', 'from'],
    ['verify-invoices', { ...MAY, to: 'soon' }, 'VALIDATION_FAILED', 'to'],
    ['verify-invoices', { ...MAY, limit: 5 }, 'VALIDATION_FAILED', 'limit'],
    ['resource-costs-sku', { ...MAY, limit: 0 }, 'VALIDATION_FAILED', 'limit'],
    ['resource-component-costs', MAY, 'VALIDATION_FAILED', 'resourceId'],
  ])('refuses %s with %j as %s of %s', async (slug, parameters, code, field) => {
    const { result, error } = await run(slug, parameters);
    expect([result, error]).toEqual([null, expect.objectContaining({ code, field })]);
  });

  it('refuses who may see no costs', async () => {
    const { error } = await run('verify-invoices', MAY, user);
    expect(error?.code).toBe('FORBIDDEN');
  });
});

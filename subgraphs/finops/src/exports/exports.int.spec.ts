import type { Viewer } from '@ai-finops/service-kit/viewer';
import { CHARGE, csvOf } from '../../test/bill';
import { bringIn } from '../../test/bring-in';
import { parseCsv } from '../../test/csv';
import { type Service, startService } from '../../test/service';
import { admin, user } from '../../test/testbed';

const MAY = { from: '2026-05-01', to: '2026-06-01' };
const COUNT = 12_345;

describe('POST /exports', () => {
  let service: Service;

  beforeAll(async () => {
    service = await startService();
    await service.ready();
    const charges = Array.from({ length: COUNT }, (_, index) => ({
      ...CHARGE,
      ServiceName: index % 2 === 0 ? 'Visible' : 'Hidden',
      ResourceId: index === 0 ? '=1+1' : `resource-${index}`,
      EffectiveCost: `${index}.000000000001`,
    }));
    await bringIn(service, csvOf(charges));
  });
  afterAll(() => service.stop());

  const post = (body: unknown, viewer: Viewer = admin, signal?: AbortSignal) =>
    fetch(`${service.url}/exports`, {
      method: 'POST',
      headers: { ...service.bearer(viewer), 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    });
  const costs = {
    of: 'costs',
    format: 'csv',
    input: { period: MAY, groupBy: [{ dimension: 'RESOURCE_ID' }], metrics: ['LIST_COST'] },
  };

  it('gives every row of an answer that is longer than a page, in its order', async () => {
    const answer = await post(costs);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="costs.csv"');
    const rows = parseCsv(await answer.text());
    expect(rows).toHaveLength(COUNT);
    expect(rows[0]).toEqual({
      RESOURCE_ID: `resource-${COUNT - 1}`,
      currency: 'USD',
      cost: `${COUNT - 1}.000000000001`,
      charges: '1',
      LIST_COST: '2',
    });
    expect(rows.at(-1)?.RESOURCE_ID).toBe("'=1+1");
    const ids = new Set(rows.map((row) => row.RESOURCE_ID));
    expect(ids.size).toBe(COUNT);
  });

  it.each([
    [
      'costDrivers',
      { period: MAY, dimensions: [{ dimension: 'SERVICE_NAME' }] },
      { value: 'Hidden', status: 'NEW' },
    ],
    [
      'kpis',
      { period: MAY, kpis: ['ESR_LIST'], groupBy: [{ dimension: 'SERVICE_NAME' }] },
      { kpi: 'ESR_LIST', SERVICE_NAME: 'Visible' },
    ],
    [
      'focusUseCase',
      { slug: 'service-costs-month-over-month', parameters: MAY },
      { ServiceName: 'Visible' },
    ],
  ])('gives an answer of %s as JSON', async (of, input, row) => {
    const rows = await (await post({ of, format: 'json', input })).json();
    expect(rows).toContainEqual(expect.objectContaining(row));
  });

  it.each([
    ['xlsx', 'PK'],
    ['parquet', 'PAR1'],
  ])('gives %s', async (format, magic) => {
    const answer = await post({ ...costs, format });
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.subarray(0, magic.length).toString()).toBe(magic);
  });

  it('gives a user what grants let through, and nothing without', async () => {
    const viewer: Viewer = { id: 'scoped', role: 'USER', sessionId: 'session' };
    await service.ask(
      admin,
      'mutation ($input: GrantCostScopeInput!) { grantCostScope(input: $input) { id } }',
      { input: { userId: viewer.id, services: ['Visible'] } },
    );
    const input = { period: MAY, groupBy: [{ dimension: 'SERVICE_NAME' }] };
    const rows = parseCsv(await (await post({ ...costs, input }, viewer)).text());
    expect(rows.map((row) => row.SERVICE_NAME)).toEqual(['Visible']);
    const refused = await post({ ...costs, input }, user);
    expect([refused.status, await refused.json()]).toEqual([
      403,
      expect.objectContaining({ code: 'FORBIDDEN' }),
    ]);
  });

  it.each([
    ['an unknown format', { ...costs, format: 'exe' }],
    ['an unknown answer', { ...costs, of: 'users' }],
    [
      'an input that the graph would refuse',
      { ...costs, input: { period: MAY, groupBy: [{ dimension: "X'; DROP" }] } },
    ],
    ['an input with a field too many', { ...costs, input: { period: MAY, batches: ['x'] } }],
    [
      'an input that the question refuses',
      { ...costs, input: { period: { from: MAY.to, to: MAY.from } } },
    ],
    ['a use case without a slug', { of: 'focusUseCase', format: 'csv', input: {} }],
  ])('refuses %s with a code, before anything is sent', async (_, body) => {
    const answer = await post(body);
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  it('says that a use case is not there', async () => {
    const answer = await post({ of: 'focusUseCase', format: 'csv', input: { slug: 'none' } });
    expect([answer.status, await answer.json()]).toEqual([
      404,
      expect.objectContaining({ code: 'NOT_FOUND' }),
    ]);
  });

  it('refuses who has no token', async () => {
    const answer = await fetch(`${service.url}/exports`, { method: 'POST' });
    expect(answer.status).toBe(401);
  });

  it('stops when its reader goes, and the service answers on', async () => {
    const gone = new AbortController();
    const answer = await post({ ...costs, format: 'json' }, admin, gone.signal);
    gone.abort();
    await expect(answer.text()).rejects.toThrow();
    expect((await post({ ...costs, input: { period: MAY } })).status).toBe(200);
  });
});

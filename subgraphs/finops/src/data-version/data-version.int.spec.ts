import { setTimeout as sleep } from 'node:timers/promises';
import { csvBill } from '../../test/bill';
import { bringIn } from '../../test/bring-in';
import { type Service, startService } from '../../test/service';
import { admin } from '../../test/testbed';

const RATES = `mutation ($rate: Decimal!) { addExchangeRates(input: { source: "own", base: "EUR",
  rates: [{ date: "2026-05-04", from: "EUR", to: "USD", rate: $rate }] }) { added changed } }`;
const DELETE_RATES = 'mutation { deleteExchangeRates(source: "own") }';
const SUMS = '{ chargeBatches(first: 1) { nodes { resourcesAggregated usageAggregated } } }';
const GRANT = `mutation ($user: ID!) {
  grantCostScope(input: { userId: $user, everything: true }) { id } }`;
const REVOKE = 'mutation ($id: ID!) { revokeCostScope(id: $id) { id } }';
const DELETE_PERIOD = `mutation { deleteBillingPeriod(input: { start: "2026-05-01" }) { start } }`;

describe('the version of what costs are answered from', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService();
    await service.ready();
  });
  afterAll(() => service.stop());

  const read = (headers: Record<string, string> = service.asGateway()) =>
    fetch(`${service.url}/internal/data-version`, { headers });
  const version = async () => ((await (await read()).json()) as { version: string }).version;

  /** What the work answers, having changed the version. */
  async function changing<Result>(work: () => Promise<Result>): Promise<Result> {
    const before = await version();
    const result = await work();
    expect(await version()).not.toBe(before);
    return result;
  }
  async function mutate(query: string, variables: Record<string, unknown> = {}) {
    const { data, errors } = await service.ask(admin, query, variables);
    expect(errors).toBeUndefined();
    return data as Record<string, { id: string }>;
  }

  /** The worker's sums by month and SKU come after the import, and change the version once more. */
  async function summedUp(): Promise<void> {
    for (const end = Date.now() + 30_000; ; await sleep(25)) {
      const { data } = await service.ask(admin, SUMS);
      const { chargeBatches } = data as { chargeBatches: { nodes: Record<string, boolean>[] } };
      const [batch] = chargeBatches.nodes;
      if (batch?.resourcesAggregated && batch.usageAggregated) return;
      if (Date.now() > end) throw new Error('The worker did not sum the batch up.');
    }
  }

  it('is another one after an import, a deletion, a grant, its end, and new rates', async () => {
    await changing(() => bringIn(service, csvBill({})));
    await summedUp();
    await changing(() => mutate(DELETE_PERIOD));
    const { grantCostScope } = await changing(() => mutate(GRANT, { user: 'user-1' }));
    await changing(() => mutate(REVOKE, { id: grantCostScope?.id }));
    await changing(() => mutate(RATES, { rate: '1.1' }));
    await changing(() => mutate(RATES, { rate: '1.2' }));
    await changing(() => mutate(DELETE_RATES));
  });

  it('stays while nothing of that changes', async () => {
    const before = await version();
    await fetch(`${service.url}/uploads?filename=b.csv`, {
      method: 'POST',
      body: 'a,b',
      headers: { ...service.bearer(admin), 'content-type': 'application/octet-stream' },
    });
    await service.ask(admin, '{ billingPeriods { start } imports { totalCount } }');
    expect(await version()).toBe(before);
  });

  it('is another one whichever of two changes at once comes last', async () => {
    const seen = new Set([await version()]);
    const users = Array.from({ length: 8 }, (_, nth) => `user-${nth}`);
    for (let round = 0; round < 3; round += 1) {
      await Promise.all([
        ...users.map((user) => mutate(GRANT, { user })),
        mutate(RATES, { rate: `1.${round + 3}` }),
      ]);
      seen.add(await version());
    }
    expect(seen.size).toBe(4);
  });

  it('says what users without grants may see, too', async () => {
    expect(await version()).toMatch(/^[0-9a-f-]{36}-none$/);
  });

  it('is told to the gateway only', async () => {
    for (const headers of [{}, service.asGateway('accounts'), service.bearer(admin)]) {
      expect((await read(headers)).status).toBe(401);
    }
  });
});

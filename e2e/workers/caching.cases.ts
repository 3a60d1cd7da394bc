import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestPlatform } from '@ai-finops/testkit';
import { type SignedIn, signedIn } from '../signed-in';

/** About a month in which no other bill of this platform has charges. */
const QUERY = `query {
  costs(input: { period: { from: "2024-05-01", to: "2024-06-01" } }) { totals { amount currency } } }`;
const IMPORT = 'mutation ($id: ID!) { importBill(input: { uploadId: $id }) { id } }';
const STATUS = 'query ($id: ID!) { import(id: $id) { status } }';

const bill = (
  cost: string,
): string => `BilledCost,BillingCurrency,BillingPeriodStart,ChargePeriodStart,EffectiveCost,ServiceName
1,USD,2024-05-01,2024-05-01,${cost},Compute
`;

export function caching(running: () => TestPlatform): void {
  describe('costs that the gateway keeps', () => about(running));
}

function about(running: () => TestPlatform): void {
  let platform: TestPlatform;
  let user: SignedIn;

  beforeAll(async () => {
    platform = running();
    user = await signedIn(platform);
  });

  async function headers(): Promise<Record<string, string>> {
    const session = await user.session.load();
    return { authorization: `Bearer ${session?.accessToken}`, 'content-type': 'application/json' };
  }

  /** Over a connection of its own, so that either worker may answer. */
  async function ask(query: string, variables: Record<string, unknown> = {}) {
    const response = await fetch(`${platform.url('gateway')}/graphql`, {
      method: 'POST',
      headers: { ...(await headers()), connection: 'close' },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as {
      data: Record<string, unknown>;
      errors?: { extensions: { code: string } }[];
    };
    return { data, code: errors?.[0]?.extensions.code, kept: response.headers.has('age') };
  }

  async function total(): Promise<{ amount: string | undefined; kept: boolean }> {
    const { data, code, kept } = await ask(QUERY);
    expect(code).toBeUndefined();
    const { totals } = data.costs as { totals: { amount: string }[] };
    return { amount: totals[0]?.amount, kept };
  }

  /** Both workers have it by then. */
  async function untilKept(): Promise<void> {
    for (let inARow = 0; inARow < 8; ) inARow = (await total()).kept ? inARow + 1 : 0;
  }

  async function bringIn(content: string): Promise<void> {
    const upload = await fetch(`${platform.url('finops')}/uploads?filename=bill.csv`, {
      method: 'POST',
      headers: { ...(await headers()), 'content-type': 'application/octet-stream' },
      body: content,
    });
    const { uploadId } = (await upload.json()) as { uploadId: string };
    const { id } = (await ask(IMPORT, { id: uploadId })).data.importBill as { id: string };
    for (;;) {
      const { status } = (await ask(STATUS, { id })).data.import as { status: string };
      if (status === 'PUBLISHED') return;
      expect(['PENDING', 'RUNNING']).toContain(status);
      await sleep(50);
    }
  }

  it('are the new ones from the moment that an import is published, in every worker', async () => {
    let sum = 0;
    for (const cost of [1, 20, 300]) {
      await bringIn(bill(`${cost}`));
      sum = cost;
      const seen = await Promise.all(Array.from({ length: 8 }, total));
      expect(seen.map(({ amount }) => amount)).toEqual(seen.map(() => `${sum}`));
      await untilKept();
    }
  });

  it('are nobody’s any more whose right to see them ends', async () => {
    await untilKept();
    const grant = async (query: string, variables: Record<string, unknown>) => {
      const admin = await administrator();
      const response = await fetch(`${platform.url('gateway')}/graphql`, {
        method: 'POST',
        headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      expect(((await response.json()) as { errors?: unknown }).errors).toBeUndefined();
    };
    // The first grant takes the place of DEFAULT_COST_ACCESS.
    const input = { userId: user.userId, services: ['None of them'] };
    await grant(
      'mutation ($input: GrantCostScopeInput!) { grantCostScope(input: $input) { id } }',
      {
        input,
      },
    );
    const seen = await Promise.all(Array.from({ length: 8 }, total));
    expect(seen.map(({ amount }) => amount)).toEqual(seen.map(() => undefined));
  });

  /** The access token of a new administrator. */
  async function administrator(): Promise<string> {
    const email = `admin-${randomUUID()}@example.com`;
    const password = `pass phrase ${randomUUID()}`;
    const post = async (path: string, body: object) =>
      (await (
        await fetch(`${platform.url('auth')}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      ).json()) as { accessToken: string; user: { id: string } };
    const { user: made } = await post('/auth/register', { email, password });
    await fetch(`${platform.url('accounts')}/users/${made.id}`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${platform.secrets.DATABASE_SERVICE_TOKEN}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ role: 'ADMIN' }),
    });
    return (await post('/auth/login', { email, password })).accessToken;
  }
}

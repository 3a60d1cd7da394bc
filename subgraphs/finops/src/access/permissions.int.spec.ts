import { ROLES, type Role, type Viewer } from '@ai-finops/service-kit/viewer';
import { csvBill } from '../../test/bill';
import { bringIn } from '../../test/bring-in';
import { type Service, startService } from '../../test/service';

const NOTED_WITHIN_MS = 20_000;
const MAY = { from: '2026-05-01', to: '2026-06-01' };

/** By role what comes of it; undefined for no refusal. */
type Outcome = Readonly<Record<Role, string | undefined>>;
const everybody: Outcome = { USER: undefined, ADMIN: undefined, SUPER_ADMIN: undefined };
const administrators: Outcome = { ...everybody, USER: 'FORBIDDEN' };
/** Whoever may is told that there is no such thing; the others are not. */
const ofNothing: Outcome = { USER: 'FORBIDDEN', ADMIN: 'NOT_FOUND', SUPER_ADMIN: 'NOT_FOUND' };

const viewer = (role: Role): Viewer => ({ id: `a-${role}`, role, sessionId: 'session' });

describe('the permission matrix in finops', () => {
  let service: Service;

  beforeAll(async () => {
    service = await startService();
    await service.ready();
    await bringIn(service, csvBill({}));
  });
  afterAll(() => service.stop());

  const codeOf = async (role: Role, query: string, variables: Record<string, unknown>) =>
    (await service.ask(viewer(role), query, variables)).errors?.[0]?.extensions.code;

  it.each<[string, string, Record<string, unknown>, Outcome]>([
    [
      'asks for costs without a grant',
      'query ($input: CostsInput!) { costs(input: $input) { totals { amount } } }',
      { input: { period: MAY } },
      administrators,
    ],
    ['lists their own grants', '{ costScopes { totalCount } }', {}, everybody],
    [
      'lists grants of others',
      'query ($id: ID) { costScopes(userId: $id) { totalCount } }',
      { id: 'somebody' },
      administrators,
    ],
    [
      'gives a grant',
      'mutation ($input: GrantCostScopeInput!) { grantCostScope(input: $input) { id } }',
      { input: { userId: 'somebody', everything: true } },
      administrators,
    ],
    ['takes a grant back', 'mutation { revokeCostScope(id: "unknown") { id } }', {}, ofNothing],
    ['sees batches', '{ chargeBatches { totalCount } }', {}, administrators],
    ['sees the space of charges', '{ chargeStorage { liveCharges } }', {}, administrators],
    [
      'deletes a billing period',
      'mutation { deleteBillingPeriod(input: { start: "1999-01-01" }) { start } }',
      {},
      ofNothing,
    ],
    ['lists sources of bills', '{ sources { totalCount } }', {}, administrators],
    [
      'changes a source of bills',
      'mutation { updateSource(input: { id: "unknown" }) { id } }',
      {},
      ofNothing,
    ],
    ['has one looked at', 'mutation { syncSource(id: "unknown") { id } }', {}, ofNothing],
    ['deletes one', 'mutation { deleteSource(id: "unknown") { id } }', {}, ofNothing],
    [
      'builds sums anew',
      'mutation { rebuildAggregates(input: { start: "1999-01-01" }) { start } }',
      {},
      ofNothing,
    ],
    [
      'imports a bill',
      'mutation { importBill(input: { uploadId: "unknown" }) { id } }',
      {},
      ofNothing,
    ],
  ])('decides who %s', async (_, query, variables, outcome) => {
    const codes = await Promise.all(
      ROLES.map(async (role) => [role, await codeOf(role, query, variables)]),
    );
    expect(Object.fromEntries(codes)).toEqual(outcome);
  });

  it('decides who uploads, and who uses what others have uploaded', async () => {
    const upload = (by: Viewer) =>
      fetch(`${service.url}/uploads?filename=b.csv`, {
        method: 'POST',
        headers: { ...service.bearer(by), 'content-type': 'application/octet-stream' },
        body: csvBill({ EffectiveCost: '2' }),
      });
    expect((await upload(viewer('USER'))).status).toBe(403);
    const all = { id: 'sees-all', role: 'USER', sessionId: 'session' } as const;
    const grant =
      'mutation ($input: GrantCostScopeInput!) { grantCostScope(input: $input) { id } }';
    await service.ask(viewer('ADMIN'), grant, { input: { userId: all.id, everything: true } });
    const { uploadId } = (await (await upload(viewer('ADMIN'))).json()) as { uploadId: string };
    const start = 'mutation ($id: ID!) { importBill(input: { uploadId: $id }) { id } }';
    const { errors } = await service.ask(all, start, { id: uploadId });
    expect(errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    expect(await codeOf('SUPER_ADMIN', start, { id: uploadId })).toBeUndefined();
  });

  it('tells the audit log of a refusal, once of the same', async () => {
    const curious = { id: 'curious', role: 'USER', sessionId: 'session' } as const;
    for (const _ of [1, 2, 3]) await service.ask(curious, '{ chargeBatches { totalCount } }');
    const told = () => service.audited.filter(({ actorId }) => actorId === curious.id);
    // A refusal does not wait for its entry.
    for (const end = Date.now() + NOTED_WITHIN_MS; Date.now() < end && told().length === 0; ) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(told()).toMatchObject([
      {
        event: 'ACCESS_DENIED',
        outcome: 'FAILURE',
        details: { permission: 'batches:manage' },
      },
    ]);
  });
});

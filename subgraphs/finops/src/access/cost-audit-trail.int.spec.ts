import { COST_AUDIT_EVENTS } from '@ai-finops/service-kit/audit-events';
import { csvBill } from '../../test/bill';
import { bringIn } from '../../test/bring-in';
import { type Service, startService } from '../../test/service';
import { admin } from '../../test/testbed';

const GRANT = `mutation ($input: GrantCostScopeInput!) { grantCostScope(input: $input) { id } }`;
const REVOKE = 'mutation ($id: ID!) { revokeCostScope(id: $id) { id } }';
const DELETE = `mutation { deleteBillingPeriod(input: { start: "2026-05-01" }) { start } }`;
const ADD_RATES = `mutation { addExchangeRates(input: { source: "HOUSE", rates: [
  { date: "2026-05-01", from: "EUR", to: "USD", rate: "1.1" }
  { date: "2026-05-01", from: "EUR", to: "CHF", rate: "0.9" }
] }) { source } }`;
const CREATE_SOURCE = `mutation { createSource(input: { name: "aws", enabled: false,
  s3: { bucket: "bills", accessKeyId: "id", secretAccessKey: "hidden" } }) { id } }`;
const CHANGE_SOURCE = `mutation ($id: ID!) { updateSource(input: { id: $id, intervalMinutes: 5 }) { id } }`;
const DELETE_SOURCE = 'mutation ($id: ID!) { deleteSource(id: $id) { id } }';
const DELETE_RATES = 'mutation { deleteExchangeRates(source: "HOUSE") }';
const COUNT = '{ costScopes(userId: "user-1") { totalCount } }';

describe('what finops tells the audit log', () => {
  let service: Service;

  beforeAll(async () => {
    service = await startService();
    await service.ready();
  });
  beforeEach(() => {
    service.audited.length = 0;
    service.accountsCan.audit = true;
  });
  afterAll(() => service.stop());

  async function grant(part: object) {
    const { data, errors } = await service.ask(admin, GRANT, {
      input: { userId: 'user-1', ...part },
    });
    const scope = data?.grantCostScope as { id: string } | undefined;
    return { id: scope?.id, code: errors?.[0]?.extensions.code };
  }
  async function makeSource(): Promise<string> {
    const { data } = await service.ask(admin, CREATE_SOURCE);
    return (data?.createSource as { id: string } | undefined)?.id ?? '';
  }
  const revoke = async (id: string | undefined) =>
    (await service.ask(admin, REVOKE, { id })).errors?.[0]?.extensions.code;
  const granted = async () => (await service.ask(admin, COUNT)).data;

  it('is every kind of entry that is its own', async () => {
    await bringIn(service, csvBill({}));
    expect(await revoke((await grant({ everything: true })).id)).toBeUndefined();
    for (const change of [DELETE, ADD_RATES, DELETE_RATES]) {
      expect((await service.ask(admin, change)).errors).toBeUndefined();
    }
    const id = await makeSource();
    for (const change of [CHANGE_SOURCE, DELETE_SOURCE]) {
      expect((await service.ask(admin, change, { id })).errors).toBeUndefined();
    }
    expect(service.audited.map(({ event }) => event).sort()).toEqual([...COST_AUDIT_EVENTS].sort());
    for (const { outcome, actorId } of service.audited) {
      expect([outcome, actorId]).toEqual(['SUCCESS', admin.id]);
    }
  });

  it('says whose grant it is and of what', async () => {
    await grant({ services: ['S3', 'EC2'], tags: [{ key: 'team', values: ['red', 'blue'] }] });
    expect(service.audited).toMatchObject([
      {
        event: 'COST_SCOPE_GRANT',
        subjectId: 'user-1',
        details: { grant: expect.any(String), services: 'S3, EC2', tags: 'team=red|blue' },
      },
    ]);
  });

  it('is not left out: without its entry a grant is neither given nor taken', async () => {
    const { id } = await grant({ services: ['S3'] });
    const before = await granted();
    service.accountsCan.audit = false;
    expect((await grant({ everything: true })).code).toBe('SERVICE_UNAVAILABLE');
    expect(await revoke(id)).toBe('SERVICE_UNAVAILABLE');
    expect(await granted()).toEqual(before);
  });

  it('says where a source reads from, and nothing of who reads', async () => {
    const id = await makeSource();
    service.accountsCan.audit = false;
    const { errors } = await service.ask(admin, DELETE_SOURCE, { id });
    expect(errors?.[0]?.extensions.code).toBe('SERVICE_UNAVAILABLE');
    service.accountsCan.audit = true;
    expect((await service.ask(admin, DELETE_SOURCE, { id })).errors).toBeUndefined();
    expect(service.audited).toMatchObject([
      { event: 'SOURCE_CREATE', details: { name: 'aws', bucket: 'bills', kind: 'S3' } },
      { event: 'SOURCE_DELETE', details: { source: id } },
    ]);
    expect(JSON.stringify(service.audited)).not.toContain('hidden');
  });

  it('is nothing of what came to nothing', async () => {
    await grant({});
    await revoke('unknown');
    expect(service.audited).toEqual([]);
  });
});

import { auditAddress, auditFilterOf, auditViewOf } from './audit-filter';

describe('what an address asks of the audit log', () => {
  it('is a filter of whole days, the last one included', () => {
    const view = auditViewOf({
      event: 'LOGIN',
      outcome: 'FAILURE',
      actor: 'a1',
      from: '2026-02-27',
      to: '2026-02-28',
    });
    expect(auditFilterOf(view)).toEqual({
      events: ['LOGIN'],
      outcome: 'FAILURE',
      actorId: 'a1',
      subjectId: null,
      from: '2026-02-27T00:00:00Z',
      to: '2026-03-01T00:00:00Z',
    });
  });

  it('is everything where it makes no sense', () => {
    const params = { event: 'NONSENSE', outcome: ['DONE'], from: '2026-02-30', to: '', actor: ' ' };
    expect(new Set(Object.values(auditFilterOf(auditViewOf(params))))).toEqual(new Set([null]));
  });

  it('comes back from the address that is made of it', () => {
    const view = { ...auditViewOf({}), subject: 'b2', event: 'USER_DELETE' as const };
    const { pathname, searchParams } = new URL(auditAddress(view, 'a+b='), 'http://here.invalid');
    expect(pathname).toBe('/admin/audit');
    const params = Object.fromEntries(searchParams);
    expect(params.after).toBe('a+b=');
    expect(auditViewOf(params)).toEqual(view);
  });
});

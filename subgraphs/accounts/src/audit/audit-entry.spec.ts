import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AUDIT_EVENTS } from '@ai-finops/service-kit/audit-events';
import { type EnumTypeDefinitionNode, parse } from 'graphql';
import { auditColumns, auditText } from './audit-entry';
import { auditReport } from './audit-input';

describe('a text of the audit log', () => {
  it('has nothing that starts a line, steers a terminal or turns the direction round', () => {
    const forged = 'curl/8\r\n2026-01-01 LOGIN SUCCESS admin\u2028\u001b[2K\u202e\0';
    const text = auditText(forged) ?? '';
    expect(text).toMatch(/^curl\/8/);
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });

  it('is bounded and well-formed', () => {
    expect(auditText('é'.repeat(10_000))).toHaveLength(512);
    expect(auditText(`${'x '.repeat(255)}y😀`)?.isWellFormed()).toBe(true);
    expect(auditText('\ud800')?.isWellFormed()).toBe(true);
    expect(auditText('')).toBeNull();
  });

  it.each([
    ['a signed token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl'],
    ['a bcrypt hash', `$2b$12$${'a'.repeat(53)}`],
    ['a refresh token', 'q2Xf0Jc1vY3uT8sR5nM7kL9hG4dB6wE0zA1xC2vB3nM'],
    ['a digest', 'a'.repeat(64)],
  ])('has no %s', (_, secret) => {
    expect(auditText(`before ${secret} after`)).toBe('before [redacted] after');
  });
});

describe('an entry of the audit log', () => {
  it('keeps ids and addresses that can be some, and leaves out others', () => {
    const entry = { event: 'LOGIN', outcome: 'FAILURE', actorKind: 'ANONYMOUS' } as const;
    const kept = { subjectId: 'cm1', ipAddress: '::ffff:192.0.2.7', userAgent: 'x\n' };
    expect(auditColumns({ ...entry, ...kept })).toMatchObject({
      subject_id: 'cm1',
      ip_address: '192.0.2.7',
      user_agent: 'x\uFFFD',
      request_id: null,
    });
    const odd = { subjectId: "' OR 1=1", ipAddress: 'localhost\n', requestId: 'a\r\nb' };
    expect(auditColumns({ ...entry, ...odd })).toMatchObject({
      subject_id: null,
      ip_address: null,
      request_id: 'a\uFFFD\uFFFDb',
    });
  });
});

describe('a report for the audit log', () => {
  const report = { event: 'LOGIN', outcome: 'SUCCESS' };

  it.each([
    ['an event that is not in the list', { ...report, event: 'toString' }],
    ['another outcome', { ...report, outcome: 'MAYBE' }],
    ['a detail that names a secret', { ...report, details: { newPassword: 'x' } }],
    ['a detail with an odd name', { ...report, details: { 'a\nb': 'x' } }],
    ['a nested detail', { ...report, details: { a: { b: 1 } } }],
    [
      'too many details',
      { ...report, details: Object.fromEntries([...'abcdefghijklm'].map((k) => [k, 1])) },
    ],
  ])('is refused with %s', (_, body) => {
    expect(auditReport.safeParse(body).success).toBe(false);
  });

  it('is taken with facts beside it', () => {
    expect(auditReport.safeParse({ ...report, details: { factor: 'totp' } }).success).toBe(true);
  });
});

it('shows every event to clients, with what it means', () => {
  const sdl = parse(readFileSync(join(__dirname, 'audit.graphql'), 'utf8'));
  const shown = sdl.definitions.find(
    (node): node is EnumTypeDefinitionNode =>
      node.kind === 'EnumTypeDefinition' && node.name.value === 'AuditEvent',
  );
  const values = (shown?.values ?? []).map(({ name, description }) => [
    name.value,
    description?.value,
  ]);
  expect(Object.fromEntries(values)).toEqual(AUDIT_EVENTS);
});

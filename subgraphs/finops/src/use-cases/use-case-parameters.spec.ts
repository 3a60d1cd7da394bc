import { AppError } from '@ai-finops/service-kit/errors';
import { findUseCase, USE_CASES } from './use-case-catalogue';
import { valuesOf } from './use-case-parameters';

const MAY = { from: '2026-05-01', to: '2026-06-01' };

function caseOf(slug: string) {
  const found = findUseCase(slug);
  if (!found) throw new Error(slug);
  return found;
}

function refusal(slug: string, given: unknown): unknown {
  try {
    valuesOf(caseOf(slug), given);
  } catch (error) {
    if (error instanceof AppError) return [error.code, error.details];
    throw error;
  }
  return undefined;
}

describe('the parameters of a use case', () => {
  it.each([
    ['2026-05-01', '2026-05-01 00:00:00'],
    ['2026-05-01T12:30', '2026-05-01 12:30:00'],
    ['2026-05-01 12:30:15', '2026-05-01 12:30:15'],
    ['2026-05-01T00:00:00Z', '2026-05-01 00:00:00'],
    ['2026-05-01T00:30:00+02:00', '2026-04-30 22:30:00'],
    ['2026-05-01T00:30:00-0130', '2026-05-01 02:00:00'],
    ['2026-05-01T12:00:00.000Z', '2026-05-01 12:00:00'],
    ['2026-05-01T12:00:00.001Z', '2026-05-01 12:00:01'],
    ['0001-01-01', '1970-01-01 00:00:00'],
  ])('reads the time %s', (from, time) => {
    const values = valuesOf(caseOf('verify-invoices'), { from, to: '2030-01-01' });
    expect(values).toEqual({ from: time, to: '2030-01-01 00:00:00' });
  });

  it('brings times that the store cannot hold to the last that it can', () => {
    expect(valuesOf(caseOf('verify-invoices'), { from: '2200-01-01', to: '9999-12-31' })).toEqual({
      from: '2106-02-07 06:28:15',
      to: '2106-02-07 06:28:15',
    });
  });

  it.each([
    '',
    'yesterday',
    '2026-13-01',
    '2026-02-30',
    '2026-5-1',
    '2026-05',
    '05/01/2026',
    '2026-05-01T24:00:00Z',
    '2026-05-01T12',
    '2026-05-01T12:61:00Z',
    '2026-05-01Z',
    "2026-05-01' OR 1=1",
    20260501,
    ['2026-05-01'],
    {},
    true,
  ])('refuses %j as a time', (from) => {
    const at = (field: string) => ['VALIDATION_FAILED', { field }];
    expect(refusal('verify-invoices', { ...MAY, from })).toEqual(at('from'));
    expect(refusal('verify-invoices', { from: '2020-01-01', to: from })).toEqual(at('to'));
  });

  it('refuses a period that ends before it begins or has no length', () => {
    for (const to of ['2026-04-30', '2026-05-01', '2026-05-01T00:00:00+01:00']) {
      expect(refusal('verify-invoices', { ...MAY, to })).toEqual([
        'VALIDATION_FAILED',
        { field: 'to' },
      ]);
    }
  });

  it('refuses every case without one of its required parameters, be it absent or null', () => {
    for (const useCase of USE_CASES) {
      const parameters = useCase.parameters ?? [];
      const whole = {
        ...MAY,
        ...Object.fromEntries(
          parameters.filter(({ fallback }) => fallback === undefined).map(({ name }) => [name, '']),
        ),
      };
      expect(refusal(useCase.slug, whole)).toBeUndefined();
      for (const name of Object.keys(whole)) {
        const { [name as 'from']: _, ...rest } = whole;
        const missing = ['VALIDATION_FAILED', { field: name }];
        expect(refusal(useCase.slug, rest)).toEqual(missing);
        expect(refusal(useCase.slug, { ...whole, [name]: null })).toEqual(missing);
        expect(refusal(useCase.slug, { ...whole, [name]: 1 })).toEqual(missing);
      }
    }
  });

  it.each(['limits', 'From', 'skuid', 'constructor', '', 'from '])(
    'refuses the unknown parameter %j',
    (name) => {
      expect(refusal('resource-costs-sku', { ...MAY, [name]: 'a' })).toEqual([
        'VALIDATION_FAILED',
        { field: name },
      ]);
    },
  );

  it('refuses __proto__ as a parameter, as any other unknown name', () => {
    const given = JSON.parse('{"from":"2026-05-01","to":"2026-06-01","__proto__":{"limit":1}}');
    expect(refusal('resource-costs-sku', given)).toEqual([
      'VALIDATION_FAILED',
      { field: '__proto__' },
    ]);
  });

  it.each([0, -1, 1.5, '10', '', true, [1], Number.NaN, 2 ** 53])(
    'refuses the limit %j',
    (limit) => {
      expect(refusal('resource-costs-sku', { ...MAY, limit })).toEqual([
        'VALIDATION_FAILED',
        { field: 'limit' },
      ]);
    },
  );

  it.each([['ResourceReservation'], 'a', [[1]], [[null]], { 0: 'a' }])(
    'takes %j as program types only when it is a list of texts',
    (programTypes) => {
      const slug = 'identify-eligible-capacity-reservation-spend';
      const refused = refusal(slug, { ...MAY, programTypes });
      const isList = Array.isArray(programTypes) && programTypes[0] === 'ResourceReservation';
      expect(refused).toEqual(
        isList ? undefined : ['VALIDATION_FAILED', { field: 'programTypes' }],
      );
    },
  );

  it.each(['{}', [], 5, true])('refuses %j in place of the parameters', (given) => {
    expect(refusal('verify-invoices', given)).toEqual([
      'VALIDATION_FAILED',
      { field: 'parameters' },
    ]);
  });

  it('fills in what may be left out, and null for what then restricts nothing', () => {
    const filled = (slug: string, given: object) => valuesOf(caseOf(slug), { ...MAY, ...given });
    expect(filled('resource-costs-sku', { limit: null })).toMatchObject({
      resourceId: null,
      limit: 100,
    });
    expect(filled('calculate-unit-economics', {})).toMatchObject({
      descriptionContains: 'transfer',
      consumedUnit: 'GB',
    });
    expect(filled('identify-eligible-capacity-reservation-spend', {})).toMatchObject({
      programTypes: ['AdvanceResourceCommitment', 'ZonalResourceCommitment'],
    });
  });
});

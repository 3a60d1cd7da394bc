import { ALIAS_INDEX, USE_CASE_INDEX } from '../../test/use-case-index';
import { FOCUS_VERSIONS } from '../store/focus-columns';
import type { UseCase, UseCaseParameter } from './use-case';
import { columnsOf, isRatio } from './use-case';
import { ALIASES, findUseCase, USE_CASES } from './use-case-catalogue';
import { parametersOf, valuesOf } from './use-case-parameters';
import { planUseCase } from './use-case-plan';

function described(useCase: UseCase): string[] {
  const { slug, title, group, since, parameters = [], keys, totals = [] } = useCase;
  const versions = FOCUS_VERSIONS.filter((version) => version >= since);
  const names = [keys, totals]
    .filter((columns) => columns.length > 0)
    .map((columns) =>
      columns.map(({ name, type }) => (type === 'String' ? name : `${name} ${type}`)).join(', '),
    );
  return [
    `${slug}: ${versions.join(' ')}`,
    `${group}: ${title}`,
    `parameters: ${parameters.map(parameterText).join(', ')}`,
    `columns: ${names.join(' | ')}`,
  ];
}

function parameterText({ name, type, fallback }: UseCaseParameter): string {
  return fallback === undefined
    ? `${name} ${type}`
    : `${name} ${type}? = ${JSON.stringify(fallback)}`;
}

const given = (useCase: UseCase, text: string) => ({
  from: '2026-05-01',
  to: '2026-06-01',
  ...Object.fromEntries(
    (useCase.parameters ?? []).map(({ name, type }) => [
      name,
      type === 'Int' ? 7 : type === 'String' ? text : [text, text],
    ]),
  ),
});

describe('the catalogue of use cases', () => {
  it('has the 68 cases with their names, versions, parameters and columns', () => {
    expect(USE_CASE_INDEX).toHaveLength(68);
    expect(USE_CASES.map(described)).toEqual(USE_CASE_INDEX.map((lines) => [...lines]));
  });

  it('finds a case by its slug and by its alias only', () => {
    expect(Object.fromEntries(ALIASES)).toEqual(ALIAS_INDEX);
    for (const [alias, slug] of Object.entries(ALIAS_INDEX)) {
      expect(findUseCase(alias)).toBe(findUseCase(slug));
      expect(findUseCase(alias)?.slug).toBe(slug);
    }
    for (const slug of ['', 'Verify-Invoices', 'constructor', '__proto__']) {
      expect(findUseCase(slug)).toBeUndefined();
    }
  });

  it('takes from and to in every case', () => {
    for (const useCase of USE_CASES) {
      expect(parametersOf(useCase).slice(0, 2)).toEqual([
        { name: 'from', type: 'DateTime' },
        { name: 'to', type: 'DateTime' },
      ]);
    }
  });

  it('groups whatever has money by a currency (C4)', () => {
    const isMoney = (name: string) => /Cost|Savings/.test(name) && !/Average|PerUnit/.test(name);
    for (const useCase of USE_CASES) {
      const names = columnsOf(useCase).map(({ name }) => name);
      const currency = names.some((name) => /^(Billing|Pricing)Currency$/.test(name));
      expect([useCase.slug, currency]).toEqual([useCase.slug, names.some(isMoney)]);
    }
  });

  it('names in orders, limits and ratios only columns that the case has', () => {
    for (const useCase of USE_CASES) {
      const names = columnsOf(useCase).map(({ name }) => name);
      const used = [
        ...(useCase.order ?? []).map((term) => (typeof term === 'string' ? term : term.descending)),
        ...(useCase.limitWithin ? [useCase.limitWithin] : []),
        ...columnsOf(useCase).flatMap((column) =>
          isRatio(column) ? [...column.of, column.denominator] : [],
        ),
      ];
      expect(used.filter((name) => !names.includes(name))).toEqual([]);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('keeps what callers write out of the SQL, and binds exactly the placeholders that it writes', () => {
    const hostile = "'; DROP TABLE charges -- {from:String} \\ ` \u0000";
    for (const useCase of USE_CASES) {
      const plan = (text: string) =>
        planUseCase(useCase, valuesOf(useCase, given(useCase, text)), {
          batches: [text],
          grants: null,
        });
      const { sql, parameters } = plan(hostile);
      expect(sql).toBe(plan('harmless').sql);
      const written = [...sql.matchAll(/\{(\w+):/g)].map(([, name]) => name);
      expect([...new Set(written)].sort()).toEqual(Object.keys(parameters).sort());
    }
  });
});

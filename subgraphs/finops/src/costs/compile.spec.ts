import { Bindings } from '../store/bindings';
import { CHARGE_TYPES } from '../store/charges-table';
import type { ChargeQuery } from './charge-query';
import { compile, grouped } from './compile';

const BATCHES = ['0f8fad5b-d9cb-469f-a165-70867728950e'];

const HOSTILE = [
  "'; DROP TABLE charges --",
  "a' OR 1 = 1 OR '",
  'back\\slash\\',
  '{p0:Array(UUID)}',
  '`ServiceName`',
  '日本 👍',
  'nul\u0000tab\tline\n',
  '%_*?',
  '/* */ # --',
];

function statementOf(query: Partial<ChargeQuery>) {
  const bindings = new Bindings();
  const fragments = compile(
    { scope: { batches: BATCHES, grants: null }, conditions: [], keys: {}, measures: {}, ...query },
    bindings,
  );
  return bindings.statement(grouped(fragments));
}

describe('compile', () => {
  it.each(HOSTILE)('keeps %j out of the SQL, wherever it stands', (text) => {
    const ask = (value: string) =>
      statementOf({
        scope: { batches: [value], grants: null },
        period: { time: 'ChargePeriodStart', from: '2026-01-01', to: '2026-02-01' },
        keys: { key_0: { kind: 'tag', column: 'Tags', tagKey: value } },
        measures: { charges: { kind: 'count' } },
        conditions: [
          { key: { kind: 'column', column: 'ServiceName' }, operator: 'IN', values: [value] },
          {
            key: { kind: 'tag', column: 'Tags', tagKey: value },
            operator: 'NOT_IN',
            values: [value, value],
          },
          { key: { kind: 'column', column: 'RegionId' }, operator: 'CONTAINS', values: [value] },
          { key: { kind: 'tag', column: 'Tags', tagKey: value }, operator: 'IS_NULL' },
        ],
      });
    const hostile = ask(text);
    expect(hostile.sql).toBe(ask('harmless').sql);
    expect(Object.values(hostile.parameters).flat()).toContain(text);
  });

  it('binds exactly the placeholders that it writes', () => {
    const { sql, parameters } = statementOf({
      period: { time: 'BillingPeriodStart', from: '2026-01-01', to: '2026-02-01' },
      keys: {
        key_0: { kind: 'tag', column: 'Tags', tagKey: 'team' },
        currency: { kind: 'currency' },
      },
      conditions: [
        {
          key: { kind: 'tag', column: 'Tags', tagKey: 'env' },
          operator: 'CONTAINS',
          values: ['prod'],
        },
      ],
    });
    const written = [...sql.matchAll(/\{(\w+):/g)].map(([, name]) => name);
    expect(written.sort()).toEqual(Object.keys(parameters).sort());
  });

  it('reads no batch but those given, even none', () => {
    expect(statementOf({ scope: { batches: [], grants: null } })).toEqual({
      sql: expect.stringContaining('WHERE BatchId IN {p0:Array(UUID)}'),
      parameters: { p0: [] },
    });
  });

  it('brings days that no charge can have to the first and last of the store', () => {
    const { parameters } = statementOf({
      period: { time: 'ChargePeriodStart', from: '0001-01-01', to: '9999-12-31' },
    });
    expect(Object.values(parameters)).toEqual([BATCHES, '1970-01-01', '2149-06-06']);
  });

  it('searches for more texts than the engine takes at once', () => {
    const values = Array.from({ length: 1000 }, (_, index) => `value ${index}`);
    const { parameters } = statementOf({
      conditions: [
        { key: { kind: 'column', column: 'ServiceName' }, operator: 'CONTAINS', values },
      ],
    });
    const [, ...searches] = Object.values(parameters);
    expect(searches.flat()).toEqual(values);
    expect(searches.every((needles) => Array.isArray(needles) && needles.length <= 255)).toBe(true);
  });

  it('lets commitment purchases add 0 only where it is asked to', () => {
    const measure = (commitmentPurchases: 'as-they-are' | 'zero') =>
      statementOf({ measures: { cost: { kind: 'sum', column: 'ListCost', commitmentPurchases } } })
        .sql;
    expect(measure('zero')).toContain(
      "ChargeCategory = 'Purchase' AND CommitmentDiscountId IS NOT NULL",
    );
    expect(measure('as-they-are')).not.toContain('ChargeCategory');
  });

  it('names columns of the charges only', () => {
    const { sql } = statementOf({
      period: { time: 'BillingPeriodStart', from: '2026-01-01', to: '2026-02-01' },
      keys: {
        bucket: {
          kind: 'bucket',
          time: 'ChargePeriodStart',
          length: 'QUARTER',
          fiscalYearStart: 4,
        },
        key_0: { kind: 'each-tag-key' },
      },
      measures: { cost: { kind: 'sum', column: 'ContractedCost', commitmentPurchases: 'zero' } },
    });
    const names = [...sql.replace(/'[^']*'|\{[^}]*\}/g, '').matchAll(/\b[A-Z][a-z]\w+/g)].map(
      ([name]) => name,
    );
    expect(names).not.toHaveLength(0);
    expect(names.filter((name) => !CHARGE_TYPES.has(name))).toEqual([]);
  });
});

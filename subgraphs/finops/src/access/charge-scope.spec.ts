import { Bindings } from '../store/bindings';
import { type CostGrant, isEmpty, isUnrestricted, scopeSql } from './charge-scope';

const BATCH = '0f8fad5b-d9cb-469f-a165-70867728950e';

const grant = (part: Partial<CostGrant>): CostGrant => ({
  billingAccountIds: [],
  subAccountIds: [],
  providers: [],
  services: [],
  tags: [],
  ...part,
});

function statement(grants: readonly CostGrant[] | null) {
  const bindings = new Bindings();
  return bindings.statement(scopeSql({ batches: [BATCH], grants }, bindings));
}

describe('scopeSql', () => {
  it('asks for the live batches alone where nothing is restricted', () => {
    expect(statement(null)).toEqual({
      sql: 'BatchId IN {p0:Array(UUID)}',
      parameters: { p0: [BATCH] },
    });
  });

  it('lets nothing through without a grant', () => {
    expect(statement([]).sql).toBe('BatchId IN {p0:Array(UUID)} AND (0)');
  });

  it('joins the parts of a grant with AND and grants with OR', () => {
    const { sql, parameters } = statement([
      grant({ services: ['EC2', 'S3'], subAccountIds: ['1'] }),
      grant({ tags: [{ key: 'team', values: ['red'] }] }),
    ]);
    expect(sql).toBe(
      'BatchId IN {p0:Array(UUID)} AND ((ifNull(SubAccountId IN {p1:Array(String)}, 0) AND ifNull(ServiceName IN {p2:Array(String)}, 0)) OR (ifNull(Tags[{p3:String}] IN {p4:Array(String)}, 0)))',
    );
    expect(parameters).toEqual({
      p0: [BATCH],
      p1: ['1'],
      p2: ['EC2', 'S3'],
      p3: 'team',
      p4: ['red'],
    });
  });

  it.each(["') OR 1 = 1 --", "x'] OR Tags['", '{p0:Array(UUID)}', '`'])(
    'keeps %j out of the SQL',
    (text) => {
      const parts = (value: string) => [
        grant({ services: [value], tags: [{ key: value, values: [value] }] }),
      ];
      expect(statement(parts(text)).sql).toBe(statement(parts('plain')).sql);
    },
  );
});

describe('a grant', () => {
  it('is unrestricted only when all of its parts are empty', () => {
    expect(isUnrestricted(grant({}))).toBe(true);
    expect(isUnrestricted(grant({ providers: ['AWS'] }))).toBe(false);
    expect(isUnrestricted(grant({ tags: [{ key: 'team', values: ['red'] }] }))).toBe(false);
  });

  it('that nobody has leaves an empty scope', () => {
    expect(isEmpty({ batches: [BATCH], grants: [] })).toBe(true);
    expect(isEmpty({ batches: [], grants: null })).toBe(true);
    expect(isEmpty({ batches: [BATCH], grants: [grant({})] })).toBe(false);
  });
});

import { fileKind } from './file-formats';

describe('the name of a file', () => {
  it('says what it holds and how', () => {
    expect(fileKind('costs.csv')).toEqual({ of: 'costs', format: 'csv' });
    expect(fileKind('kpis.parquet')).toEqual({ of: 'kpis', format: 'parquet' });
  });

  it.each(['', 'costs', '.csv', 'costs.exe', 'costs.csv.exe', 'costs.toString', 'costs.CSV'])(
    'is none of ours: %j',
    (name) => expect(fileKind(name)).toBeNull(),
  );
});

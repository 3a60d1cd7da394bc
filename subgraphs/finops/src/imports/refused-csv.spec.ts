import { csvCell, refusedCsv } from './refused-csv';
import type { RefusedRow } from './refused-rows.store';

async function text(
  files: Parameters<typeof refusedCsv>[0],
  ...rows: RefusedRow[]
): Promise<string> {
  const all = (async function* () {
    yield* rows;
  })();
  let written = '';
  for await (const part of refusedCsv(files, all)) written += part;
  return written;
}

describe('refused rows as CSV', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+cmd', "'+cmd"],
    ['-cmd|x', "'-cmd|x"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', '"\'\r=1"'],
    ['-1.5e-7', '-1.5e-7'],
    ['+3', '+3'],
    ['a "b", c', '"a ""b"", c"'],
    ['two\nlines', '"two\nlines"'],
    ['plain', 'plain'],
  ])('writes %j as %j', (cell, written) => {
    expect(csvCell(cell)).toBe(written);
  });

  it('names the file, the row and the reasons, and puts cells under their headers', async () => {
    const files = [
      { name: 'a.csv', columns: ['x', 'y'] },
      { name: '=b.csv', columns: ['y', 'z'] },
    ];
    expect(
      await text(
        files,
        { file: 0, row: 3, reasons: ['RAGGED_ROW'], cells: ['1', '2', '3', ''] },
        { file: 1, row: 1, reasons: ['UNREADABLE_TIME z', 'UNREADABLE_TEXT'], cells: ['4', '5'] },
      ),
    ).toBe(
      [
        'file,row,reasons,x,y,z,cells beyond the header',
        'a.csv,3,RAGGED_ROW,1,2,,3',
        "'=b.csv,1,UNREADABLE_TIME z; UNREADABLE_TEXT,,4,5,",
        '',
      ].join('\r\n'),
    );
  });
});

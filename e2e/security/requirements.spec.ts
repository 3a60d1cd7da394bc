import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const IDS = {
  PW: '01 02 03 04 05 07 08 09',
  EN: '01 02 03 04 05',
  TH: '01 02 03 04 05 06 07 08 09',
  TK: '01 02 03 04 05 06 08 09 10 11 12 14 16',
  RT: '01 02 03 04 05 06 08 09 10 11 12',
  AZ: '01 02 03 05 06 07 08',
  FD: '01 02',
  GQ: '01 02 09 12',
  HT: '01 02 05',
  IN: '01 02 03',
  OP: '01 02 03 05',
  WB: '01',
};
const REQUIRED = Object.entries(IDS).flatMap(([group, numbers]) =>
  numbers.split(' ').map((number) => `${group}-${number}`),
);

/** A row of the table: id, the tests that it names, and whether it is met. */
interface Row {
  readonly id: string;
  readonly tests: readonly { readonly file: string; readonly name: string }[];
  readonly state: string;
}

const table = readFileSync(join(__dirname, '../../docs/security-requirements.md'), 'utf8');
const rows: readonly Row[] = table
  .split('\n')
  .filter((line) => /^\| [A-Z]{2}-\d\d /.test(line))
  .map((line) => {
    const [, id = '', , tests = '', state = ''] = line.split('|').map((cell) => cell.trim());
    const named = tests === '-' ? [] : tests.split('<br>');
    return {
      id,
      state,
      tests: named.map((test) => {
        const [file = '', ...name] = test.split(': ');
        return { file, name: name.join(': ') };
      }),
    };
  });

/** Every test in the cases, as `file: name`. */
const written: readonly string[] = readdirSync(__dirname)
  .filter((file) => file.endsWith('.cases.ts'))
  .flatMap((file) => {
    const source = readFileSync(join(__dirname, file), 'utf8');
    const names = source.matchAll(
      /^\s*(?:it(?:\.each\([^\n]*\))?\(|)\s*(['`])([A-Z]{2}-\d\d [^\n]*?)\1,/gm,
    );
    return [...names].map(([, , name]) => `${file}: ${name}`);
  });

describe('the table of security requirements', () => {
  it('has each requirement once, in order', () => {
    expect(rows.map(({ id }) => id)).toEqual(REQUIRED);
  });

  it.each(rows.map((row) => [row.id, row] as const))('names tests that exist: %s', (id, row) => {
    for (const { file, name } of row.tests) {
      expect(name.startsWith(`${id} `)).toBe(true);
      expect(written).toContain(`${file}: ${name}`);
    }
    if (row.state.startsWith('met')) expect(row.tests.length).toBeGreaterThan(0);
    // What is not met says why.
    else expect(row.state).toMatch(/^not met: .{10,}/);
  });

  it('forgets no test', () => {
    const named = rows.flatMap(({ tests }) => tests.map(({ file, name }) => `${file}: ${name}`));
    expect([...new Set(written)].filter((test) => !named.includes(test))).toEqual([]);
  });
});

import { readManifest } from './bill-manifest';
import { type FoundManifest, planFiles } from './import-files';

const file = (path: string, sizeBytes = 10) => ({ path, sizeBytes, sha256: 'a'.repeat(64) });

const found = (path: string, content: unknown): FoundManifest => {
  const manifest = readManifest(
    path,
    typeof content === 'string' ? content : JSON.stringify(content),
  );
  if (!manifest) throw new Error(`${path} is no manifest.`);
  return { path, manifest };
};

const planned = (files: readonly { path: string }[], ...manifests: FoundManifest[]) => {
  const plan = planFiles(files as ReturnType<typeof file>[], manifests);
  return {
    files: plan.files.map(({ given, unit, rowsStated }) => [given.path, unit, rowsStated]),
    unnamed: plan.unnamed,
  };
};

describe('files of an import', () => {
  it('are all imported under their own names, in the order of their paths, without a manifest', () => {
    expect(planned([file('b.csv'), file('a/c.csv')])).toEqual({
      files: [
        ['a/c.csv', 'a/c.csv', null],
        ['b.csv', 'b.csv', null],
      ],
      unnamed: [],
    });
  });

  it('are those that a list names, each under its own name', () => {
    const list = found('manifest.txt', '\ufeff# May\r\nb.csv\r\n\r\n  a.csv \n');
    expect(planned([file('a.csv'), file('b.csv'), file('old.csv')], list)).toEqual({
      files: [
        ['a.csv', 'a.csv', null],
        ['b.csv', 'b.csv', null],
      ],
      unnamed: ['old.csv'],
    });
  });

  it('are one unit under the name of an export', () => {
    const own = found('x.json', {
      export: 'cloud',
      files: ['a.csv', { name: 'b.csv', rows: 7, sizeBytes: 10, sha256: 'A'.repeat(64) }],
    });
    expect(planned([file('a.csv'), file('b.csv')], own).files).toEqual([
      ['a.csv', 'cloud', null],
      ['b.csv', 'cloud', 7],
    ]);
  });

  it('are found by the manifest of AWS Data Exports, by as much of the path as both have', () => {
    const manifest = (period: string) =>
      found(`metadata/BILLING_PERIOD=${period}/focus-Manifest.json`, {
        dataFiles: [`s3://bucket/p/focus/data/BILLING_PERIOD=${period}/focus-00001.csv.gz`],
      });
    const files = ['2026-05', '2026-06'].map((period) =>
      file(`data/BILLING_PERIOD=${period}/focus-00001.csv.gz`),
    );
    expect(planned(files, manifest('2026-05'), manifest('2026-06')).files).toEqual(
      files.map(({ path }) => [path, 'focus', null]),
    );
    expect(planned([file('focus-00001.csv.gz')], manifest('2026-05')).files).toHaveLength(1);
  });

  it('are those of the latest version of an export that keeps earlier ones', () => {
    const manifest = (time: string) =>
      found(`metadata/BILLING_PERIOD=2026-05/${time}-uuid/focus-Manifest.json`, {
        dataFiles: [`s3://bucket/focus/data/BILLING_PERIOD=2026-05/${time}-uuid/focus-1.parquet`],
      });
    const files = ['2026-05-03T1', '2026-05-04T1'].map((time) =>
      file(`data/BILLING_PERIOD=2026-05/${time}-uuid/focus-1.parquet`),
    );
    expect(planned(files, manifest('2026-05-04T1'), manifest('2026-05-03T1'))).toEqual({
      files: [[files[1]?.path, 'focus', null]],
      unnamed: [files[0]?.path],
    });
  });

  const own = (path: string, more: object, name: string) =>
    found(path, { export: 'focus', ...more, files: [name] });

  it('are those of version 10 rather than of version 9', () => {
    const manifests = [
      own('m9.json', { version: 9 }, 'a.csv'),
      own('m.json', { version: '10' }, 'b.csv'),
    ];
    const files = [file('a.csv'), file('b.csv')];
    expect(planned(files, ...manifests).files).toEqual([['b.csv', 'focus', null]]);
    expect(planned(files, ...manifests.toReversed()).files).toEqual([['b.csv', 'focus', null]]);
  });

  it('are those of each period of an export', () => {
    const manifests = [
      own('may.json', { period: '2026-05', version: 2 }, 'a.csv'),
      own('june.json', { period: '2026-06', version: 1 }, 'b.csv'),
    ];
    expect(planned([file('a.csv'), file('b.csv')], ...manifests).files).toHaveLength(2);
  });

  it('are refused when two manifests of one export say nothing of which is newer', () => {
    const plan = () =>
      planned(
        [file('a.csv'), file('b.csv')],
        own('1.json', {}, 'a.csv'),
        own('2.json', {}, 'b.csv'),
      );
    expect(plan).toThrow(expect.objectContaining({ code: 'MANIFEST_DIFFERS' }));
    const same = [own('1.json', {}, 'a.csv'), own('2.json', {}, 'a.csv')];
    expect(planned([file('a.csv')], ...same).files).toHaveLength(1);
  });

  it('are found among very many in no time', () => {
    const names = Array.from({ length: 20_000 }, (_, n) => `data/part-${n}.csv`);
    const { files } = planned(names.map(file), found('m.json', { files: names }));
    expect(files).toHaveLength(names.length);
  });

  it('are found by the manifest of an Azure export, of the latest run of each month', () => {
    const manifest = (run: string, startDate: string) =>
      found(`${run}/manifest.json`, {
        manifestVersion: '2024-04-01',
        blobs: [
          { blobName: `exports/focus/${run}/part_0_0001.csv`, byteCount: 10, dataRowCount: 3 },
        ],
        exportConfig: { exportName: 'focus-cost', type: 'FocusCost' },
        runInfo: { submittedTime: `2026-05-0${run}T00:00:00Z`, startDate },
      });
    const files = ['1', '2', '3'].map((run) => file(`${run}/part_0_0001.csv`));
    const manifests = [
      manifest('2', '2026-05-01T00:00:00'),
      manifest('1', '2026-05-01T00:00:00'),
      manifest('3', '2026-06-01T00:00:00'),
    ];
    expect(planned(files, ...manifests)).toEqual({
      files: [
        ['2/part_0_0001.csv', 'focus-cost', 3],
        ['3/part_0_0001.csv', 'focus-cost', 3],
      ],
      unnamed: ['1/part_0_0001.csv'],
    });
  });

  it.each([
    ['names a file that was not given', ['z.csv'], 'MANIFEST_INCOMPLETE', /names z\.csv/],
    ['names a file that may be two', ['a.csv'], 'MANIFEST_INCOMPLETE', /x\/a\.csv or y\/a\.csv/],
    [
      'states another size',
      [{ name: 'x/a.csv', sizeBytes: 11 }],
      'MANIFEST_DIFFERS',
      /size of x\/a\.csv/,
    ],
    [
      'states another hash',
      [{ name: 'x/a.csv', sha256: 'b'.repeat(64) }],
      'MANIFEST_DIFFERS',
      /SHA-256 of x\/a\.csv/,
    ],
  ])('are refused when a manifest %s', (_what, files, code, message) => {
    const plan = () => planned([file('x/a.csv'), file('y/a.csv')], found('m.json', { files }));
    expect(plan).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  it.each([
    ['m.json', '{"errors":[]}'],
    ['m.json', '{"files":[]}'],
    ['m.json', '{"files":[5]}'],
    ['m.json', '{'],
    ['manifest.txt', '# nothing'],
  ])('know no manifest in %s with %s', (path, text) => {
    expect(readManifest(path, text)).toBeUndefined();
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { billFiles } from './bill-files';

describe('files to import', () => {
  let root: string;

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'bills-'));
    mkdirSync(join(root, 'data/BILLING_PERIOD=2026-05'), { recursive: true });
    mkdirSync(join(root, 'data/_delta_log'));
    mkdirSync(join(root, 'empty'));
    for (const path of [
      'a.csv',
      'notes.txt',
      'data/BILLING_PERIOD=2026-05/x-1.csv.gz',
      'data/BILLING_PERIOD=2026-05/x-2.snappy.parquet',
      'data/x-Manifest.json',
      'b.csv.zst',
      '._a.csv',
      'data/_delta_log/10.checkpoint.parquet',
    ]) {
      writeFileSync(join(root, path), 'x');
    }
  });

  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const names = async (paths: string[], together = false) =>
    (await billFiles(paths, together)).map((group) =>
      group.map(({ folder, name }) => (folder ? `${folder}/${name}` : name)),
    );

  it('are each an import of its own', async () => {
    expect(await names([join(root, 'a.csv'), join(root, 'notes.txt')])).toEqual([
      ['a.csv'],
      ['notes.txt'],
    ]);
  });

  it('are one import when they are to appear together', async () => {
    expect(await names([join(root, 'a.csv'), join(root, 'notes.txt')], true)).toEqual([
      ['a.csv', 'notes.txt'],
    ]);
  });

  it('of a folder are its bills and manifests with their places', async () => {
    expect(await names([root])).toEqual([
      [
        'a.csv',
        'b.csv.zst',
        'data/BILLING_PERIOD=2026-05/x-1.csv.gz',
        'data/BILLING_PERIOD=2026-05/x-2.snappy.parquet',
        'data/x-Manifest.json',
      ],
    ]);
  });

  it('are missed aloud', async () => {
    await expect(names([join(root, 'gone.csv')])).rejects.toThrow('neither a file nor a folder');
    await expect(names([join(root, 'empty')])).rejects.toThrow('no bill below');
  });
});

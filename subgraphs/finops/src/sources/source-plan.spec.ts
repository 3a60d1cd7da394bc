import { readManifest } from '../imports/bill-manifest';
import type { StoredObject } from './buckets/bucket';
import { newsOf, planSource, type SourcePart, type StoredManifest } from './source-plan';

const object = (key: string, etag = 'e', sizeBytes = 1): StoredObject => ({ key, etag, sizeBytes });

function manifest(key: string, content: object, etag?: string): StoredManifest {
  const read = readManifest(key, JSON.stringify(content));
  if (!read) throw new Error('It is no manifest.');
  return { path: key, manifest: read, object: object(key, etag) };
}
const keysOf = (imports: readonly (readonly SourcePart[])[]) =>
  imports.map((parts) => parts.map(({ objects }) => objects.map(({ key }) => key)));
const brought = (imports: readonly (readonly SourcePart[])[]) =>
  new Map(imports.flat().map(({ id, fingerprint }) => [id, fingerprint]));

describe('without manifests', () => {
  it('bills of a folder come together, and nothing else comes', () => {
    const { imports, faults } = planSource(
      [
        'a/1.csv',
        'b/3.parquet',
        'a/2.csv.gz',
        'top.CSV',
        'a/notes.txt',
        'a/x.json',
        'a/._1.csv',
        'b/_SUCCESS',
        'b/_temporary/0/part-0.csv',
        'b/_delta_log/00000000000000000010.checkpoint.parquet',
      ].map((key) => object(key)),
      [],
    );
    expect(keysOf(imports)).toEqual([
      [['a/1.csv'], ['a/2.csv.gz']],
      [['b/3.parquet']],
      [['top.CSV']],
    ]);
    expect(faults).toEqual([]);
  });

  it('only what is new or another comes again', () => {
    const before = planSource([object('a/1.csv'), object('a/2.csv')], []).imports;
    expect(newsOf(before, brought(before))).toEqual([]);
    const after = planSource(
      [object('a/1.csv'), object('a/2.csv', 'other'), object('a/3.csv'), object('b/1.csv')],
      [],
    ).imports;
    expect(keysOf(newsOf(after, brought(before)))).toEqual([
      [['a/2.csv'], ['a/3.csv']],
      [['b/1.csv']],
    ]);
  });

  it.each([
    ['another ETag', object('a.csv', 'f', 1)],
    ['another size', object('a.csv', 'e', 2)],
  ])('%s is another version of the same file', (_, other) => {
    const [[one] = []] = planSource([object('a.csv', 'e', 1)], []).imports;
    const [[two] = []] = planSource([other], []).imports;
    expect(two?.id).toBe(one?.id);
    expect(two?.fingerprint).not.toBe(one?.fingerprint);
  });

  it('too many files for one import become several', () => {
    const files = Array.from({ length: 2_001 }, (_, i) => object(`a/${i}.csv`));
    const { imports } = planSource(files, []);
    const news = newsOf(imports, new Map());
    expect(news.map(({ length }) => length)).toEqual([1000, 1000, 1]);
    const large = [1, 2, 3].map((i) => object(`a/${i}.csv`, 'e', 100 * 1024 ** 3));
    expect(newsOf(planSource(large, []).imports, new Map()).map(({ length }) => length)).toEqual([
      2, 1,
    ]);
  });

  it('a file that no import can bring is a fault, and the others come', () => {
    const { imports, faults } = planSource([object('a.csv', 'e', 2 ** 40), object('b.csv')], []);
    expect(keysOf(imports)).toEqual([[['b.csv']]]);
    expect(faults).toMatchObject([{ code: 'SOURCE_TOO_LARGE', details: { key: 'a.csv' } }]);
  });
});

describe('with manifests', () => {
  const files = ['v1/1.csv', 'v1/2.csv', 'v2/1.csv', 'stray.csv'].map((key) => object(key));
  const own = (version: string, ...names: string[]) => ({ export: 'focus', version, files: names });

  it('what the latest one names comes together with it', () => {
    const { imports } = planSource(files, [
      manifest('m1.json', own('9', 'v1/1.csv', 'v1/2.csv')),
      manifest('m2.json', own('10', 'v2/1.csv')),
    ]);
    expect(keysOf(imports)).toEqual([[['m2.json', 'v2/1.csv']]]);
  });

  it('another version is the same part of the export', () => {
    const plan = (content: object) => planSource(files, [manifest('m.json', content)]).imports;
    const [[one] = []] = plan(own('1', 'v1/1.csv', 'v1/2.csv'));
    const [[turned] = []] = plan(own('1', 'v1/2.csv', 'v1/1.csv'));
    const [[two] = []] = plan(own('2', 'v2/1.csv'));
    expect(turned).toMatchObject({ id: one?.id, fingerprint: one?.fingerprint });
    expect(two?.id).toBe(one?.id);
    expect(two?.fingerprint).not.toBe(one?.fingerprint);
  });

  it('one that names what is not there waits, and the others do not', () => {
    const { imports, faults } = planSource(files, [
      manifest('a/manifest.json', { export: 'a', files: ['v1/1.csv'] }),
      manifest('b/manifest.json', { export: 'b', files: ['v1/1.csv', 'missing.csv'] }),
    ]);
    expect(keysOf(imports)).toEqual([[['a/manifest.json', 'v1/1.csv']]]);
    expect(faults).toMatchObject([{ code: 'MANIFEST_INCOMPLETE' }]);
  });
});

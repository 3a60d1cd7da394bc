import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'graphql';
import { resolveDocumentId } from './document-id';
import { documentKey } from './document-key';
import { TrustedDocuments } from './trusted-documents';

const BODY = 'query Me {\n  me {\n    ...Name\n  }\n}\n\nfragment Name on User {\n  name\n}';

describe('the key of a document', () => {
  const key = (text: string) => documentKey(parse(text));

  it.each([
    ['layout', 'query Me { me { ...Name } } fragment Name on User { name }'],
    ['the order of definitions', 'fragment Name on User { name } query Me { me { ...Name } }'],
    [
      'what a cache adds',
      'query Me { me { __typename ...Name } } fragment Name on User { __typename name }',
    ],
    ['how a client masks', 'query Me { me { ...Name @unmask } } fragment Name on User { name }'],
  ])('does not depend on %s', (_, text) => {
    expect(key(text)).toBe(key(BODY));
  });

  it.each([
    ['another field', 'query Me { me { ...Name } } fragment Name on User { name email }'],
    ['another name', 'query You { me { ...Name } } fragment Name on User { name }'],
    ['an alias', 'query Me { i: me { ...Name } } fragment Name on User { name }'],
    [
      'another directive',
      'query Me { me { ...Name @skip(if: false) } } fragment Name on User { name }',
    ],
    [
      'an aliased __typename',
      'query Me { me { t: __typename ...Name } } fragment Name on User { name }',
    ],
    ['one more operation', `${BODY} query More { me { id } }`],
  ])('depends on %s', (_, text) => {
    expect(key(text)).not.toBe(key(BODY));
  });
});

describe('trusted documents', () => {
  const directory = mkdtempSync(join(tmpdir(), 'ai-finops-manifest-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  const write = (name: string, content: unknown): string => {
    const path = join(directory, name);
    writeFileSync(path, JSON.stringify(content));
    return path;
  };
  const manifest = (id: string, body: string) => ({
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: [{ id, name: 'Me', type: 'query', body }],
  });

  it('are those of every manifest', () => {
    const documents = TrustedDocuments.read([
      write('one.json', manifest('id-1', BODY)),
      write('two.json', manifest('id-2', '{ version }')),
    ]);
    expect(documents.has(parse(BODY))).toBe(true);
    expect(documents.has(parse('{ version }'))).toBe(true);
    expect(documents.has(parse('{ me { id } }'))).toBe(false);
    expect(documents.body('id-2')).toBe('{ version }');
  });

  it.each([
    ['no manifest', {}],
    ['a manifest of another version', { ...manifest('x', '{ a }'), version: 2 }],
    ['a document that cannot be read', manifest('x', '{')],
  ])('cannot be read from %s', (_, content) => {
    const path = write('bad.json', content);
    expect(() => TrustedDocuments.read([path])).toThrow(path);
  });

  it('can be named instead of sent', () => {
    const documents = TrustedDocuments.read([write('ids.json', manifest('abc', BODY))]);
    const resolved = (body: Record<string, unknown>) => {
      resolveDocumentId(body, documents);
      return body.query;
    };
    expect(resolved({ documentId: 'abc' })).toBe(BODY);
    expect(resolved({ documentId: 'sha256:abc' })).toBe(BODY);
    expect(resolved({ extensions: { persistedQuery: { version: 1, sha256Hash: 'abc' } } })).toBe(
      BODY,
    );
    expect(resolved({ documentId: 'abc', query: '{ mine }' })).toBe('{ mine }');
    expect(resolved({ documentId: 'other' })).toBeUndefined();
    expect(resolved({ documentId: 7 })).toBeUndefined();
    expect(() => resolveDocumentId([], documents)).not.toThrow();
  });
});

import { canonicalEmail } from './email';

describe('canonicalEmail', () => {
  it.each([
    ['test@example.com', 'test@example.com'],
    ['  Test@Example.COM ', 'test@example.com'],
    ['a.b+tag@sub.example.co.uk', 'a.b+tag@sub.example.co.uk'],
    ['demo@ai-finops.local', 'demo@ai-finops.local'],
    ['jürgen@bücher.example', 'jürgen@xn--bcher-kva.example'],
    // Composed and decomposed are the same address.
    ['ju\u0308rgen@example.com', 'jürgen@example.com'],
    ['o’brien@example.com', 'o’brien@example.com'],
  ])('brings %s to %s', (text, expected) => {
    expect(canonicalEmail(text)).toBe(expected);
    expect(canonicalEmail(expected)).toBe(expected);
  });

  it.each([
    '',
    'test',
    '@example.com',
    'test@',
    'test@localhost',
    'a@b@example.com',
    'te st@example.com',
    '.test@example.com',
    'te..st@example.com',
    'test.@example.com',
    'test@exam ple.com',
    'test@-example.com',
    'test@example..com',
    'test@ex%61mple.com',
    'test@example.com/path',
    'test\0@example.com',
    'test\r\n@example.com',
    'test\ud800@example.com',
    '"test"@example.com',
    `${'a'.repeat(65)}@example.com`,
    `test@${'a'.repeat(64)}.com`,
    `test@${'a.'.repeat(130)}com`,
  ])('refuses %j', (text) => {
    expect(canonicalEmail(text)).toBeUndefined();
  });
});

import { apiKeyHash, apiKeyHint, isApiKey, looksLikeApiKey, newApiKey } from './api-key';

describe('API keys', () => {
  it('are one word with a prefix, and do not repeat', () => {
    const keys = Array.from({ length: 1_000 }, newApiKey);
    expect(new Set(keys).size).toBe(1_000);
    for (const key of keys) {
      expect(key).toMatch(/^aifo_[0-9A-Za-z]{49}$/);
      expect(isApiKey(key)).toBe(true);
    }
  });

  it('are random in every character', () => {
    const keys = Array.from({ length: 2_000 }, newApiKey);
    for (let i = 5; i < 54; i += 1) {
      expect(new Set(keys.map((key) => key[i])).size).toBeGreaterThan(i === 48 ? 3 : 50);
    }
  });

  it.each<[string, (key: string) => string]>([
    ['one character is another', (key) => key.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'))],
    [
      'a character of the secret is another',
      (key) => key.replace(/^aifo_(.)/, (_, c) => `aifo_${c === '1' ? '2' : '1'}`),
    ],
    ['it is cut off', (key) => key.slice(0, -1)],
    ['it is longer', (key) => `${key}0`],
    ['the case is another', (key) => key.toLowerCase()],
    ['a line break follows', (key) => `${key}\n`],
    ['the prefix is missing', (key) => key.slice(5)],
    ['there is nothing', () => ''],
  ])('are told from what is none: %s', (_, change) => {
    expect(isApiKey(change(newApiKey()))).toBe(false);
  });

  it('are recognised by their prefix alone, so that a mistyped one is refused as a key', () => {
    expect(looksLikeApiKey('aifo_x')).toBe(true);
    expect(looksLikeApiKey('eyJhbGciOiJIUzI1NiJ9.e30.x')).toBe(false);
  });

  it('are kept as SHA-256, with their beginning to tell them apart by', () => {
    const key = newApiKey();
    expect(apiKeyHash('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(key.startsWith(apiKeyHint(key))).toBe(true);
    expect(apiKeyHint(key)).toHaveLength(11);
  });
});

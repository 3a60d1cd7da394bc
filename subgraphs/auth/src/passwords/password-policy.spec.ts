import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCommonPassword } from './common-passwords';
import { passwordFault } from './password-policy';

const EMAIL = 'test.person@example.com';

describe('passwordFault', () => {
  it.each([
    ['the documentation’s example', 'Test123456'],
    ['exactly 8 characters', 'k7#mQ2zp'],
    ['spaces at both ends', '  two words  '],
    ['letters alone', 'correcthorsebattery'],
    ['256 characters', 'ab'.repeat(128)],
    ['64 characters of four bytes', '🔑'.repeat(64)],
    ['256 characters of four bytes', '🔑'.repeat(256)],
    ['NUL', 'before\0after'],
    ['other scripts', 'пароль-пароль'],
    ['a common password with more to it', 'password-of-mine'],
  ])('takes %s', (_, password) => {
    expect(passwordFault(password, EMAIL)).toBeUndefined();
  });

  it.each([
    ['7 characters', 'k7#mQ2z', /at least 8/],
    ['7 characters of four bytes', '🔑'.repeat(7), /at least 8/],
    ['257 characters', 'x'.repeat(257), /at most 256/],
    ['a common password', 'password1', /tries first/],
    ['a common password in capitals', 'PASSWORD123', /tries first/],
    ['a keyboard walk', '1qaz2wsx', /tries first/],
    ['one’s own address', 'Test.Person@Example.com', /too easy to guess/],
    ['what stands before the @', 'test.person', /too easy to guess/],
    ['the product', 'AI FinOps', /too easy to guess/],
  ])('refuses %s', (_, password, reason) => {
    expect(passwordFault(password, EMAIL)).toMatch(reason);
  });

  it('knows more than 3000 common passwords that are long enough, each once', () => {
    const file = join(__dirname, '../../data/common-passwords.txt');
    const list = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(new Set(list).size).toBe(list.length);
    expect(list.length).toBeGreaterThan(3_000);
    for (const password of list) {
      if (password.length < 8 || password !== password.toLowerCase()) {
        throw new Error(`${password} is too short to be set, or is not in lower case.`);
      }
    }
    expect(isCommonPassword('Test123456')).toBe(false);
  });
});

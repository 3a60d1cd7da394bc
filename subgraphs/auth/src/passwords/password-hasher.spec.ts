import { performance } from 'node:perf_hooks';
import bcrypt from 'bcrypt';
import { PasswordHasher } from './password-hasher';

const pepper = 'pepper-of-this-test-0123456789abcdef';
const hasher = new PasswordHasher({ pepper, cost: 10 });

describe('PasswordHasher', () => {
  it('verifies what it hashed, and marks how', async () => {
    const stored = await hasher.hash('Test123456');
    expect(stored).toMatch(/^hmac-sha384\$2b\$10\$[./A-Za-z0-9]{53}$/);
    expect(await hasher.verify('Test123456', stored)).toBe(true);
    expect(await hasher.hash('Test123456')).not.toBe(stored);
  });

  const long = 'x'.repeat(100);
  it.each([
    ['another case', 'Test123456', 'test123456'],
    ['a blank at the end', 'Test123456', 'Test123456 '],
    ['a difference after 72 bytes', `${long}a`, `${long}b`],
    ['a difference after NUL', 'before\0one', 'before\0two'],
    ['composed and decomposed letters', 'zo\u00eb-zo\u00eb', 'zoe\u0308-zoe\u0308'],
  ])('takes passwords exactly as received: %s', async (_, password, other) => {
    const stored = await hasher.hash(password);
    expect(await hasher.verify(password, stored)).toBe(true);
    expect(await hasher.verify(other, stored)).toBe(false);
  });

  it('needs the pepper', async () => {
    const stored = await hasher.hash('Test123456');
    const other = new PasswordHasher({ pepper: `${pepper}x`, cost: 10 });
    expect(await other.verify('Test123456', stored)).toBe(false);
  });

  it('verifies a plain bcrypt hash from before, and calls it outdated', async () => {
    const stored = await bcrypt.hash('Test123456', 10);
    expect(await hasher.verify('Test123456', stored)).toBe(true);
    expect(await hasher.verify('Test12345', stored)).toBe(false);
    expect(hasher.isOutdated(stored)).toBe(true);
  });

  it('calls a hash of a lower cost outdated', async () => {
    const stored = await hasher.hash('Test123456');
    expect(hasher.isOutdated(stored)).toBe(false);
    expect(new PasswordHasher({ pepper, cost: 11 }).isOutdated(stored)).toBe(true);
  });

  it('takes as long for an account that is not there', async () => {
    const stored = await hasher.hash('Test123456');
    const time = async (against: string | null): Promise<number> => {
      const start = performance.now();
      expect(await hasher.verify('wrong password', against)).toBe(false);
      return performance.now() - start;
    };
    const [known, unknown] = [await time(stored), await time(null)];
    // A look-up alone would take less than a hundredth of it.
    expect(unknown).toBeGreaterThan(known / 4);
  });
});

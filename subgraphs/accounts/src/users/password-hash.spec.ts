import { passwordHashSchema } from './password-hash';

const tail = 'a'.repeat(53);

describe('passwordHashSchema', () => {
  it.each([`$2b$12$${tail}`, `$2a$10$${tail}`, `$2y$31$${tail}`, `hmac-sha384$2b$12$${tail}`])(
    'takes %s',
    (hash) => {
      expect(passwordHashSchema.safeParse(hash).success).toBe(true);
    },
  );

  it.each([
    'Test123456',
    '',
    `$2b$09$${tail}`,
    `$2b$32$${tail}`,
    `$2x$12$${tail}`,
    `$2b$12$${tail}a`,
    `$2b$12$${tail.slice(1)}`,
    `$2b$12$${tail}\n`,
    `sha1$2b$12$${tail}`,
    ` $2b$12$${tail}`,
  ])('refuses %j without repeating it', (text) => {
    const parsed = passwordHashSchema.safeParse(text);
    expect(parsed.success).toBe(false);
    if (text) expect(parsed.error?.message).not.toContain(text);
  });
});

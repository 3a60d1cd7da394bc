import { temporaryPassword } from './temporary-password';

describe('a temporary password', () => {
  it('has 24 unmistakable letters and digits in groups', () => {
    const password = temporaryPassword();
    expect(password).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){5}[0-9a-hjkmnp-tv-z]{4}$/);
  });

  it('never comes twice, and uses every letter of its alphabet', () => {
    const passwords = Array.from({ length: 500 }, temporaryPassword);
    expect(new Set(passwords).size).toBe(500);
    expect(new Set(passwords.join('').replaceAll('-', '')).size).toBe(32);
  });
});

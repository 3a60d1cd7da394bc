import { linkToken } from './link-token';

describe('a mailed link on the command line', () => {
  it.each([
    ['https://finops.example/reset-password?token=abc_-1', 'abc_-1'],
    ['http://localhost:3003/confirm-email?x=1&token=abc', 'abc'],
    [' abc ', 'abc'],
    ['https://finops.example/reset-password', 'https://finops.example/reset-password'],
  ])('%j is the token %j', (text, token) => {
    expect(linkToken(text)).toBe(token);
  });
});

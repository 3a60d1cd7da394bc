import { loginPath, safeNext } from './safe-next';

describe('the page after signing in', () => {
  it.each([
    '/',
    '/assistant',
    '/assistant/abc?x=1#y',
    '/?metric=BILLED_COST&from=2026-01-01&filter=REGION_ID:IN:eu%2Cwest',
  ])('may be %s', (next) => expect(safeNext(next)).toBe(next));

  it.each([
    undefined,
    null,
    '',
    'assistant',
    'https://evil.example',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\/evil.example',
    '/\t/evil.example',
    '/\n//evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    'javascript:alert(1)',
    '/api/graphql',
    '/login?next=/',
    '/register',
  ])('is the start page for %j', (next) => expect(safeNext(next)).toBe('/'));

  it('is named by the address of the login page', () => {
    expect(loginPath('/')).toBe('/login');
    expect(loginPath('/assistant?a=1')).toBe('/login?next=%2Fassistant%3Fa%3D1');
    expect(loginPath('//evil.example')).toBe('/login');
  });
});

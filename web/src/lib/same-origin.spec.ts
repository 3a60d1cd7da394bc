import { isSameOrigin } from './same-origin';

const own = {
  'x-ai-finops-web': '1',
  'sec-fetch-site': 'same-origin',
  origin: 'https://finops.example.com',
  host: 'web:3003',
};
const allowed = (headers: Record<string, string>) =>
  isSameOrigin(new Headers(headers), 'https://finops.example.com');
const without = (name: keyof typeof own) =>
  Object.fromEntries(Object.entries(own).filter(([key]) => key !== name));

describe('a request of the app itself', () => {
  it('comes from the configured origin, or from the host that it asks', () => {
    expect(allowed(own)).toBe(true);
    expect(allowed({ ...own, origin: 'http://localhost:3003', host: 'localhost:3003' })).toBe(true);
    expect(allowed(without('sec-fetch-site'))).toBe(true);
  });

  it.each([
    ['lacks the own header', without('x-ai-finops-web')],
    ['names no origin', without('origin')],
    ['has an opaque origin', { ...own, origin: 'null' }],
    ['comes from a foreign page', { ...own, origin: 'https://evil.example' }],
    ['comes from a sibling domain', { ...own, origin: 'https://x.finops.example.com' }],
    ['is called cross-site by the browser', { ...own, 'sec-fetch-site': 'cross-site' }],
    ['is called same-site by the browser', { ...own, 'sec-fetch-site': 'same-site' }],
  ])('is not one that %s', (_, headers) => expect(allowed(headers)).toBe(false));
});

import { encodingFor } from './compression';

describe('the encoding of an answer', () => {
  it.each([
    [undefined, null],
    ['', null],
    ['identity', null],
    ['deflate', null],
    ['gzip', 'gzip'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip;q=1.0, br;q=0.5', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['*', 'br'],
    ['*;q=0', null],
    ['gzip;q=0, *', 'br'],
    ['identity;q=0.5, gzip;q=0.1', null],
    ['GZIP ; q=0.8', 'gzip'],
    ['br;q=2, gzip;q=nonsense', null],
  ])('for %j is %j', (header, encoding) => {
    expect(encodingFor(header)).toBe(encoding);
  });
});

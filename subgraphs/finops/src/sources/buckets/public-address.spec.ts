import { isPublicAddress, NOT_PUBLIC, publicLookup } from './public-address';

describe('a public address', () => {
  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '52.216.0.1',
    '172.15.255.255',
    '172.32.0.1',
    '100.63.255.255',
    '100.128.0.1',
    '2606:4700:4700::1111',
    '2a00:1450:4001:800::200e',
    '2001:4860:4860::8888',
  ])('is %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    '0.0.0.0',
    '10.255.255.255',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.0.2.1',
    '192.168.1.1',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.9',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '3fff::1',
    'fc00::1',
    'fd12:3456:789a::1',
    'fe80::1',
    'fec0::1',
    'ff02::1',
    'localhost',
    '',
    '127.1',
  ])('is not %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it('is what a connection gets when a name is looked up, and nothing else', async () => {
    const error = await new Promise((resolve) =>
      publicLookup('localhost', { all: true }, (fault) => resolve(fault)),
    );
    expect(error).toMatchObject({ code: NOT_PUBLIC });
    const literal = await new Promise((resolve) =>
      publicLookup('1.1.1.1', {}, (fault, address, family) => resolve({ fault, address, family })),
    );
    expect(literal).toEqual({ fault: null, address: '1.1.1.1', family: 4 });
  });
});

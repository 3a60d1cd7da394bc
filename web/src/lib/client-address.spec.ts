import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clientAddress, establishClientAddresses, trustedList } from './client-address';

const trusted = trustedList(['10.0.0.0/8', '::1']);
const of = (peer: string, forwarded?: string) => clientAddress(peer, forwarded, trusted);

describe('the address of a client', () => {
  it.each([
    ['of a direct client', of('203.0.113.9'), '203.0.113.9'],
    ['of a direct client that lies', of('203.0.113.9', '1.2.3.4'), '203.0.113.9'],
    ['behind a trusted proxy', of('10.0.0.1', '203.0.113.9'), '203.0.113.9'],
    ['behind two', of('::1', '198.51.100.7, 203.0.113.9, 10.1.1.1'), '203.0.113.9'],
    ['as IPv4 in IPv6', of('::ffff:10.0.0.1', '203.0.113.9'), '203.0.113.9'],
    ['of a trusted proxy itself', of('10.0.0.1'), '10.0.0.1'],
    ['when a proxy passes on nonsense', of('10.0.0.1', 'unknown'), '10.0.0.1'],
  ])('is right %s', (_, address, expected) => expect(address).toBe(expected));

  it('is refused as a proxy when it is none', () => {
    expect(() => trustedList(['everybody'])).toThrow();
  });

  it('replaces what the client says of itself before a handler reads it', async () => {
    establishClientAddresses([]);
    const server = createServer((request, response) => {
      response.end(request.headers['x-forwarded-for']);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}`, {
      headers: { 'x-forwarded-for': '1.2.3.4' },
    });
    expect(await answer.text()).toBe('127.0.0.1');
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
});

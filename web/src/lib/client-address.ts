import diagnostics from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

const HEADER = 'x-forwarded-for';

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

/** Throws on what is neither an address nor a network. */
export function trustedList(proxies: readonly string[]): BlockList {
  const list = new BlockList();
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/');
    if (bits === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(bits), familyOf(address));
  }
  return list;
}

const plain = (address: string): string => address.trim().replace(/^::ffff:(?=\d+\.)/, '');

/** The address of the client: the first one, seen from here, that is not a trusted proxy's. */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  trusted: BlockList,
): string | undefined {
  const chain = [...(forwardedFor ?? '').split(','), peer ?? ''].map(plain);
  for (let i = chain.length - 1; i >= 0; i -= 1) {
    const address = chain[i] ?? '';
    if (isIP(address) === 0) return i === chain.length - 1 ? undefined : plain(chain[i + 1] ?? '');
    if (i === 0 || !trusted.check(address, familyOf(address))) return address;
  }
  return undefined;
}

/**
 * Next believes any X-Forwarded-For, so every client could choose the address by which the gateway
 * counts attempts to sign in. Node tells of each request before a handler sees it: here the header
 * becomes what is known.
 */
export function establishClientAddresses(proxies: readonly string[]): void {
  const trusted = trustedList(proxies);
  diagnostics.subscribe('http.server.request.start', (message) => {
    const { request } = message as { readonly request: IncomingMessage };
    const forwarded = request.headers[HEADER];
    const address = clientAddress(
      request.socket.remoteAddress,
      Array.isArray(forwarded) ? forwarded.join(',') : forwarded,
      trusted,
    );
    if (address === undefined) delete request.headers[HEADER];
    else request.headers[HEADER] = address;
  });
}

import { isIPv4, isIPv6 } from 'node:net';

/** How many of the eight groups of an IPv6 address its network has: whoever has one address has a /64. */
const NETWORK_GROUPS = 4;

/**
 * What one client cannot change about where it comes from: its IPv4 address, or the /64 network of its
 * IPv6 address. Whoever has no known address shares one source.
 */
export function sourceOf(ip: string | null): string {
  const address = (ip ?? '').replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return 'unknown';
  // The URL parser knows every way to write an address, and has one.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - groups.length - rest.length;
  const all = [...groups, ...Array<string>(zeros).fill('0'), ...rest];
  return `${all.slice(0, NETWORK_GROUPS).join(':')}::/64`;
}

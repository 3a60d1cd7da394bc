import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/**
 * IPv4 that no public host has, by the IANA registry of special-purpose addresses (RFC 6890 and later): this
 * host, private networks, shared space of carriers, loopback, link-local (where clouds serve the credentials of
 * their machines), protocol assignments, documentation, 6to4 relays, benchmarks, multicast, reserved.
 */
const SPECIAL_4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

/** Within 2000::/3, the only public part: Teredo, ORCHID, documentation, and 6to4, which hides an IPv4. */
const SPECIAL_6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

const special = new BlockList();
for (const [network, prefix] of SPECIAL_4) special.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of SPECIAL_6) special.addSubnet(network, prefix, 'ipv6');

const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');

/** True for an address that a host on the internet may have. An IPv4 in IPv6's clothes is none. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !special.check(address, 'ipv4');
  return family === 6 && global6.check(address, 'ipv6') && !special.check(address, 'ipv6');
}

/** Code of the error that a connection ends with where {@link publicLookup} refuses its address. */
export const NOT_PUBLIC = 'ERR_ADDRESS_NOT_PUBLIC';

/**
 * Looks a name up for a connection that is being made, and refuses it when any of its addresses is not public.
 * The connection goes to the addresses that were checked: a name cannot be another host a moment later.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  const all: LookupOptions & { all: true } = { ...options, all: true };
  lookup(hostname, all, (error, addresses: LookupAddress[]) => {
    if (error) return callback(error, '', 0);
    const [first] = addresses;
    if (!first || !addresses.every(({ address }) => isPublicAddress(address))) {
      return callback(
        Object.assign(new Error('not a public address'), { code: NOT_PUBLIC }),
        '',
        0,
      );
    }
    if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

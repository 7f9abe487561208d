import { BlockList, isIP } from 'node:net';

/**
 * IPv4 networks that are not of the public internet, and one address of a cloud that is reached from its machines alone.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const NOT_PUBLIC_4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Link-local: the metadata of most clouds is here.
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  // Multicast, and all that is reserved behind it.
  ['224.0.0.0', 3],
  // What Azure tells its virtual machines about themselves.
  ['168.63.129.16', 32],
] as const;

/** The part of IPv6 that is handed out. What embeds an IPv4 address, such as IPv4-mapped and NAT64, lies outside of it. */
const GLOBAL_UNICAST = ['2000::', 3] as const;

/**
 * The parts of it that are not public, or lead to an IPv4 address that stands in them (Teredo, 6to4).
 *
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const NOT_PUBLIC_6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

const notPublic4 = new BlockList();
for (const [network, bits] of NOT_PUBLIC_4) notPublic4.addSubnet(network, bits, 'ipv4');

const global6 = new BlockList();
global6.addSubnet(...GLOBAL_UNICAST, 'ipv6');

const notPublic6 = new BlockList();
for (const [network, bits] of NOT_PUBLIC_6) notPublic6.addSubnet(network, bits, 'ipv6');

/** Whether an IP address is one of the public internet. What is no address is not. @param address without brackets */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !notPublic4.check(address, 'ipv4');
    case 6:
      // A zone (`fe80::1%eth0`) names a network of this machine.
      return !address.includes('%') && global6.check(address, 'ipv6') && !notPublic6.check(address, 'ipv6');
    default:
      return false;
  }
}

/** Where a request comes from: the socket says it, and `X-Forwarded-For` only where a trusted proxy wrote it. */
import { BlockList, isIP, isIPv4 } from 'node:net';
import { plainAddress } from '@keep/service-kit/address-group';

export type TrustedProxies = (address: string) => boolean;

/** `list` holds addresses and CIDR ranges. Throws a RangeError that names the entry that is neither. */
export function trustedProxies(list: readonly string[]): TrustedProxies {
  if (list.length === 0) return () => false;
  const trusted = new BlockList();
  for (const entry of list) {
    const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? [];
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    const bits = Number(prefix ?? 0);
    if (isIP(address) === 0 || bits > (family === 'ipv4' ? 32 : 128))
      throw new RangeError(`${entry} is neither an address nor a range`);
    if (prefix === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, bits, family);
  }
  return address => trusted.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

/** The nearest address that no trusted proxy has. What stands left of it anybody may have written. */
export function clientAddress(socketAddress: string, forwardedFor: string | undefined, trusts: TrustedProxies): string {
  let address = plainAddress(socketAddress);
  if (forwardedFor === undefined || !trusts(address)) return address;
  for (const hop of forwardedFor.split(',').toReversed()) {
    const next = plainAddress(hop.trim());
    if (isIP(next) === 0) return address;
    address = next;
    if (!trusts(address)) return address;
  }
  return address;
}

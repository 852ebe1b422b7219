/** What limits count a client by: an IPv4 address, or the 64 bits of an IPv6 network. */
import { isIPv4, isIPv6 } from 'node:net';

/** `::ffff:192.0.2.1` is how a dual-stack socket writes 192.0.2.1. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && isIPv4(address.slice(7)) ? address.slice(7) : address;
}

/** An IPv6 network of 64 bits is one customer, and its addresses are free to choose. */
export function addressGroup(address: string): string {
  const plain = plainAddress(address);
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const left = head.split(':').filter(Boolean);
  const right = tail?.split(':').filter(Boolean) ?? [];
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array<string>(Math.max(0, zeros)).fill('0'), ...right].slice(0, 4).join(':');
}

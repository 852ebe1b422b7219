import { expect, it } from 'vitest';
import { addressGroup } from './address-group.ts';

it('counts a client by its IPv4 address, however a socket writes it', () => {
  expect(addressGroup('192.0.2.1')).toBe('192.0.2.1');
  expect(addressGroup('::ffff:192.0.2.1')).toBe('192.0.2.1');
});

it('counts a client by the network of 64 bits where it is IPv6', () => {
  expect(addressGroup('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2');
  expect(addressGroup('2001:db8::1')).toBe('2001:db8:0:0');
  expect(addressGroup('::1')).toBe('0:0:0:0');
});

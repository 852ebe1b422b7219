import { expect, test } from 'vitest';
import { readNatsAddress } from './nats-address.ts';

test.each(['http://localhost', 'nats://', 'nats:///x', ''])('refuses %j', address => {
  expect(() => readNatsAddress(address)).toThrow('KEEP_NATS_URL');
});

test('never repeats a password', () => {
  expect(() => readNatsAddress('http://me:secret@localhost')).not.toThrow('secret');
});

test.each([
  ['nats://localhost:4222', { servers: ['localhost:4222'] }],
  ['localhost', { servers: ['localhost'] }],
  ['nats://a:4222, b:4223', { servers: ['a:4222', 'b:4223'] }],
  ['nats://me:s%40fe@a', { servers: ['a'], user: 'me', pass: 's@fe' }],
  ['nats://token@a', { servers: ['a'], token: 'token' }],
  ['tls://a:4222', { servers: ['a:4222'], tls: {} }],
])('reads %s', (address, expected) => {
  expect(readNatsAddress(address)).toEqual(expected);
});

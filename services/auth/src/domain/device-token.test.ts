import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newDeviceToken, readDeviceToken } from './device-token.ts';

const key = randomBytes(32);
const owner = { id: 'ada', resets: 0 };
const id = randomBytes(16);
const token = newDeviceToken(owner, id, key);

test('names the device to the account that it was made for', () => {
  expect(readDeviceToken(token, owner, key)).toBe(id.toString('hex'));
});

test('is nothing to another account, after a reset, and to another server', () => {
  expect(readDeviceToken(token, { ...owner, id: 'eve' }, key)).toBeUndefined();
  expect(readDeviceToken(token, { ...owner, resets: 1 }, key)).toBeUndefined();
  expect(readDeviceToken(token, owner, randomBytes(32))).toBeUndefined();
});

test('is nothing with any character changed, and neither is any other text', () => {
  fc.assert(
    fc.property(fc.nat(42), fc.constantFrom('A', 'z', '_', '=', ' '), (index, character) => {
      const changed = token.slice(0, index) + character + token.slice(index + 1);
      fc.pre(changed !== token);
      expect(readDeviceToken(changed, owner, key)).toBeUndefined();
    }),
  );
  fc.assert(fc.property(fc.string(), text => readDeviceToken(text, owner, key) === undefined));
});

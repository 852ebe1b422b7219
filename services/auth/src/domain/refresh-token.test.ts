import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstRefreshToken, readRefreshToken, successorOf } from './refresh-token.ts';

const key = randomBytes(32);
const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map(array => Buffer.from(array));
const tokens = fc.tuple(fc.uuid(), bytes(32)).map(([id, secret]) => firstRefreshToken(id, secret, key));

test('reads every token that was made here, and every successor', () => {
  fc.assert(
    fc.property(tokens, token => {
      expect(readRefreshToken(token.text, key)).toEqual(token);
      const successor = successorOf(token, key);
      expect(readRefreshToken(successor.text, key)).toEqual(successor);
      expect(successor.sessionId).toBe(token.sessionId);
    }),
  );
});

test('gives a token one successor, and no two tokens the same', () => {
  fc.assert(
    fc.property(tokens, tokens, (one, other) => {
      expect(successorOf(one, key)).toEqual(successorOf(one, key));
      fc.pre(one.text !== other.text);
      expect(successorOf(one, key).text).not.toBe(successorOf(other, key).text);
    }),
  );
});

test('refuses a token with any character changed, and one of another server', () => {
  fc.assert(
    fc.property(tokens, fc.nat(85), fc.constantFrom('A', 'z', '_', '=', ' '), (token, index, character) => {
      const changed = token.text.slice(0, index) + character + token.text.slice(index + 1);
      fc.pre(changed !== token.text);
      expect(readRefreshToken(changed, key)).toBeUndefined();
      expect(readRefreshToken(token.text, randomBytes(32))).toBeUndefined();
    }),
  );
});

test('refuses whatever else comes', () => {
  fc.assert(fc.property(fc.string(), text => readRefreshToken(text, key) === undefined));
  expect(readRefreshToken(undefined, key)).toBeUndefined();
});

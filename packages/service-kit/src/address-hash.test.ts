import { expect, test } from 'vitest';
import { addressHashOf } from './address-hash.ts';

test('is the SHA-256 of the address in hex, as the contract says', () => {
  // printf 'ada@example.org' | sha256sum
  expect(addressHashOf('ada@example.org')).toBe('cfe00dde46ef942601ffafb9e2825e802858b460e586b8305b344c1eb826357d');
});

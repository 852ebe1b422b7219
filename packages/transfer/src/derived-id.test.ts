import { createHash } from 'node:crypto';
import { uuid } from '@keep/contracts/ids';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivedId } from './derived-id.ts';
import { sha256 } from './sha256.ts';

describe('sha256', () => {
  it('gives the digest that Node gives, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
        expect(Buffer.from(sha256(bytes)).toString('hex')).toBe(createHash('sha256').update(bytes).digest('hex'));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a derived id', () => {
  it('is a lower-case UUID of version 8', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), parts => {
        const id = derivedId(...parts);
        expect(uuid.parse(id)).toBe(id);
        expect(id[14]).toBe('8');
        expect('89ab').toContain(id[19]);
      }),
    );
  });

  it('is the same for the same parts and another for others, however they are cut', () => {
    expect(derivedId('a', 'b')).toBe(derivedId('a', 'b'));
    expect(derivedId('a', 'b')).not.toBe(derivedId('ab'));
    expect(derivedId('a', null)).not.toBe(derivedId('a', 'null'));
  });
});

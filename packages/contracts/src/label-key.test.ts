import fc from 'fast-check';
import { expect, it } from 'vitest';
import { labelKey } from './label-key.ts';

it('is another key for another name', () => {
  expect(new Set(['Work', 'Works', 'Café', 'Cafe', 'W ork'].map(labelKey)).size).toBe(5);
});

it('is one key for one name, in any case and composition', () => {
  expect(labelKey('CAFE\u0301')).toBe(labelKey('café'));
  expect(labelKey('ﬁne')).toBe('fine');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), name => {
      expect(labelKey(name.normalize('NFD'))).toBe(labelKey(name.normalize('NFC')));
    }),
  );
});

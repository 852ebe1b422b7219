import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneLine, splitText, storable } from './text.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 200 });

describe('splitText', () => {
  it('loses nothing, keeps to the limit, and never cuts a character in two', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 40 }), (text, limit) => {
        const pieces = splitText(text, limit);
        expect(pieces.join('')).toBe(text);
        expect(pieces.every(piece => piece.length <= limit)).toBe(true);
        expect(pieces.flatMap(piece => Array.from(piece))).toEqual(Array.from(text));
      }),
    );
  });

  it('cuts after a space that is near the limit', () => {
    expect(splitText('one two three', 9)).toEqual(['one two ', 'three']);
  });

  it('gives one empty piece for an empty text', () => {
    expect(splitText('', 10)).toEqual(['']);
  });
});

describe('storable', () => {
  it('replaces U+0000 and lone surrogates, and nothing else', () => {
    expect(storable('a\0b\uD800c\uDC00d😀')).toBe('a\uFFFDb\uFFFDc\uFFFDd😀');
    fc.assert(
      fc.property(
        anyText.filter(text => !text.includes('\0')),
        text => {
          expect(storable(text)).toBe(text);
        },
      ),
    );
  });
});

describe('oneLine', () => {
  it('makes one space of each line break', () => {
    expect(oneLine('a\r\nb\nc\u2028d\n\ne')).toBe('a b c d  e');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Line, tokenize } from './tokenize.ts';

const joined = (lines: readonly Line[]) =>
  lines.map(({ tokens }) => tokens.map(({ text }) => text).join('')).join('\n');
const piece = fc.constantFrom(
  '**',
  '*',
  '_',
  '__',
  '~~',
  '`',
  '# ',
  '- ',
  '- [ ] ',
  '- [x] ',
  '1. ',
  ' ',
  '\n',
  'milk',
  'https://a.example/b).',
  'mailto:a@b.c',
  '<b>',
  '\t',
  'é',
  '👩‍👩‍👧',
);

describe('light Markdown', () => {
  it('loses nothing: the tokens joined are the source', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }).map(pieces => pieces.join('')),
        source => {
          expect(joined(tokenize(source))).toBe(source);
        },
      ),
      { numRuns: 3_000 },
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), source => {
        expect(joined(tokenize(source))).toBe(source);
      }),
    );
  });

  it('knows headings, items, ticked items and emphasis', () => {
    expect(tokenize('## Soup').map(({ kind, level }) => [kind, level])).toEqual([['heading', 2]]);
    expect(tokenize('- a\n  - b\n- [x] c\n2. d').map(({ kind, level }) => [kind, level])).toEqual([
      ['bullet', 0],
      ['bullet', 1],
      ['done', 0],
      ['numbered', 0],
    ]);
    expect(tokenize('a **b *c* d** e')[0]?.tokens).toContainEqual({
      type: 'text',
      text: 'c',
      marks: ['bold', 'italic'],
    });
  });

  it('takes no word apart at an underscore, and no multiplication for emphasis', () => {
    expect(tokenize('snake_case_name')[0]?.tokens).toEqual([{ type: 'text', text: 'snake_case_name', marks: [] }]);
    expect(tokenize('2 * 3 * 4')[0]?.tokens).toEqual([{ type: 'text', text: '2 * 3 * 4', marks: [] }]);
  });

  it('links http, https and mailto alone, without the full stop after them', () => {
    const links = (text: string) =>
      tokenize(text).flatMap(({ tokens }) => tokens.flatMap(token => (token.type === 'link' ? [token.href] : [])));
    expect(links('see https://a.example/b?c=1. or mailto:x@y.z')).toEqual(['https://a.example/b?c=1', 'mailto:x@y.z']);
    expect(links('javascript:alert(1) data:text/html,x ftp://a.example')).toEqual([]);
  });

  it('takes a bounded time for hostile texts', () => {
    const started = performance.now();
    for (const text of [
      '*'.repeat(20_000),
      '_a'.repeat(20_000),
      '**a'.repeat(20_000),
      '`'.repeat(20_000),
      '~~ a'.repeat(10_000),
    ])
      tokenize(text);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

/** What holds for every merge of whole notes; examples of single merges are beside the code. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdit } from '../src/apply-edit.ts';
import { diffEdit } from '../src/diff-edit.ts';
import { merge } from '../src/merge.ts';
import type { Writing } from '../src/writing.ts';
import { isSound, typed, typings } from './random-typing.ts';

const numRuns = Number(process.env['MERGE_RUNS'] ?? 300) * 5;
const timeout = 20_000 + numRuns * 5;

const item = (number: number, parent?: number) => ({
  id: `item-${number}`,
  text: `thing${number}`,
  checked: false,
  parentId: parent === undefined ? null : `item-${parent}`,
  position: `${100 + number}`,
});
const base: Writing = {
  kind: 'list',
  title: 'start',
  body: 'one two three\nfour',
  items: [item(1), item(2, 1), item(3, 2), item(4), item(5, 4), item(6)],
};

/** The base after what somebody typed, with words that begin with `name`. */
const after = (name: string): fc.Arbitrary<Writing> =>
  fc
    .array(fc.tuple(fc.constantFrom(...typings), fc.nat(255)), { maxLength: 12 })
    .map(steps => steps.reduce((writing, [typing, at], index) => typed(writing, typing, at, `${name}${index}`), base));

describe('the smallest edit', { timeout }, () => {
  it('makes of one writing the other', () => {
    fc.assert(
      fc.property(after('a'), after('b'), (one, other) => {
        expect(applyEdit(one, diffEdit(one, other) ?? {})).toEqual(other);
      }),
      { numRuns },
    );
  });
});

describe('a merge', { timeout }, () => {
  it('is the plain effect of the edit where nobody else changed anything', () => {
    fc.assert(
      fc.property(after('a'), mine => {
        const edit = diffEdit(base, mine) ?? {};
        expect(merge({ base, current: base, edit })).toEqual({ writing: mine, merged: [], kept: [] });
      }),
      { numRuns },
    );
  });

  it('has sound items, on whatever base', () => {
    fc.assert(
      fc.property(after('a'), after('b'), after('c'), fc.boolean(), (current, mine, other, isExactBase) => {
        const edit = diffEdit(isExactBase ? base : other, mine) ?? {};
        expect(isSound(merge({ base, current, edit, isExactBase }).writing.items)).toBe(true);
      }),
      { numRuns },
    );
  });

  it('of an edit that comes again changes none of the texts that it wrote', () => {
    fc.assert(
      fc.property(after('a'), after('b'), (current, mine) => {
        const edit = diffEdit(base, mine) ?? {};
        const written = new Set(edit.items?.upsert.map(({ id }) => id));
        const textsOf = ({ items }: Writing) => items.filter(({ id }) => written.has(id)).map(({ text }) => text);
        const once = merge({ base, current, edit }).writing;
        expect(textsOf(merge({ base, current: once, edit }).writing)).toEqual(textsOf(once));
      }),
      { numRuns },
    );
  });
});

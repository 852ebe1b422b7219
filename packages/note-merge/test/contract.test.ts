/** The package imports no contract, so that it needs nothing; here its types are held against the contract's. */
import { type EditNoteBody, type NoteOnTheWire, noteLimits } from '@keep/contracts/notes-http';
import { expect, expectTypeOf, it } from 'vitest';
import type { RevisedWriting, SentEdit } from '../src/draft.ts';
import { mergeLimits } from '../src/limits.ts';
import { type Edit, type Item, ITEM_LEVELS, type Writing } from '../src/writing.ts';

it('takes and gives what the contract has', () => {
  expectTypeOf<EditNoteBody>().toExtend<Edit>();
  expectTypeOf<SentEdit['edit']>().toExtend<EditNoteBody>();
  expectTypeOf<NoteOnTheWire>().toExtend<RevisedWriting>();
  expectTypeOf<Writing>().toEqualTypeOf<Pick<NoteOnTheWire, 'kind' | 'title' | 'body' | 'items'>>();
  expectTypeOf<Item>().toEqualTypeOf<NoteOnTheWire['items'][number]>();
});

it('lets a merge be twice as large as a note', () => {
  expect(mergeLimits).toEqual({
    body: 2 * noteLimits.body,
    itemText: 2 * noteLimits.itemText,
    items: 2 * noteLimits.items,
  });
  expect(ITEM_LEVELS).toBe(noteLimits.itemLevels);
});

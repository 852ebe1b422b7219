/** The package imports no contract, so that it needs nothing; here its types are held against the contract's. */
import {
  createNoteBody, type EditNoteBody, editNoteBody, item, type NoteOnTheWire, noteLimits, writtenFields,
} from '@keep/contracts/notes-http'; // prettier-ignore
import { expect, expectTypeOf, it } from 'vitest';
import type { RevisedWriting, SentEdit } from '../src/draft.ts';
import { mergeLimits } from '../src/limits.ts';
import { type Edit, fieldNames, type Item, ITEM_LEVELS, itemFieldNames, type Writing } from '../src/writing.ts';

it('takes and gives what the contract has', () => {
  expectTypeOf<EditNoteBody>().toExtend<Edit>();
  expectTypeOf<SentEdit['edit']>().toExtend<EditNoteBody>();
  expectTypeOf<NoteOnTheWire>().toExtend<RevisedWriting>();
  expectTypeOf<Writing>().toEqualTypeOf<Pick<NoteOnTheWire, keyof typeof writtenFields>>();
  expectTypeOf<Item>().toEqualTypeOf<NoteOnTheWire['items'][number]>();
});

it('knows every written field of the contract, and the contract lets each be written', () => {
  const names = (shape: object) => Object.keys(shape).sort();
  expect(names(writtenFields)).toEqual(fieldNames.toSorted());
  expect(names(item.shape)).toEqual(['id', ...itemFieldNames].sort());
  expect(names(editNoteBody.shape)).toEqual(['baseRevision', ...fieldNames].sort());
  expect(names(editNoteBody.shape.items.unwrap().shape.upsert.unwrap().element.shape)).toEqual(names(item.shape));
  expect(names(createNoteBody.shape)).toEqual(expect.arrayContaining([...fieldNames]));
  expect(names(createNoteBody.shape.items.unwrap().element.shape)).toEqual(names(item.shape));
});

it('lets a merge be twice as large as a note', () => {
  expect(mergeLimits).toEqual({
    body: 2 * noteLimits.body,
    itemText: 2 * noteLimits.itemText,
    items: 2 * noteLimits.items,
  });
  expect(ITEM_LEVELS).toBe(noteLimits.itemLevels);
});

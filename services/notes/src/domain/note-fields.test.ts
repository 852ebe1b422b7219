/** A new field of a note fails here, or does not compile, until each rule has an entry for it: docs/how-to/add-a-field.md. */
import { noteSnapshot } from '@keep/contracts/notes-events';
import { item, note, placement } from '@keep/contracts/notes-http';
import { fieldNames, itemFieldNames } from '@keep/note-merge/writing';
import { describe, expect, it } from 'vitest';
import { eventFieldNames, managedFields, placementFields } from './note-fields.ts';
import { newerFields } from './stored-text.ts';

const names = (fields: object) => Object.keys(fields).sort();
const without = (all: readonly string[], some: readonly string[]) => all.filter(name => !some.includes(name)).sort();

/** As every stored note has them. This list never grows. */
const firstFields = {
  note: ['kind', 'title', 'body', 'items', 'id', 'attachments', 'ownerId', 'members', 'revision', 'createdAt', 'updatedAt', 'updatedBy', 'trashedAt'],
  item: ['id', 'text', 'checked', 'parentId', 'position'],
  placement: ['pinned', 'archived', 'color', 'labelIds', 'position', 'reminder'],
}; // prettier-ignore

describe('every field of a note', () => {
  it('is written or managed, or is the placement', () => {
    expect(names(note.shape)).toEqual([...fieldNames, ...Object.keys(managedFields), 'placement'].sort());
  });

  it('is known where it is the item’s or the placement’s', () => {
    expect(names(item.shape)).toEqual(['id', ...itemFieldNames].sort());
    expect(names(placement.shape)).toEqual(names(placementFields));
  });

  it('is in the content of events where the event’s contract has it, and only there', () => {
    expect(names(noteSnapshot.shape.content.shape)).toEqual(eventFieldNames.toSorted());
  });

  it('has a default where it is newer than stored notes', () => {
    const { written, managed, item: items, placement: placements } = newerFields;
    expect(names({ ...written, ...managed })).toEqual(without(names(note.shape), [...firstFields.note, 'placement']));
    expect(names(items)).toEqual(without(names(item.shape), firstFields.item));
    expect(names(placements)).toEqual(without(names(placement.shape), firstFields.placement));
  });

  it('has a name of its own where it is newer, since texts are searched for it', () => {
    const own = names(newerFields.item).concat(names({ ...newerFields.written, ...newerFields.managed }));
    expect(new Set(own).size).toBe(own.length);
    expect(own.filter(name => firstFields.item.includes(name) || firstFields.note.includes(name))).toEqual([]);
  });
});

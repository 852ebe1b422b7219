import { noteLimits } from '@keep/contracts/notes-http';
import { writingOf } from '@keep/note-merge/writing';
import { newId } from '@keep/service-kit/unique-id';
import { describe, expect, it } from 'vitest';
import { assertFitsEvent, edited } from './edit.ts';
import { roomInEvent } from './event-room.ts';
import { bytesOf, newNote } from './new-note.ts';
import { changed } from './changed.ts';
import type { StoredNote } from './note.ts';
import { firstPlacement } from './placement.ts';

const now = new Date('2026-01-01T00:00:00.000Z');
const owner = newId();

function noteWith(items: number, length: number): StoredNote {
  return newNote({
    id: newId(),
    ownerId: owner,
    version: 1,
    written: {
      kind: 'list',
      title: '',
      body: '',
      items: Array.from({ length: items }, (_, index) => ({
        id: newId(), text: 'x'.repeat(length), checked: false, parentId: null, position: `${10_000 + index}`,
      })), // prettier-ignore
    },
    placement: firstPlacement(now),
    createdAt: now,
    updatedAt: now,
    importId: null,
    creationFingerprint: '',
  });
}

describe('an edit of a note that a merge made too large', () => {
  const many = noteWith(noteLimits.items + 50, 1);
  const large = noteWith(300, 1_000);
  const remove = (note: StoredNote, count: number) => note.content.items.slice(0, count).map(({ id }) => id);
  const add = { id: newId(), text: 'one more' };

  it('is refused when it makes it larger', () => {
    expect(bytesOf(large.content)).toBeGreaterThan(noteLimits.noteBytes);
    const adding = { baseRevision: 1, items: { upsert: [add], remove: [] } };
    expect(() => edited(large, adding)).toThrow(expect.objectContaining({ code: 'note-too-large' }));
    expect(() => edited(many, adding)).toThrow(expect.objectContaining({ code: 'invalid-body' }));
  });

  it('may make it smaller, though it stays too large', () => {
    const shrunk = (note: StoredNote) =>
      edited(note, { baseRevision: 1, items: { upsert: [add], remove: remove(note, 2) } }).written;
    expect(shrunk(large).items).toHaveLength(299);
    expect(shrunk(many).items).toHaveLength(noteLimits.items + 49);
  });
});

describe('what was written before', () => {
  it('does not come back into a note in which no event could carry it any more', () => {
    const note = noteWith(1, 1);
    const arrivals = new Map(Array.from({ length: 40 }, () => [newId(), { ...firstPlacement(now), labelIds: Array.from({ length: 100 }, newId) }] as const)); // prettier-ignore
    const members = [...arrivals.keys()].map(userId => ({
      id: newId(), email: 'e', addressHash: newId(), role: 'viewer' as const, userId, invited: null,
      acceptedAt: '', declinedAt: null, openedAt: null, name: null,
    })); // prettier-ignore
    const shared = changed(note, owner, { members, arrivals });
    const old = { ...writingOf(note.content), body: 'x'.repeat(roomInEvent(shared)) };
    expect(() => assertFitsEvent(old, shared)).toThrow(expect.objectContaining({ code: 'note-too-large' }));
    expect(() => assertFitsEvent(old, note)).not.toThrow();
  });
});

import { EVENT_LIMIT } from '@keep/contracts/event-envelope';
import { noteEdited } from '@keep/contracts/notes-events';
import { noteLimits } from '@keep/contracts/notes-http';
import { newId } from '@keep/service-kit/unique-id';
import { describe, expect, it } from 'vitest';
import { noteEvent } from '../use-cases/note-event.ts';
import { labelRoomFaults, roomInEvent } from './event-room.ts';
import { type Member } from './member.ts';
import { bytesOf, newNote } from './new-note.ts';
import { changed } from './changed.ts';
import type { Placement, StoredNote } from './note.ts';

const now = new Date('2026-01-01T00:00:00.000Z');
const placementWith = (labels: number): Placement => ({
  pinned: false, archived: false, color: 'cerulean', position: 'x'.repeat(64),
  reminder: { at: now.toISOString(), timeZone: 'x'.repeat(64), repeat: 'monthly' },
  labelIds: Array.from({ length: labels }, () => newId()),
  invitation: null,
}); // prettier-ignore

/** Everything as large as it may be, `labels` on everybody's board, and as much written as there is room for. */
function largest(labels: number): StoredNote {
  const members = Array.from({ length: noteLimits.members }, (): Member => ({
    id: newId(), email: 'e', addressHash: newId(), role: 'checker', userId: newId(), invited: null,
    acceptedAt: '', declinedAt: null, openedAt: null, name: null,
  })); // prettier-ignore
  const written = { kind: 'text' as const, title: '', body: '', items: [] };
  const note = newNote({
    id: newId(), ownerId: newId(), version: 1, written, placement: placementWith(labels),
    createdAt: now, updatedAt: now, importId: null, creationFingerprint: '',
  }); // prettier-ignore
  const arrivals = new Map(members.map(({ userId }) => [userId ?? '', placementWith(labels)]));
  const shared = changed(note, note.content.ownerId, { members, arrivals });
  const body = 'x'.repeat(roomInEvent(shared) - bytesOf(written));
  return { ...shared, content: { ...shared.content, body } };
}

describe('the room in an event', () => {
  it.each([0, 1, 49])('is enough for the largest note with all its members and %i labels of each', labels => {
    const note = largest(labels);
    const before = { ...note, placements: new Map() };
    const events = [noteEvent(noteEdited, note, newId(), now), noteEvent(noteEdited, note, newId(), now, before)];
    for (const event of events) expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(EVENT_LIMIT);
  });

  it('is always enough for a note as it may be written', () => {
    expect(roomInEvent(largest(noteLimits.labelsOfAllMembers / 101))).toBeGreaterThan(noteLimits.noteBytes);
  });

  it('has none for a label more', () => {
    const note = largest(1);
    const { ownerId } = note.content;
    const more = changed(note, ownerId, { placement: placementWith(2) });
    expect(labelRoomFaults('/p', note, more)).toMatchObject([{ pointer: '/p' }]);
    expect(labelRoomFaults('/p', more, note)).toEqual([]);
  });
});

/** The event that tells of a change of a note: the whole note at its new version. */
import type { EventContract, EventEnvelope } from '@keep/contracts/event-envelope';
import { noteDeleted, type noteSnapshot } from '@keep/contracts/notes-events';
import { picked } from '@keep/note-merge/writing';
import { makeEvent } from '@keep/service-kit/make-event';
import type { Member } from '../domain/member.ts';
import { eventFieldNames } from '../domain/note-fields.ts';
import { readersOf, type StoredNote } from '../domain/note.ts';

const SOURCE = 'keep/notes';

/** `previous` is the note before this change. */
export function noteEvent(
  contract: EventContract<typeof noteSnapshot>,
  note: StoredNote,
  changedBy: string,
  now: Date,
  previous?: StoredNote,
): EventEnvelope {
  const { content, version, placements, members } = note;
  const { id: noteId, ownerId } = content;
  const readers = readersOf(note);
  const formerReaderIds = previous ? readersOf(previous).filter(userId => !readers.includes(userId)) : [];
  return makeEvent(
    contract,
    ownerId,
    {
      noteId,
      ownerId,
      version,
      changedBy,
      content: picked(content, eventFieldNames),
      placements: Object.fromEntries(
        [...placements].flatMap(([userId, { placement }]) => (readers.includes(userId) ? [[userId, placement]] : [])),
      ),
      members: knownMembers(members),
      ...(version !== note.contentVersion && {
        changedFor: readers.filter(id => placements.get(id)?.version === version),
      }),
      ...(formerReaderIds.length > 0 && { formerReaderIds }),
    },
    { source: SOURCE, now },
  );
}

/** Those of whom an account is known; nobody else can be told of without their address. */
function knownMembers(members: readonly Member[]) {
  return members.flatMap(({ userId, role }) => (userId === null ? [] : [{ userId, role }]));
}

export function noteDeletedEvent(note: StoredNote, changedBy: string, now: Date): EventEnvelope {
  return makeEvent(noteDeleted, note.content.ownerId, deletion(note, changedBy), { source: SOURCE, now });
}

/** As nobody's own: what belongs to the erased owner is purged, before those may have read it who lost the note. */
export function noteErasedEvent(note: StoredNote, changedBy: string, now: Date): EventEnvelope {
  return makeEvent(noteDeleted, null, deletion(note, changedBy), { source: SOURCE, now });
}

/** Its version is one later than the note's last. */
function deletion({ content: { id: noteId, ownerId }, version, placements }: StoredNote, changedBy: string) {
  return { noteId, ownerId, version: version + 1, changedBy, readerIds: [...placements.keys()] };
}

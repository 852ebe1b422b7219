/** The event that tells of a change of a note: the whole note at its new version. */
import type { EventContract, EventEnvelope } from '@keep/contracts/event-envelope';
import { noteDeleted, type noteSnapshot } from '@keep/contracts/notes-events';
import { picked } from '@keep/note-merge/writing';
import { makeEvent } from '@keep/service-kit/make-event';
import { hasAccepted, type Member } from '../domain/member.ts';
import { eventFieldNames } from '../domain/note-fields.ts';
import { isInvited, type Placement, readersOf, type StoredNote } from '../domain/note.ts';

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
  const readers = membersOf(note);
  const formerReaderIds = previous ? membersOf(previous).filter(userId => !readers.includes(userId)) : [];
  const invitedIds = toldOfInvitation(note, previous);
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
        [...placements].flatMap(([userId, { placement }]) =>
          readers.includes(userId) ? [[userId, onBoard(placement)]] : [],
        ),
      ),
      members: knownMembers(members),
      ...(version !== note.contentVersion && {
        changedFor: readers.filter(id => placements.get(id)?.version === version),
      }),
      ...(formerReaderIds.length > 0 && { formerReaderIds }),
      ...(invitedIds.length > 0 && { invitedIds }),
    },
    { source: SOURCE, now },
  );
}

/** The readers who have accepted the note. Deny first: of who has not, no consumer hears as of a reader. */
function membersOf(note: StoredNote): string[] {
  return readersOf(note).filter(userId => !isInvited(note, userId));
}

/** Those invited who see this change, and those whose invitation has ended by it without their joining. */
function toldOfInvitation(note: StoredNote, previous: StoredNote | undefined): string[] {
  const isNew = (userId: string) =>
    note.version === note.contentVersion || note.placements.get(userId)?.version === note.version;
  const [before, after] = [previous ? invitedOf(previous) : [], invitedOf(note).filter(isNew)];
  const readers = readersOf(note);
  return [...after, ...before.filter(userId => !readers.includes(userId))];
}

function invitedOf(note: StoredNote): string[] {
  return readersOf(note).filter(userId => isInvited(note, userId));
}

/** A reader's placement: one that has an invitation is told to nobody. */
function onBoard({ pinned, archived, color, labelIds, position, reminder }: Placement): Omit<Placement, 'invitation'> {
  return { pinned, archived, color, labelIds, position, reminder };
}

function knownMembers(members: readonly Member[]) {
  return members.flatMap(member => {
    const { userId, role } = member;
    return userId !== null && hasAccepted(member) ? [{ userId, role }] : [];
  });
}

export function noteDeletedEvent(note: StoredNote, changedBy: string, now: Date): EventEnvelope {
  return makeEvent(noteDeleted, note.content.ownerId, deletion(note, changedBy), { source: SOURCE, now });
}

/** As nobody's own: what belongs to the erased owner is purged, before those may have read it who lost the note. */
export function noteErasedEvent(note: StoredNote, changedBy: string, now: Date): EventEnvelope {
  return makeEvent(noteDeleted, null, deletion(note, changedBy), { source: SOURCE, now });
}

/** Its version is one later than the note's last. */
function deletion(note: StoredNote, changedBy: string) {
  const { id: noteId, ownerId } = note.content;
  const all = [...note.placements.keys()];
  const invitedIds = all.filter(userId => isInvited(note, userId));
  const readerIds = all.filter(userId => !invitedIds.includes(userId));
  return {
    noteId,
    ownerId,
    version: note.version + 1,
    changedBy,
    readerIds,
    ...(invitedIds.length > 0 && { invitedIds }),
  };
}

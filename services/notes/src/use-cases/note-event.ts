/** The event that tells of a change of a note: the whole note at its new version. */
import type { EventContract, EventEnvelope } from '@keep/contracts/event-envelope';
import { noteDeleted, type noteSnapshot } from '@keep/contracts/notes-events';
import { makeEvent } from '@keep/service-kit/make-event';
import type { StoredNote } from '../domain/note.ts';

const SOURCE = 'keep/notes';

export function noteEvent(
  contract: EventContract<typeof noteSnapshot>,
  { content, version, placements }: StoredNote,
  changedBy: string,
  now: Date,
): EventEnvelope {
  const {
    id: noteId,
    ownerId,
    kind,
    title,
    body,
    items,
    revision,
    createdAt,
    updatedAt,
    updatedBy,
    trashedAt,
  } = content;
  return makeEvent(
    contract,
    ownerId,
    {
      noteId,
      ownerId,
      version,
      changedBy,
      content: { kind, title, body, items, revision, createdAt, updatedAt, updatedBy, trashedAt },
      placements: Object.fromEntries([...placements].map(([userId, { placement }]) => [userId, placement])),
    },
    { source: SOURCE, now },
  );
}

/** Its version is one later than the note's last. */
export function noteDeletedEvent({ content, version }: StoredNote, changedBy: string, now: Date): EventEnvelope {
  const { id: noteId, ownerId } = content;
  const data = { noteId, ownerId, version: version + 1, changedBy };
  return makeEvent(noteDeleted, ownerId, data, { source: SOURCE, now });
}

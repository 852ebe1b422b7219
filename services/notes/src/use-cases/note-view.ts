/** A note as its reader sees it, from the note as it is changed. */
import type { StoredNote } from '../domain/note.ts';
import type { NoteView } from '../ports.ts';

/** `userId` must be one of those who have the note on a board. */
export function noteView({ content, contentVersion, placements }: StoredNote, userId: string): NoteView {
  const own = placements.get(userId);
  if (!own) throw new Error(`The note ${content.id} is not on the board of ${userId}.`);
  return {
    content: JSON.stringify(content),
    placement: JSON.stringify(own.placement),
    contentVersion,
    placementVersion: own.version,
  };
}

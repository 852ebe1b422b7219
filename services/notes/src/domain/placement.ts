/** Where and how a note stands on one reader's board. */
import { type PlaceNoteBody, noteLimits } from '@keep/contracts/notes-http';
import type { FieldError } from '@keep/contracts/problem';
import type { NoteContent, Placement } from './note.ts';
import { newNotePosition } from './position.ts';

/**
 * The list that a note is in; one with a reminder is in `reminders` besides, one with members in `shared`. In the trash
 * it is `hidden` from all but its owner: in no list, and there is no such note for them.
 */
export type View = 'active' | 'archived' | 'trashed' | 'hidden';

export function viewOf(
  content: Pick<NoteContent, 'trashedAt' | 'ownerId'>,
  userId: string,
  placement: Pick<Placement, 'archived'>,
): View {
  if (content.trashedAt !== null) return userId === content.ownerId ? 'trashed' : 'hidden';
  return placement.archived ? 'archived' : 'active';
}

/** Whether it is in the list `shared`. */
export function isShared(content: Pick<NoteContent, 'trashedAt' | 'members'>): boolean {
  return content.members.length > 0 && content.trashedAt === null;
}

/** Where a note stands for whom it was shared with now. */
export function firstPlacement(now: Date): Placement {
  const position = newNotePosition(now);
  return { pinned: false, archived: false, color: 'default', labelIds: [], position, reminder: null };
}

export function placed(placement: Placement, change: PlaceNoteBody): Placement {
  return {
    pinned: change.pinned ?? placement.pinned,
    archived: change.archived ?? placement.archived,
    color: change.color ?? placement.color,
    labelIds: withLabels(placement.labelIds, change),
    position: change.position ?? placement.position,
    reminder: change.reminder === undefined ? placement.reminder : change.reminder,
  };
}

export function isSamePlacement(left: Placement, right: Placement): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** Labels that are not in `owned`, by their place in the body, and too many of them. */
export function labelFaults(pointer: string, labelIds: readonly string[], owned: ReadonlySet<string>): FieldError[] {
  return labelIds.flatMap((id, index) =>
    owned.has(id) ? [] : [{ pointer: `${pointer}/${index}`, detail: 'is no label of yours' }],
  );
}

export function labelCountFaults(pointer: string, { labelIds }: Placement): FieldError[] {
  const { labelsPerNote } = noteLimits;
  return labelIds.length > labelsPerNote ? [{ pointer, detail: `would be more than ${labelsPerNote} labels` }] : [];
}

function withLabels(labelIds: readonly string[], { addLabelIds = [], removeLabelIds = [] }: PlaceNoteBody): string[] {
  const removed = new Set(removeLabelIds);
  return [...new Set([...labelIds, ...addLabelIds])].filter(id => !removed.has(id));
}

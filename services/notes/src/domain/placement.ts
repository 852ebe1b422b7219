/** Where and how a note stands on one reader's board. */
import { type PlaceNoteBody, noteLimits } from '@keep/contracts/notes-http';
import type { FieldError } from '@keep/contracts/problem';
import { picked } from '@keep/note-merge/writing';
import { placementFields } from './note-fields.ts';
import type { NoteContent, Placement } from './note.ts';
import { newNotePosition } from './position.ts';

/**
 * Where a note is. In the trash it is `hidden` from all but its owner: there is no such note for them. `invited`: its
 * reader has an invitation to it, and no place on their board yet.
 */
export const places = ['active', 'archived', 'trashed', 'hidden', 'invited'] as const;
export type View = (typeof places)[number];

export function viewOf(
  content: Pick<NoteContent, 'trashedAt' | 'ownerId'>,
  userId: string,
  placement: Pick<Placement, 'archived' | 'invitation'>,
): View {
  if (content.trashedAt !== null) return userId === content.ownerId ? 'trashed' : 'hidden';
  if (placement.invitation !== null) return 'invited';
  return placement.archived ? 'archived' : 'active';
}

/**
 * The views whose lists it is in: where it is, and outside of the trash also as one with members or with a reminder. What
 * its reader is invited to is in the list of shared notes alone.
 */
export function viewsOf(
  content: Pick<NoteContent, 'trashedAt' | 'ownerId' | 'members'>,
  userId: string,
  placement: Pick<Placement, 'archived' | 'reminder' | 'invitation'>,
): (View | 'shared' | 'reminders')[] {
  const view = viewOf(content, userId, placement);
  if (view === 'invited') return ['shared'];
  if (content.trashedAt !== null) return [view];
  return [
    view,
    ...(content.members.length > 0 ? (['shared'] as const) : []),
    ...(placement.reminder === null ? [] : (['reminders'] as const)),
  ];
}

/** Where a note stands for whom it was shared with now. */
export function firstPlacement(now: Date): Placement {
  const position = newNotePosition(now);
  return { pinned: false, archived: false, color: 'default', labelIds: [], position, reminder: null, invitation: null };
}

export function placed(placement: Placement, change: PlaceNoteBody): Placement {
  return {
    pinned: change.pinned ?? placement.pinned,
    archived: change.archived ?? placement.archived,
    color: change.color ?? placement.color,
    labelIds: withLabels(placement.labelIds, change),
    position: change.position ?? placement.position,
    reminder: change.reminder === undefined ? placement.reminder : change.reminder,
    invitation: placement.invitation,
  };
}

/** In whichever order their fields stand: a stored one may have got a newer field as it was read. */
export function isSamePlacement(left: Placement, right: Placement): boolean {
  const fields = Object.keys(placementFields) as (keyof Placement)[];
  return JSON.stringify(picked(left, fields)) === JSON.stringify(picked(right, fields));
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

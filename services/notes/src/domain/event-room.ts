/** How large a note may be so that an event can carry it, with everybody's placement of it. */
import { EVENT_LIMIT } from '@keep/contracts/event-envelope';
import { noteLimits } from '@keep/contracts/notes-http';
import type { FieldError } from '@keep/contracts/problem';
import { bytesOf } from './new-note.ts';
import type { StoredNote } from './note.ts';

/** All that is the same in each event, and to spare. */
const REST_OF_EVENT = 4 * 1024;
/** A placement at its largest but for its labels, whose it is, and a member. */
const BYTES_OF_READER = 500;
const BYTES_OF_LABEL = 39;

/** Bytes of writing. There is always room for as many members as a note may have, so nobody is ever kept out by it. */
export function roomInEvent({ placements }: Pick<StoredNote, 'placements'>): number {
  const readers = noteLimits.members + 1;
  return EVENT_LIMIT - REST_OF_EVENT - readers * BYTES_OF_READER - countLabels(placements) * BYTES_OF_LABEL;
}

/** Labels that do not fit into an event, with those of everybody else who has the note. */
export function labelRoomFaults(pointer: string, before: StoredNote, after: StoredNote): FieldError[] {
  const { labelsOfAllMembers } = noteLimits;
  const count = countLabels(after.placements);
  if (count <= countLabels(before.placements)) return [];
  const fits = count <= labelsOfAllMembers && bytesOf(after.content) <= roomInEvent(after);
  return fits ? [] : [{ pointer, detail: `would be more labels than fit, of all members ${labelsOfAllMembers}` }];
}

function countLabels(placements: StoredNote['placements']): number {
  return Array.from(placements.values()).reduce((sum, { placement }) => sum + placement.labelIds.length, 0);
}

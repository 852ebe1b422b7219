/** Where a note stands on a board before anybody has moved it. */
import { toDigits } from '@keep/note-merge/position';

const DIGITS = 8;
const NEWEST = 62 ** DIGITS - 1;

/** Newer ones come first; found without reading any other note. */
export function newNotePosition(createdAt: Date): string {
  return toDigits(Math.min(NEWEST, Math.max(0, NEWEST - createdAt.getTime())), DIGITS);
}

/** The order of a board as one string, so that a page is one range of one index: pinned first, position, note id. */
import type { BoardPlace } from '../ports.ts';

/** Less than every character of a position, so that a position comes before those that it begins. */
const SEPARATOR = ' ';

export function boardOrder({ isPinned, position, noteId }: BoardPlace): string {
  return `${isPinned ? 0 : 1}${position}${SEPARATOR}${noteId}`;
}

/** How tall cards are: measured where they were shown, estimated where they were not. */
import type { ShownNote } from '../../data/shown-note.ts';

const LINE = 20;
const CHARACTER = 7;
const FRAME = 32;
const META = 32;
/** As the stylesheet cuts long texts. */
const LONGEST_TEXT = 260;
const MOST_ITEMS = 12;

/** Px of a card that was never shown: near enough that the scroll bar does not jump. */
export function estimatedHeight(note: ShownNote, width: number): number {
  const perLine = Math.max(10, Math.floor((width - FRAME) / CHARACTER));
  const lines = (text: string) =>
    text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / perLine)), 0);
  const title = note.title === '' ? 0 : Math.min(3, lines(note.title)) * 24 + 8;
  const body = note.body === '' ? 0 : Math.min(LONGEST_TEXT, lines(note.body) * LINE);
  const items = Math.min(MOST_ITEMS, note.items.length) * 24;
  const meta = note.placement.labelIds.length > 0 || note.members.length > 0 ? META : 0;
  return FRAME + title + body + items + meta;
}

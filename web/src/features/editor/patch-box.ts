/** Puts a text into a box so that the caret stays where the person has it. */
import { textHunks } from '@keep/note-merge/text-hunks';

type Box = HTMLTextAreaElement | HTMLInputElement;

/** Replaces what differs, from the end to the beginning; a caret outside of it keeps its place in the words. */
export function patchBox(box: Box, text: string): void {
  if (box.value === text) return;
  for (const { from, to, text: replacement } of textHunks(box.value, text).toReversed()) {
    box.setRangeText(replacement, from, to, 'preserve');
  }
}

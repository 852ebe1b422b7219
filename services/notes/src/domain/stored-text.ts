/**
 * Read migration: a note that was stored before a field was there is read with the default of the field. The texts are
 * sent as they are stored, so that a complete one is only searched for names, never parsed.
 */
import { defaultsOf, type Item, itemFields, wholeFields, type Writing } from '@keep/note-merge/writing';
import { managedFields, placementFields } from './note-fields.ts';
import type { NoteContent, Placement, WrittenContent } from './note.ts';

type Defaults = ReturnType<typeof defaultsOf>;
/** Of the fields that are newer than the first version. */
export type NewerFields = { written: Defaults; managed: Defaults; item: Defaults; placement: Defaults };

/** Every item has it, and nothing else in a content. */
const ITEM_KEY = 'text';

export const newerFields: NewerFields = {
  written: defaultsOf(wholeFields),
  managed: defaultsOf(managedFields),
  item: defaultsOf(itemFields),
  placement: defaultsOf(placementFields),
};

export const { contentText, placementText, readContent, readPlacement, readWritten } = makeStoredTexts(newerFields);

export function makeStoredTexts({ written, managed, item, placement }: NewerFields) {
  const content = { ...managed, ...written };
  const [contentKeys, itemKeys, placementKeys] = [content, item, placement].map(Object.keys) as [
    string[], string[], string[],
  ]; // prettier-ignore
  const withItems = <T extends Pick<Writing, 'items'>>(stored: T): T =>
    itemKeys.length === 0 ? stored : { ...stored, items: stored.items.map((each): Item => completed(each, item)) };
  const readContent = (text: string): NoteContent => withItems(completed(JSON.parse(text) as NoteContent, content));
  const readPlacement = (text: string): Placement => completed(JSON.parse(text) as Placement, placement);
  const hasAll = (text: string, keys: readonly string[]) => keys.every(key => text.includes(`"${key}":`));
  const allItemsHave = (text: string, key: string) => countOf(text, key) === countOf(text, ITEM_KEY);

  return {
    readContent,
    readPlacement,
    readWritten: (text: string): WrittenContent => withItems(completed(JSON.parse(text) as WrittenContent, written)),
    /** The content as it is sent. */
    contentText: (text: string): string => {
      const isComplete = hasAll(text, contentKeys) && itemKeys.every(key => allItemsHave(text, key));
      return isComplete ? text : JSON.stringify(readContent(text));
    },
    placementText: (text: string): string => (hasAll(text, placementKeys) ? text : JSON.stringify(readPlacement(text))),
  };
}

/** Defaults come after what is stored: the order of its fields, and so the text that is sent, stays the same. */
function completed<Stored extends object>(stored: Stored, defaults: Defaults): Stored {
  const missing = Object.entries(defaults).filter(([name]) => !(name in stored));
  return missing.length === 0 ? stored : { ...stored, ...Object.fromEntries(missing) };
}

/** How often it is a key; a quote within a value is escaped, so that a value never looks like a key. */
function countOf(text: string, key: string): number {
  return text.split(`"${key}":`).length - 1;
}

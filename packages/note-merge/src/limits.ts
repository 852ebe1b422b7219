/** How large a merge may become: twice what a note may be, so that no text is lost only because two people wrote at once. */
import type { Writing } from './writing.ts';

/** Of a merge, in characters (UTF-16 code units) and items; a note's own limits are half of these. */
export const mergeLimits = { body: 200_000, itemText: 2_000, items: 4_000 } as const;

/** Nothing was merged and nothing cut: the edit is refused as a whole, and its author has to shorten something. */
export class MergeTooLarge extends Error {
  readonly limit: keyof typeof mergeLimits;
  /** The item, where its text is too long. */
  readonly itemId: string | undefined;

  constructor(limit: keyof typeof mergeLimits, itemId?: string) {
    super(`a merge must not have more than ${mergeLimits[limit]} as its ${limit}`);
    this.name = 'MergeTooLarge';
    this.limit = limit;
    this.itemId = itemId;
  }
}

/** Throws `MergeTooLarge`. What was too large before may become smaller. */
export function assertWithinTwice(merged: Writing, before: Writing): void {
  if (merged.body.length > Math.max(mergeLimits.body, before.body.length)) throw new MergeTooLarge('body');
  if (merged.items.length > Math.max(mergeLimits.items, before.items.length)) throw new MergeTooLarge('items');
  const lengths = new Map(before.items.map(({ id, text }) => [id, text.length]));
  for (const { id, text } of merged.items)
    if (text.length > Math.max(mergeLimits.itemText, lengths.get(id) ?? 0)) throw new MergeTooLarge('itemText', id);
}

/** How much of a list goes into one answer: what was asked for, or less where the notes are large. */

/** Characters of notes in one answer. A hundred notes at their largest would take 45 MB, for each who asks at a time. */
const PAGE_ROOM = 1024 * 1024;

/**
 * The first of `found`, which holds one more than `limit` where there is more: as many as there is room for, but always
 * one.
 */
export function cutPage<Entry>(
  found: readonly Entry[],
  limit: number,
  lengthOf: (entry: Entry, index: number) => number,
): { shown: readonly Entry[]; hasMore: boolean } {
  let length = 0;
  const end = found.findIndex((entry, index) => {
    length += lengthOf(entry, index);
    return index >= limit || (index > 0 && length > PAGE_ROOM);
  });
  return end < 0 ? { shown: found, hasMore: false } : { shown: found.slice(0, end), hasMore: true };
}

/** What the notes of a person take up, and how much that may be: the owner of a note pays for all of its revisions. */
import { bytesOf } from './new-note.ts';
import type { StoredNote, WrittenContent } from './note.ts';

/** `bytes` are those of all revisions, of which the newest is the note itself, each as `noteLimits.noteBytes` counts. */
export type Usage = { notes: number; bytes: number };
/** What a person may have at most. */
export type Quota = Usage;

export const defaultQuota: Quota = { notes: 200_000, bytes: 1024 ** 3 };

/** Of the owner's bytes, for the revisions of one editor. */
const EDITORS_SHARE = 0.2;
/** Beyond the quota, for edits that shorten a note: each stores a revision. */
const OVERDRAFT = 1.1;

/** What `next` adds to the usage of its owner, who is the same as before or the first. */
export function addedUsage(previous: StoredNote | undefined, next: StoredNote, overruled?: WrittenContent): Usage {
  const isRevised = next.content.revision !== previous?.content.revision;
  const bytes = isRevised ? bytesOf(next.content) + (overruled ? bytesOf(overruled) : 0) : 0;
  return { notes: previous ? 0 : 1, bytes };
}

/** Whether a note comes to an owner who has no room for it. `usage` is what they have with it. */
export function isBeyond(quota: Quota, usage: Usage): boolean {
  return usage.notes > quota.notes || usage.bytes > quota.bytes;
}

/** Whether an edit has no room. `usage` is what the owner has with it, `ofEditor` what of this are revisions of the editor. */
export function isEditBeyond(
  quota: Quota,
  usage: Usage,
  ofEditor: number,
  previous: StoredNote,
  next: StoredNote,
): boolean {
  const isWithin = (bytes: number) => usage.bytes <= bytes && ofEditor <= bytes * EDITORS_SHARE;
  if (isWithin(quota.bytes)) return false;
  return lengthOf(next.content) > lengthOf(previous.content) || !isWithin(quota.bytes * OVERDRAFT);
}

/** In bytes; `true` counts as much as `false`, so that no tick and no untick makes a note longer. */
function lengthOf(written: WrittenContent): number {
  return bytesOf(written) + written.items.filter(({ checked }) => checked).length;
}

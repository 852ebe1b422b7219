/** What differs between two texts, as replacements that leave a caret elsewhere in the text where it is. */
import { align, UNMATCHED } from './align.ts';
import { type IsWeak, numberStrings } from './chunks.ts';
import { clustersOf } from './clusters.ts';
import { atLines, cutEnds } from './common-ends.ts';
import { type Effort, newEffort } from './effort.ts';
import { wordsOf } from './words.ts';

/** `text` replaces what the old text has between `from` and `to`, counted in UTF-16 code units of the old text. */
export type TextHunk = { from: number; to: number; text: string };

/**
 * The hunks that turn `from` into `to`, in the order of the text; none where the texts are equal. They do not touch each
 * other, replace no unchanged word, cut no grapheme cluster, and begin and end with what differs.
 * To apply one after the other, begin with the last, or add to each place what the hunks before it have added.
 */
export function textHunks(from: string, to: string): TextHunk[] {
  if (from === to) return [];
  const effort = newEffort();
  const { head, inner } = cutEnds([from, to], atLines);
  const [oldPieces, newPieces] = inner.map(text => piecesOf(text, effort)) as [string[], string[]];
  return hunksBetween(oldPieces, newPieces, head.length, isBlank, effort).flatMap(hunk => {
    const clusters = clustersOf(from.slice(hunk.from, hunk.to));
    return hunksBetween(clusters, clustersOf(hunk.text), hunk.from, isAnyWeak, effort);
  });
}

/** Words and the white space between them; the text as a whole where the effort does not suffice. */
function piecesOf(text: string, effort: Effort): string[] {
  const words = wordsOf(text, effort);
  return words?.flatMap(word => [word.before, word.text]).filter(piece => piece !== '') ?? [text];
}

function isBlank(piece: string): boolean {
  return piece.trim() === '';
}

/** A single character marks no place, so the result is the shortest edit. */
function isAnyWeak(): boolean {
  return true;
}

/** `offset` is the place of the first old piece. */
function hunksBetween(before: string[], after: string[], offset: number, isWeak: IsWeak, effort: Effort): TextHunk[] {
  const { numbered, weak } = numberStrings([before, after], isWeak);
  const [a, b] = numbered as [Int32Array, Int32Array];
  const partners = align(a, b, weak, effort);
  const hunks: TextHunk[] = [];
  let [from, to, next] = [offset, offset, 0];
  const close = (end: number) => {
    const text = after.slice(next, end).join('');
    if (to > from || text !== '') hunks.push({ from, to, text });
    next = end + 1;
  };
  for (const [index, piece] of before.entries()) {
    const partner = partners[index] as number;
    if (partner !== UNMATCHED) close(partner);
    to += piece.length;
    if (partner !== UNMATCHED) from = to;
  }
  close(after.length);
  return hunks;
}

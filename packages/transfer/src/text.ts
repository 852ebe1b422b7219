/** What must happen to strangers' text before Keep takes it. */

/** U+0000 and lone surrogates cannot be stored everywhere; each becomes U+FFFD, the replacement character. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').replace(/\p{Surrogate}/gu, '\uFFFD');
}

/** A title is one line: each line break becomes a space. */
export function oneLine(text: string): string {
  return text.replace(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/g, ' ');
}

/**
 * Pieces of at most `limit` UTF-16 units that joined are the text again; cut after a space where one is near,
 * and never inside a surrogate pair. At least one piece.
 */
export function splitText(text: string, limit: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > limit) {
    const cut = placeToCut(rest, limit);
    pieces.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  return [...pieces, rest];
}

function placeToCut(text: string, limit: number): number {
  const afterSpace = text.lastIndexOf(' ', limit - 1) + 1;
  if (afterSpace > limit * 0.8) return afterSpace;
  return /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(limit - 1, limit + 1)) ? limit - 1 : limit;
}

const LONGEST_MENTION = 1_000;

/** A name or address as a remark mentions it: its beginning, where it is long. */
export function clipped(text: string): string {
  return text.length <= LONGEST_MENTION ? text : `${text.slice(0, LONGEST_MENTION)}…`;
}

/** The common beginning and end of several texts, which a comparison leaves out. */

/** `head` and `tail` are common; `inner` is what each text has between them. */
export type Ends<Texts extends readonly string[]> = {
  head: string;
  tail: string;
  inner: { [index in keyof Texts]: string };
};

/** Of so many common characters at the beginning or at the end of all texts, how many may be cut off. */
export type Cut = {
  head: (texts: readonly [string, ...string[]], length: number) => number;
  tail: (texts: readonly [string, ...string[]], length: number) => number;
};

export function cutEnds<Texts extends readonly [string, ...string[]]>(texts: Texts, cut: Cut): Ends<Texts> {
  const [first, ...others] = texts;
  const start = cut.head(texts, Math.min(...others.map(other => sharedStart(first, other))));
  const room = Math.min(...texts.map(text => text.length)) - start;
  const end = cut.tail(texts, Math.min(...others.map(other => sharedEnd(first, other, room))));
  const inner = texts.map(text => text.slice(start, text.length - end));
  return { head: first.slice(0, start), tail: first.slice(first.length - end), inner: inner as Ends<Texts>['inner'] };
}

function sharedStart(left: string, right: string): number {
  const room = Math.min(left.length, right.length);
  let count = 0;
  while (count < room && left.charCodeAt(count) === right.charCodeAt(count)) count += 1;
  return count;
}

/** At most `room` characters. */
function sharedEnd(left: string, right: string, room: number): number {
  let count = 0;
  while (count < room && left.charCodeAt(left.length - 1 - count) === right.charCodeAt(right.length - 1 - count))
    count += 1;
  return count;
}

/** The head ends after a new line, the tail begins with one: whole lines are left between. */
export const atLines: Cut = {
  head: ([text], length) => (length === 0 ? 0 : text.lastIndexOf('\n', length - 1) + 1),
  tail: ([text], length) => text.length - indexOrEnd(text, text.indexOf('\n', text.length - length)),
};

/** What is left between begins with white space, and white space follows it. */
export const atSpaces: Cut = {
  head([text], length) {
    let end = length - 1;
    while (end > 0 && !isSpace(text, end)) end -= 1;
    return Math.max(0, end);
  },
  tail([text], length) {
    let start = text.length - length;
    while (start < text.length && !isSpace(text, start)) start += 1;
    return text.length - start;
  },
};

function isSpace(text: string, index: number): boolean {
  return /\s/.test(text.charAt(index));
}

function indexOrEnd(text: string, index: number): number {
  return index === -1 ? text.length : index;
}

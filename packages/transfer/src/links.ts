/** The links of a text, and when two of them are the same. Bounded: time and memory grow with the text alone. */

export type Link = {
  /** As browsers spell it. */
  href: string;
  /** The same for each spelling of the link (RFC 3986, section 6.2.2). */
  key: string;
};

/** Null for what is no whole address, and for any scheme that could do harm. */
export function safeLink(text: string): Link | null {
  if (!URL.canParse(text)) return null;
  const { protocol, href } = new URL(text);
  return ['http:', 'https:', 'mailto:'].includes(protocol) ? { href, key: keyOf(href) } : null;
}

/** `href` has one case of its host, no default port and no dot segments by now. */
function keyOf(href: string): string {
  return href
    .replace(/%[0-9a-f]{2}/gi, unreserved)
    .replace(/#$/, '')
    .replace(/\?$/, '');
}

function unreserved(triplet: string): string {
  const character = String.fromCharCode(Number.parseInt(triplet.slice(1), 16));
  return /[\w.~-]/.test(character) ? character : triplet.toUpperCase();
}

/** The keys of all links that the text names, each as a whole: with or without its scheme, and without the sentence around it. */
export function linkKeysIn(text: string): Set<string> {
  const keys = new Set<string>();
  for (const [word] of text.matchAll(/[^\s<>"]+/g)) {
    for (const address of addressesIn(word)) {
      const link = safeLink(address);
      if (link) keys.add(link.key);
    }
  }
  return keys;
}

/** What the word may mean as an address; most of it is none. */
function* addressesIn(word: string): Generator<string> {
  const starts = startsIn(word);
  const [first] = starts;
  if (first === undefined) yield* withSchemes(word);
  else yield* endings(word.slice(first));
  for (const [index, start] of starts.entries()) yield* endings(word.slice(start, starts[index + 1]));
}

/** Where links begin: an address within another link is part of that one. */
function startsIn(word: string): number[] {
  const places = [...word.matchAll(/https?:\/\/|mailto:/gi)].map(({ index }) => index);
  return places.filter((place, index) => index === 0 || /[()[\]{},;|'*。，、]/.test(word.charAt(place - 1)));
}

function* withSchemes(word: string): Generator<string> {
  const bare = word.replace(/^[([{'*]+/, '');
  if (bare.includes('@')) for (const address of endings(bare)) yield `mailto:${address}`;
  else if (bare.includes('.')) for (const address of endings(bare)) yield* [`https://${address}`, `http://${address}`];
}

const MOST_ENDINGS = 8;

/** The address, and what it is without the punctuation that may follow it. */
function* endings(address: string): Generator<string> {
  let end = address.length;
  yield address;
  for (let count = 0; count < MOST_ENDINGS && /[.,:;!?'*)\]}|。，、！？）]/.test(address.charAt(end - 1)); count += 1) {
    end -= 1;
    yield address.slice(0, end);
  }
}

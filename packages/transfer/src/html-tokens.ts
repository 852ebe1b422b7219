/**
 * Reads HTML of strangers as texts and tags, without a DOM. One pass over the text: no input makes it slow, and none makes
 * it throw. What is not understood is text, so that nothing that a person wrote is lost.
 */

export type HtmlToken =
  | { type: 'text'; text: string }
  | { type: 'open'; name: string; href: string | null; style: string }
  | { type: 'close'; name: string };

type Markup = { end: number; token: HtmlToken | null };

/** Names are in lower case; comments, scripts and style sheets are left out; character references are decoded. */
export function* htmlTokens(html: string): Generator<HtmlToken> {
  let place = 0;
  while (place < html.length) {
    const start = indexOf(html, /<(?=[a-z/!?])/gi, place);
    if (start > place) yield textOf(html, place, start);
    if (start === html.length) return;
    const markup = readMarkup(html, start);
    if (!markup) {
      // A tag that does not end is no tag.
      yield textOf(html, start, html.length);
      return;
    }
    if (markup.token) yield markup.token;
    place = markup.end;
  }
}

/** The end of the text where there is none. */
function indexOf(html: string, pattern: RegExp, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(html)?.index ?? html.length;
}

function textOf(html: string, from: number, to: number): HtmlToken {
  return { type: 'text', text: decodeReferences(html.slice(from, to)) };
}

function readMarkup(html: string, start: number): Markup | null {
  if (html.startsWith('<!--', start)) return endAfter(html, '-->', start + 4, null);
  const name = match(html, /<\/?([a-z][a-z0-9]*)/iy, start)?.[1]?.toLowerCase();
  if (name === undefined) return endAfter(html, '>', start, null);
  if (html.charAt(start + 1) === '/') return endAfter(html, '>', start, { type: 'close', name });
  const tag = readTag(html, start + 1 + name.length, name);
  if (tag && (name === 'script' || name === 'style')) return skipTo(html, name, tag.end);
  return tag;
}

function match(html: string, pattern: RegExp, place: number): RegExpExecArray | null {
  pattern.lastIndex = place;
  return pattern.exec(html);
}

function endAfter(html: string, mark: string, from: number, token: HtmlToken | null): Markup | null {
  const place = html.indexOf(mark, from);
  return place === -1 ? null : { end: place + mark.length, token };
}

function skipTo(html: string, name: string, from: number): Markup | null {
  const end = indexOf(html, name === 'script' ? /<\/script/gi : /<\/style/gi, from);
  return endAfter(html, '>', end, null);
}

const attribute = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+)))?/y;

/** From behind the name to the `>`. */
function readTag(html: string, from: number, name: string): Markup | null {
  const token = { type: 'open' as const, name, href: null as string | null, style: '' };
  let place = from;
  while (place < html.length) {
    if (html.charAt(place) === '>') return { end: place + 1, token };
    const found = match(html, attribute, place);
    if (!found) {
      place += 1;
      continue;
    }
    const [whole, attributeName = '', double, single, bare] = found;
    const value = decodeReferences(double ?? single ?? bare ?? '');
    if (attributeName.toLowerCase() === 'href') token.href ??= value;
    if (attributeName.toLowerCase() === 'style') token.style ||= value;
    place += whole.length;
  }
  return null;
}

const named: Record<string, string> = {
  amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00A0', shy: '\u00AD', hellip: '…', ndash: '–', mdash: '—',
  lsquo: '‘', rsquo: '’', sbquo: '‚', ldquo: '“', rdquo: '”', bdquo: '„', laquo: '«', raquo: '»', bull: '•', middot: '·',
  copy: '©', reg: '®', trade: '™', deg: '°', euro: '€', pound: '£', times: '×',
}; // prettier-ignore

/** References that are unknown stay as they are written. */
function decodeReferences(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return Object.hasOwn(named, name) ? (named[name] ?? whole) : whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    return isCharacter ? String.fromCodePoint(code) : '\uFFFD';
  });
}

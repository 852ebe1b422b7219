/**
 * Rich text as light Markdown: headings, bold, italic, struck text, lists and links; all else is plain text. Time and
 * memory grow with the length of the HTML alone, and elements nested deeper than `DEEPEST` bring no format of their own.
 */
import { htmlTokens, type HtmlToken } from './html-tokens.ts';
import { safeLink } from './links.ts';
import { makeMarkdownLines, type Format, type MarkdownLines, plainFormat } from './markdown-lines.ts';
import { storable } from './text.ts';

export type RichText = {
  markdown: string;
  /** The same without any format. */
  plain: string;
  /** What light Markdown has no word for, each completing "had ...". */
  lost: string[];
};

const DEEPEST = 64;

type Element = { name: string; format: Format; isBlock: boolean; linesBefore: number };
type Reader = { lines: MarkdownLines; open: Element[]; lost: Set<string> };
type Opening = Extract<HtmlToken, { type: 'open' }>;

const blocks = new Set(
  'address article aside blockquote body dd div dl dt footer form h1 h2 h3 h4 h5 h6 header html li main nav ol p pre section table td th tr ul'.split(' '),
); // prettier-ignore

/** Elements that have no content, so that nothing closes them. */
const empty = new Set('area base col embed hr input link meta param source track wbr'.split(' '));

export function readRichText(html: string): RichText {
  const reader: Reader = { lines: makeMarkdownLines(), open: [], lost: new Set() };
  for (const token of htmlTokens(html)) read(reader, token);
  closeDownTo(reader, 0);
  const { markdown, plain } = reader.lines.end();
  return { markdown: storable(markdown), plain: storable(plain), lost: [...reader.lost] };
}

function read(reader: Reader, token: HtmlToken): void {
  const { lines, open } = reader;
  if (token.type === 'text') return lines.write(token.text, formatOf(open));
  if (token.type === 'close') {
    if (blocks.has(token.name)) lines.breakLine();
    const index = open.findLastIndex(({ name }) => name === token.name);
    return index === -1 ? undefined : closeDownTo(reader, index);
  }
  if (token.name === 'br') return lines.endLine();
  if (token.name === 'img') return void reader.lost.add('pictures inside its text');
  openElement(reader, token);
}

function openElement(reader: Reader, tag: Opening): void {
  const { lines, open } = reader;
  const isBlock = blocks.has(tag.name);
  const top = open.at(-1)?.name;
  // A paragraph or list item that is not closed ends where the next block or item begins.
  if ((isBlock && top === 'p') || (tag.name === 'li' && top === 'li')) closeDownTo(reader, open.length - 1);
  if (isBlock) lines.breakLine();
  if (tag.name === 'hr') lines.endLine();
  if (open.length >= DEEPEST || empty.has(tag.name)) return;
  const format = formatWithin(formatOf(open), tag);
  if (format.isUnderlined && !format.link) reader.lost.add('underlined text');
  open.push({ name: tag.name, format, isBlock, linesBefore: lines.count() });
}

function closeDownTo({ lines, open }: Reader, index: number): void {
  for (const { name, isBlock, linesBefore } of open.splice(index).toReversed()) {
    if (isBlock) lines.breakLine();
    // An empty paragraph is a blank line.
    if (name === 'p' && lines.count() === linesBefore) lines.endLine();
  }
}

function formatOf(open: readonly Element[]): Format {
  return open.at(-1)?.format ?? plainFormat;
}

function formatWithin(format: Format, { name, href, style }: Opening): Format {
  return { ...format, ...byTag(format, name, href), ...byStyle(style) };
}

function byTag({ depth }: Format, name: string, href: string | null): Partial<Format> {
  if (name === 'b' || name === 'strong') return { isBold: true };
  if (name === 'i' || name === 'em') return { isItalic: true };
  if (name === 's' || name === 'del' || name === 'strike') return { isStruck: true };
  if (name === 'u' || name === 'ins') return { isUnderlined: true };
  if (/^h[1-6]$/.test(name)) return { heading: Number(name.charAt(1)) };
  if (name === 'ul' || name === 'ol') return { depth: depth + 1, list: { isNumbered: name === 'ol', count: 0 } };
  if (name === 'li') return { item: { isMarked: false } };
  const link = name === 'a' && href !== null ? safeLink(href) : null;
  return link ? { link: { href: link.href, isWritten: false } } : {};
}

/** Google writes bold and italic as styles. */
function byStyle(style: string): Partial<Format> {
  const format: Partial<Format> = {};
  for (const declaration of style.split(';')) {
    const [property = '', value = ''] = declaration.split(':').map(part => part.trim().toLowerCase());
    if (property === 'font-weight') format.isBold = /^bold|^[6-9]00$/.test(value);
    if (property === 'font-style') format.isItalic = value === 'italic' || value === 'oblique';
    if (!property.startsWith('text-decoration')) continue;
    if (value.includes('line-through')) format.isStruck = true;
    if (value.includes('underline')) format.isUnderlined = true;
  }
  return format;
}

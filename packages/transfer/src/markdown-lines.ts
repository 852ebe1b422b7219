/** Collects formatted pieces of text as lines, once as light Markdown and once as plain text. */

export type Format = {
  isBold: boolean;
  isItalic: boolean;
  isStruck: boolean;
  isUnderlined: boolean;
  /** 1 to 6; 0 for none. */
  heading: number;
  /** How many lists the text lies in. */
  depth: number;
  list: { isNumbered: boolean; count: number } | null;
  /** The item has its mark once, on its first line. */
  item: { isMarked: boolean } | null;
  /** The address is written once, so that the Markdown is never much longer than what it is made of. */
  link: { href: string; isWritten: boolean } | null;
};

export const plainFormat: Format = {
  isBold: false,
  isItalic: false,
  isStruck: false,
  isUnderlined: false,
  heading: 0,
  depth: 0,
  list: null,
  item: null,
  link: null,
};

export type MarkdownLines = {
  /** White space with a line break in it is one space, as browsers show it. */
  write(text: string, format: Format): void;
  endLine(): void;
  /** Ends the line where there is anything on it. */
  breakLine(): void;
  /** How many lines have ended. */
  count(): number;
  end(): { markdown: string; plain: string };
};

type Run = { text: string; format: Format };

export function makeMarkdownLines(): MarkdownLines {
  const markdown: string[] = [];
  const plain: string[] = [];
  let runs: Run[] = [];

  function write(text: string, format: Format): void {
    const flowing = text
      .replaceAll('\u00A0', ' ')
      .replace(/[\t\n\f\r ]+/g, space => (/[\n\r]/.test(space) ? ' ' : space));
    const isIndent = runs.length === 0 && /^[\t\f ]*[\n\r]/.test(text);
    const shown = isIndent ? flowing.slice(1) : flowing;
    if (shown !== '') runs.push({ text: shown, format });
  }

  function endLine(): void {
    plain.push(
      runs
        .map(({ text }) => text)
        .join('')
        .trimEnd(),
    );
    markdown.push(lineOf(runs));
    runs = [];
  }

  function breakLine(): void {
    if (runs.length > 0) endLine();
  }

  function end() {
    breakLine();
    while (plain.at(-1) === '') {
      plain.pop();
      markdown.pop();
    }
    return { markdown: markdown.join('\n'), plain: plain.join('\n') };
  }

  return { write, endLine, breakLine, count: () => plain.length, end };
}

function lineOf(runs: readonly Run[]): string {
  const first = runs.find(({ text }) => text.trim() !== '');
  if (!first) return '';
  return `${markOf(first.format)}${inline(runs)}`.trimEnd();
}

function markOf({ heading, depth, list, item }: Format): string {
  if (heading > 0) return `${'#'.repeat(heading)} `;
  if (!list || !item || item.isMarked) return '';
  item.isMarked = true;
  list.count += 1;
  const indent = '  '.repeat(Math.min(depth, 4) - 1);
  return `${indent}${list.isNumbered ? `${list.count}.` : '-'} `;
}

/** Neighbours of one format have one pair of marks. */
function inline(runs: readonly Run[]): string {
  let line = '';
  for (let from = 0, to = 0; from < runs.length; from = to) {
    const { format } = runs[from] as Run;
    let text = '';
    for (; to < runs.length && isSameFormat((runs[to] as Run).format, format); to += 1) text += (runs[to] as Run).text;
    line += marked(text, format);
  }
  return line;
}

function isSameFormat(left: Format, right: Format): boolean {
  return (
    left.isBold === right.isBold &&
    left.isItalic === right.isItalic &&
    left.isStruck === right.isStruck &&
    left.link === right.link
  );
}

/** Marks stand at words, not at the white space around them. A heading is bold by itself. */
function marked(text: string, { isBold, isItalic, isStruck, heading, link }: Format): string {
  const words = text.trim();
  if (words === '') return text;
  const start = text.length - text.trimStart().length;
  const around = [isBold && heading === 0 ? '**' : '', isItalic ? '*' : '', isStruck ? '~~' : ''].join('');
  const closing = Array.from(around).toReversed().join('');
  const inner = `${around}${words}${closing}`;
  return `${text.slice(0, start)}${link ? linked(inner, words, link) : inner}${text.slice(start + words.length)}`;
}

/** An address that is its own text needs no marks. */
function linked(inner: string, words: string, link: NonNullable<Format['link']>): string {
  const isShown = words === link.href || `${words}/` === link.href;
  if (isShown || link.isWritten) return inner;
  link.isWritten = true;
  return `[${inner}](${link.href})`;
}

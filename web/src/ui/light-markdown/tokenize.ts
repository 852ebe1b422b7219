/**
 * Light Markdown as tokens that lose nothing: joined, their texts are the source. Signs stay in the text; a token says
 * what they mean. Nothing nests but emphasis inside a line.
 */

export type Mark = 'bold' | 'italic' | 'strike' | 'code';

export type Token =
  | { type: 'text'; text: string; marks: readonly Mark[] }
  /** Characters that only mean something: `**`, `#`. */
  | { type: 'sign'; text: string }
  | { type: 'link'; text: string; href: string };

export type Line = {
  kind: 'plain' | 'heading' | 'bullet' | 'numbered' | 'todo' | 'done';
  /** 1 to 3 for a heading; how far it is indented for an item. */
  level: number;
  tokens: readonly Token[];
};

const BEGINNING = /^(?:(#{1,3} )|(\s*)([-*•] \[[ xX]\] )|(\s*)([-*•] )|(\s*)(\d{1,3}[.)] ))/;
const INLINE =
  /(\*\*|(?<!\w)__)(?=\S)([^\n]*?\S)\1|(\*|(?<!\w)_)(?=\S)([^\n*_]*?\S)\3(?!\w)|(~~)(?=\S)([^\n]*?\S)\5|(`)([^`\n]+)\7|((?:https?:\/\/|mailto:)[^\s<>"']+)/g;
/** Belongs to the sentence, not to the link before it. */
const AFTER_LINK = /[.,;:!?)\]]+$/;

export function tokenize(source: string): Line[] {
  return source.split('\n').map(line);
}

function line(text: string): Line {
  const [sign = '', heading, todoIndent, todo, bulletIndent, bullet, numberIndent, number] = BEGINNING.exec(text) ?? [];
  const tokens = [
    ...(sign === '' ? [] : [{ type: 'sign' as const, text: sign }]),
    ...inline(text.slice(sign.length), []),
  ];
  if (heading !== undefined) return { kind: 'heading', level: heading.length - 1, tokens };
  if (todo !== undefined) return { kind: /x/i.test(todo) ? 'done' : 'todo', level: depth(todoIndent), tokens };
  if (bullet !== undefined) return { kind: 'bullet', level: depth(bulletIndent), tokens };
  if (number !== undefined) return { kind: 'numbered', level: depth(numberIndent), tokens };
  return { kind: 'plain', level: 0, tokens };
}

function depth(indent = ''): number {
  return Math.min(3, Math.floor(indent.replaceAll('\t', '  ').length / 2));
}

function inline(text: string, marks: readonly Mark[]): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    pushText(tokens, text.slice(end, match.index), marks);
    tokens.push(...matched(match, marks));
    end = match.index + match[0].length;
  }
  pushText(tokens, text.slice(end), marks);
  return tokens;
}

function matched(
  [whole, bold, boldText, italic, italicText, strike, strikeText, code, codeText, url]: RegExpExecArray,
  marks: readonly Mark[],
): Token[] {
  if (url !== undefined) return link(url, marks);
  const within = (sign: string, text: string, mark: Mark): Token[] => [
    { type: 'sign', text: sign },
    ...(mark === 'code' ? [{ type: 'text' as const, text, marks: [...marks, mark] }] : inline(text, [...marks, mark])),
    { type: 'sign', text: sign },
  ];
  if (bold !== undefined && boldText !== undefined) return within(bold, boldText, 'bold');
  if (italic !== undefined && italicText !== undefined) return within(italic, italicText, 'italic');
  if (strike !== undefined && strikeText !== undefined) return within(strike, strikeText, 'strike');
  if (code !== undefined && codeText !== undefined) return within(code, codeText, 'code');
  return [{ type: 'text', text: whole, marks }];
}

function link(url: string, marks: readonly Mark[]): Token[] {
  const [after = ''] = AFTER_LINK.exec(url) ?? [];
  const href = url.slice(0, url.length - after.length);
  if (!URL.canParse(href)) return [{ type: 'text', text: url, marks }];
  return [{ type: 'link', text: href, href }, ...(after === '' ? [] : [{ type: 'text' as const, text: after, marks }])];
}

function pushText(tokens: Token[], text: string, marks: readonly Mark[]): void {
  if (text !== '') tokens.push({ type: 'text', text, marks });
}

/** A text as a list and a list as a text: the marks of light Markdown carry over what is ticked and how deep it lies. */
import { positionAfter } from '@keep/note-merge/position';
import type { Item, Writing } from '@keep/note-merge/writing';
import { rowsOf } from './checklist/item-edits.ts';

const LINE = /^(\s*)(?:[-*•](?: \[([ xX])\])?|\d{1,3}[.)])\s+(.*)$/;

/** Each line that is not empty becomes an item. */
export function asList(writing: Writing, newId: () => string): Writing {
  const above: { id: string; depth: number }[] = [];
  let position: string | undefined;
  const items = writing.body
    .split('\n')
    .filter(line => line.trim() !== '')
    .map((line): Item => {
      const [, indent = '', tick, marked] = LINE.exec(line) ?? [];
      const depth = marked === undefined ? 0 : Math.floor(indent.replaceAll('\t', '  ').length / 2);
      while ((above.at(-1)?.depth ?? -1) >= depth) above.pop();
      const parentId = above.length < 4 ? (above.at(-1)?.id ?? null) : (above[2]?.id ?? null);
      const id = newId();
      above.push({ id, depth });
      position = positionAfter(position);
      return { id, text: (marked ?? line).trim().slice(0, 1_000), checked: /x/i.test(tick ?? ''), parentId, position };
    });
  return { ...writing, kind: 'list', body: '', items };
}

/** Each item becomes a line; a list with ticked items keeps its boxes. */
export function asText(writing: Writing): Writing {
  const rows = rowsOf(writing.items);
  const hasBoxes = rows.some(({ checked }) => checked);
  const lines = rows.map(({ text, checked, level }) => {
    const box = checked ? '[x] ' : '[ ] ';
    const sign = hasBoxes || level > 0 ? `${'  '.repeat(level)}- ${hasBoxes ? box : ''}` : '';
    return sign + text;
  });
  return { ...writing, kind: 'text', body: [writing.body, ...lines].filter(line => line !== '').join('\n'), items: [] };
}

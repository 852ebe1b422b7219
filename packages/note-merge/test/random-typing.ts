/** What a person may do to a note, chosen by numbers; every word they write is there once in the world. */
import { applyEdit } from '../src/apply-edit.ts';
import { between, positionAfter } from '../src/position.ts';
import { type Item, ITEM_LEVELS, type Writing } from '../src/writing.ts';

export const typings = [
  'title', 'kind', 'add word', 'add line', 'remove word', 'remove line', 'replace word', 'split line',
  'indent line', 'trailing spaces', 'blank line',
  'add item', 'tick item', 'write item', 'extend item', 'move item', 'nest item', 'remove item',
] as const; // prettier-ignore
export type Typing = (typeof typings)[number];

/** `at` says where, `word` is new. */
export function typed(writing: Writing, typing: Typing, at: number, word: string): Writing {
  switch (typing) {
    case 'title':
      return { ...writing, title: word };
    case 'kind':
      return { ...writing, kind: writing.kind === 'text' ? 'list' : 'text' };
    default:
      return typing.endsWith('item') ? typedItem(writing, typing, at, word) : typedBody(writing, typing, at, word);
  }
}

function typedBody(writing: Writing, typing: Typing, at: number, word: string): Writing {
  const lines = writing.body.split('\n');
  const lineAt = at % lines.length;
  const words = (lines[lineAt] ?? '').split(' ').filter(Boolean);
  const wordAt = (at >> 4) % (words.length + 1);
  const replaced: Partial<Record<Typing, string[]>> = {
    'add word': [words.toSpliced(wordAt, 0, word).join(' ')],
    'add line': [words.join(' '), word],
    'remove word': [words.toSpliced(wordAt, 1).join(' ')],
    'remove line': [],
    'replace word': [words.toSpliced(wordAt, 1, word).join(' ')],
    'indent line': [`\t${lines[lineAt] ?? ''}`],
    'trailing spaces': [`${lines[lineAt] ?? ''}  `],
    'blank line': [lines[lineAt] ?? '', ''],
    'split line': [words.slice(0, wordAt).join(' '), words.slice(wordAt).join(' ')],
  };
  return { ...writing, body: lines.toSpliced(lineAt, 1, ...(replaced[typing] ?? [])).join('\n') };
}

function typedItem(writing: Writing, typing: Typing, at: number, word: string): Writing {
  const { items } = writing;
  const item = items[at % Math.max(1, items.length)];
  const other = items[(at >> 4) % Math.max(1, items.length)];
  if (typing === 'add item' || !item || !other) {
    const position = positionAfter(items.at(-1)?.position);
    return edited(writing, {
      id: `item-${word}`,
      text: word,
      checked: false,
      parentId: item?.parentId ?? null,
      position,
    });
  }
  switch (typing) {
    case 'tick item':
      return edited(writing, { ...item, checked: !item.checked });
    case 'write item':
      return edited(writing, { ...item, text: word });
    case 'extend item':
      return edited(writing, { ...item, text: `${item.text} ${word}` });
    case 'move item':
      return edited(writing, { ...item, position: between(null, other.position) ?? item.position });
    case 'nest item': {
      const nested = edited(writing, { ...item, parentId: item === other ? null : other.id });
      return isSound(nested.items) ? nested : writing;
    }
    default:
      return applyEdit(writing, { items: { upsert: [], remove: [item.id] } });
  }
}

function edited(writing: Writing, item: Item): Writing {
  return applyEdit(writing, { items: { upsert: [item], remove: [] } });
}

/** Every parent is there, nothing lies in itself or too deep, and no id is there twice. */
export function isSound(items: readonly Item[]): boolean {
  const byId = new Map(items.map(item => [item.id, item]));
  return byId.size === items.length && items.every(item => levelOf(item, byId) <= ITEM_LEVELS);
}

function levelOf(item: Item, byId: ReadonlyMap<string, Item>): number {
  let level = 1;
  for (let parentId = item.parentId; parentId !== null && level <= ITEM_LEVELS; level += 1) {
    const parent = byId.get(parentId);
    if (!parent) return Infinity;
    parentId = parent.parentId;
  }
  return level;
}

export function bodyWords({ body, items }: Writing): Set<string> {
  return new Set([body, ...items.map(({ text }) => text)].join(' ').match(/\w+/g) ?? []);
}

export function allWords(writing: Writing): Set<string> {
  return new Set([...bodyWords(writing), ...(writing.title.match(/\w+/g) ?? [])]);
}

/** A word may be there twice after a merge, and each of two people may take away one. */
export function timesIn({ title, body, items }: Writing, word: string): number {
  const words = [title, body, ...items.map(({ text }) => text)].join(' ').match(/\w+/g) ?? [];
  return words.filter(other => other === word).length;
}

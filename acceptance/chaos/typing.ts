/** Random changes of a note as its reader sees it, each with a word that nobody else says. */
import { randomUUID } from 'node:crypto';
import { inOrder, withoutItems } from '@keep/note-merge/edit-items';
import { between, positionAfter } from '@keep/note-merge/position';
import type { Item, Writing } from '@keep/note-merge/writing';
import type { Random } from './random.ts';

/** Such as `ada1n17`: no word is part of another, however texts are joined. */
const WORD = /[a-z]+\d+n\d+/g;

/** The words of a text, or of all that is in a note but its title. */
export function wordsIn(text: string): string[] {
  return text.match(WORD) ?? [];
}
export function wordsOf({ body, items }: Pick<Writing, 'body' | 'items'>): string[] {
  return wordsIn([body, ...items.map(({ text }) => text)].join('\n'));
}

/** The note after one change more; most say `word`, some take something away. */
export function typeSomething(writing: Writing, word: string, random: Random): Writing {
  return random.pick<(writing: Writing, word: string, random: Random) => Writing>([
    writeLine, writeWord, writeWord, indentLine, retitle, addItem, addItem, rewordItem, tickItem, moveItem, nestItem,
    removeItem, removeWord, removeLine,
  ])(writing, word, random); // prettier-ignore
}

function retitle(writing: Writing, word: string): Writing {
  return { ...writing, title: word };
}

function writeLine(writing: Writing, word: string, random: Random): Writing {
  const lines = writing.body.split('\n');
  return { ...writing, body: lines.toSpliced(random.below(lines.length + 1), 0, word).join('\n') };
}

function writeWord(writing: Writing, word: string, random: Random): Writing {
  return inLine(writing, random, words => words.toSpliced(random.below(words.length + 1), 0, word));
}

function indentLine(writing: Writing, _: string, random: Random): Writing {
  const lines = writing.body.split('\n');
  const at = random.below(lines.length);
  return { ...writing, body: lines.with(at, `\t${lines[at] ?? ''}`).join('\n') };
}

function removeWord(writing: Writing, _: string, random: Random): Writing {
  return inLine(writing, random, words => words.toSpliced(random.below(words.length), 1));
}

function removeLine(writing: Writing, _: string, random: Random): Writing {
  const lines = writing.body.split('\n');
  return { ...writing, body: lines.toSpliced(random.below(lines.length), 1).join('\n') };
}

function addItem(writing: Writing, word: string, random: Random): Writing {
  const item = { id: randomUUID(), text: word, checked: false, parentId: null, position: somewhere(writing, random) };
  return { ...writing, kind: 'list', items: inOrder([...writing.items, item]) };
}

function rewordItem(writing: Writing, word: string, random: Random): Writing {
  return onItem(writing, random, item => {
    const words = item.text.split(' ');
    return { ...item, text: words.toSpliced(random.below(words.length + 1), 0, word).join(' ') };
  });
}

function tickItem(writing: Writing, _: string, random: Random): Writing {
  return onItem(writing, random, item => ({ ...item, checked: !item.checked }));
}

function moveItem(writing: Writing, _: string, random: Random): Writing {
  return onItem(writing, random, item => ({ ...item, position: somewhere(writing, random) }));
}

/** Under another one at the top, if nothing is under it. */
function nestItem(writing: Writing, _: string, random: Random): Writing {
  return onItem(writing, random, item => {
    const [first, ...rest] = writing.items.filter(({ id, parentId }) => parentId === null && id !== item.id);
    const isParent = writing.items.some(({ parentId }) => parentId === item.id);
    return first && !isParent ? { ...item, parentId: random.pick([first, ...rest]).id } : item;
  });
}

function removeItem(writing: Writing, _: string, random: Random): Writing {
  const item = writing.items[random.below(writing.items.length)];
  return item ? { ...writing, items: withoutItems(writing.items, new Set([item.id])) } : writing;
}

function inLine(writing: Writing, random: Random, change: (words: string[]) => string[]): Writing {
  const lines = writing.body.split('\n');
  const index = random.below(lines.length);
  const line = change((lines[index] ?? '').split(' ')).join(' ');
  return { ...writing, body: lines.with(index, line).join('\n') };
}

function onItem(writing: Writing, random: Random, change: (item: Item) => Item): Writing {
  const index = random.below(writing.items.length);
  const item = writing.items[index];
  return item ? { ...writing, items: inOrder(writing.items.with(index, change(item))) } : writing;
}

function somewhere({ items }: Writing, random: Random): string {
  const index = random.below(items.length + 1);
  const [before, after] = [items[index - 1]?.position ?? null, items[index]?.position ?? null];
  return between(before, after) ?? positionAfter(items.at(-1)?.position);
}

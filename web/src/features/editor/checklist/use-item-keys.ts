/** What the keys do in an item. */
import { useMemo } from 'react';
import type { ClipboardEvent, KeyboardEvent } from 'react';
import type { Item } from '@keep/note-merge/writing';
import { newId } from '../../../data/new-id.ts';
import type { OpenWriting } from '../open-writing.ts';
import {
  addItems,
  changeItem,
  indentItem,
  joinWithPrevious,
  moveItem,
  outdentItem,
  type Row,
  splitItem,
} from './item-edits.ts';
import type { SetItemFocus } from './use-item-focus.ts';

type BoxEvent = KeyboardEvent<HTMLTextAreaElement>;
export type ItemKeys = ReturnType<typeof itemKeys>;

/** Safari reports the Enter that ends a composition with this code. */
const COMPOSING = 229;

export function useItemKeys(open: OpenWriting, setFocus: SetItemFocus): ItemKeys {
  return useMemo(() => itemKeys(open, setFocus), [open, setFocus]);
}

function itemKeys(open: OpenWriting, setFocus: SetItemFocus) {
  const write = (items: Item[]) => open.write({ ...open.shown(), items });

  function enter(id: string, box: HTMLTextAreaElement): void {
    const { items, focus } = splitItem(open.shown().items, id, box.selectionStart, newId());
    write(items);
    setFocus(focus, 0);
  }

  /** False where the key does what it does in any box. */
  function backspace(id: string, order: readonly Row[], box: HTMLTextAreaElement): boolean {
    if (box.selectionStart !== 0 || box.selectionEnd !== 0) return false;
    const { items } = open.shown();
    const joined = joinWithPrevious(items, id, order);
    if (!joined) return false;
    write(joined.items);
    setFocus(joined.focus, joined.at);
    return true;
  }

  function shift(id: string, isOut: boolean): void {
    const { items } = open.shown();
    write(isOut ? outdentItem(items, id) : indentItem(items, id));
  }

  /** To the row above or below, where the caret is on the first or last line of the box. */
  function cross(id: string, order: readonly Row[], box: HTMLTextAreaElement, isUp: boolean): boolean {
    const isAtEdge = isUp
      ? !box.value.slice(0, box.selectionStart).includes('\n')
      : !box.value.slice(box.selectionEnd).includes('\n');
    const next = order[order.findIndex(row => row.id === id) + (isUp ? -1 : 1)];
    if (!isAtEdge || !next || box.selectionStart !== box.selectionEnd) return false;
    setFocus(next.id, isUp ? undefined : 0);
    return true;
  }

  function move(id: string, order: readonly Row[], isUp: boolean): void {
    const index = order.findIndex(row => row.id === id);
    const row = order[index];
    const after = isUp ? order[index - 2] : order[index + 1];
    if (!row || (isUp && index === 0) || (!isUp && !after)) return;
    write(moveItem(open.shown().items, id, after?.id ?? null, row.level));
  }

  /** True where the key was used. */
  function use(id: string, order: readonly Row[], event: BoxEvent): boolean {
    const { key, shiftKey, altKey, currentTarget: box } = event;
    const isCommand = event.ctrlKey || event.metaKey;
    if (key === 'Enter' && !isCommand && !shiftKey) enter(id, box);
    else if (key === 'Backspace') return backspace(id, order, box);
    else if (key === 'Tab' && box.value !== '') shift(id, shiftKey);
    else if (isCommand && (key === ']' || key === '[')) shift(id, key === '[');
    else if (altKey && (key === 'ArrowUp' || key === 'ArrowDown')) move(id, order, key === 'ArrowUp');
    else
      return (
        !isCommand &&
        !shiftKey &&
        (key === 'ArrowUp' || key === 'ArrowDown') &&
        cross(id, order, box, key === 'ArrowUp')
      );
    return true;
  }

  return {
    whenKey(id: string, order: readonly Row[], event: BoxEvent): void {
      // The keys that an input method uses are not for the list.
      if (event.nativeEvent.isComposing || event.keyCode === COMPOSING) return;
      if (use(id, order, event)) event.preventDefault();
    },

    /** Several lines become several items. */
    whenPasted(id: string, pasted: string, event: ClipboardEvent<HTMLTextAreaElement>): void {
      const lines = pasted
        .split(/\r?\n/)
        .map(asItem)
        .filter(text => text !== '');
      if (lines.length < 2) return;
      event.preventDefault();
      const { value, selectionStart, selectionEnd } = event.currentTarget;
      const [first = '', ...rest] = lines;
      const kept = value.slice(0, selectionStart) + first;
      const tail = value.slice(selectionEnd);
      const added = rest.map((text, index) => ({ id: newId(), text: index === rest.length - 1 ? text + tail : text }));
      write(addItems(changeItem(open.shown().items, id, { text: kept }), id, added));
      const last = added.at(-1);
      if (last) setFocus(last.id, last.text.length - tail.length);
    },
  };
}

/** A line of another list, without what marks it as an item. */
function asItem(line: string): string {
  return line.replace(/^\s*(?:[-*•](?: \[[ xX]\])?|\d{1,3}[.)])\s+/, '').trim();
}

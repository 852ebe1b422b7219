import { type Item, ITEM_LEVELS } from '@keep/note-merge/writing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addItems,
  indentItem,
  joinWithPrevious,
  moveItem,
  outdentItem,
  removeItem,
  rowsOf,
  splitItem,
  tickItem,
} from './item-edits.ts';

/** `a`, `-b` (a child), `--c` (its child). */
function list(...texts: string[]): Item[] {
  const above: string[] = [];
  return texts.map((text, index) => {
    const level = /^-*/.exec(text)?.[0].length ?? 0;
    const id = text.slice(level);
    above[level] = id;
    return {
      id,
      text: id,
      checked: false,
      parentId: level === 0 ? null : (above[level - 1] ?? null),
      position: `${100 + index}`,
    };
  });
}
const shown = (items: readonly Item[]) => rowsOf(items).map(({ text, level }) => '-'.repeat(level) + text);

describe('the items of a list', () => {
  it('get a new one below by Enter at the end, above by Enter at the start, and are split in the middle', () => {
    const items = list('milk', 'bread');
    expect(shown(splitItem(items, 'milk', 4, 'n').items)).toEqual(['milk', '', 'bread']);
    expect(shown(splitItem(items, 'milk', 0, 'n').items)).toEqual(['', 'milk', 'bread']);
    expect(shown(splitItem(items, 'bread', 2, 'n').items)).toEqual(['milk', 'br', 'ead']);
    expect(splitItem(items, 'bread', 2, 'n').focus).toBe('n');
  });

  it('get a new one among the children by Enter at the end of their parent', () => {
    expect(shown(splitItem(list('fruit', '-apple'), 'fruit', 5, 'n').items)).toEqual(['fruit', '-', '-apple']);
  });

  it('are joined with the one before by Backspace at the start; children stay', () => {
    const items = list('milk', 'bread', '-rye');
    const joined = joinWithPrevious(items, 'bread', rowsOf(items));
    expect(joined && shown(joined.items)).toEqual(['milkbread', 'rye']);
    expect(joined).toMatchObject({ focus: 'milk', at: 4 });
    expect(joinWithPrevious(items, 'milk', rowsOf(items))).toBeUndefined();
  });

  it('are indented below the one before, with what lies below them, and back again', () => {
    const items = list('a', 'b', '-c');
    const indented = indentItem(items, 'b');
    expect(shown(indented)).toEqual(['a', '-b', '--c']);
    expect(shown(outdentItem(indented, 'b'))).toEqual(['a', 'b', '-c']);
    expect(shown(indentItem(items, 'a'))).toEqual(['a', 'b', '-c']);
  });

  it('are ticked together with everything below them', () => {
    expect(tickItem(list('a', '-b', '--c', 'd'), 'a', true).map(({ checked }) => checked)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('are pasted in order', () => {
    const added = ['x', 'y', 'z'].map(text => ({ id: text, text }));
    expect(shown(addItems(list('a', 'b'), 'a', added))).toEqual(['a', 'x', 'y', 'z', 'b']);
    expect(shown(addItems([], undefined, added))).toEqual(['x', 'y', 'z']);
    expect(shown(addItems(list('a'), null, added))).toEqual(['x', 'y', 'z', 'a']);
  });

  it('are moved with what lies below them', () => {
    const items = list('a', '-b', 'c', 'd');
    expect(shown(moveItem(items, 'a', 'c', 0))).toEqual(['c', 'a', '-b', 'd']);
    expect(shown(moveItem(items, 'd', 'b', 1))).toEqual(['a', '-b', '-d', 'c']);
    expect(shown(moveItem(items, 'd', null, 3))).toEqual(['d', 'a', '-b', 'c']);
    expect(shown(moveItem(items, 'a', 'b', 0))).toEqual(shown(items));
  });

  it('stay a sound tree, and lose no text, whatever keys are pressed', () => {
    const key = fc.record({
      what: fc.constantFrom('indent', 'outdent', 'move', 'split', 'join', 'remove', 'add'),
      at: fc.nat({ max: 20 }),
      to: fc.nat({ max: 20 }),
      level: fc.nat({ max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(key, { maxLength: 25 }), keys => {
        let items = list('a', '-b', '--c', 'd', '-e', 'f');
        let lost = 0;
        keys.forEach(({ what, at, to, level }, step) => {
          const rows = rowsOf(items);
          const id = rows[at % Math.max(1, rows.length)]?.id ?? '';
          const after = to % (rows.length + 1) === rows.length ? null : (rows[to % (rows.length + 1)]?.id ?? null);
          if (what === 'indent') items = indentItem(items, id);
          if (what === 'outdent') items = outdentItem(items, id);
          if (what === 'move') items = moveItem(items, id, after, level);
          if (what === 'split') items = splitItem(items, id, 1, `s${step}`).items;
          if (what === 'join') items = joinWithPrevious(items, id, rows)?.items ?? items;
          if (what === 'add') items = addItems(items, after, [{ id: `n${step}`, text: '' }]);
          if (what === 'remove') {
            lost += items.find(item => item.id === id)?.text.length ?? 0;
            items = removeItem(items, id);
          }
          const result = rowsOf(items);
          expect(result.length).toBe(items.length);
          expect(Math.max(0, ...result.map(row => row.level))).toBeLessThan(ITEM_LEVELS);
          expect(items.reduce((sum, { text }) => sum + text.length, 0)).toBe(6 - lost);
        });
      }),
      { numRuns: 500 },
    );
  });
});

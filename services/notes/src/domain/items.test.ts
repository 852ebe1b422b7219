import fc from 'fast-check';
import { editItems } from '@keep/note-merge/edit-items';
import { describe, expect, it } from 'vitest';
import { itemEditFaults, newItemFaults, newItems } from './items.ts';
import type { Item } from './note.ts';

const idOf = (index: number) => `item-${index}`;

/** Trees of up to 12 items, each under an earlier one or at the top; levels are within the limit. */
const tree = fc.array(fc.option(fc.nat(), { nil: null }), { maxLength: 12 }).map(parents => {
  const items: Item[] = [];
  for (const [index, parent] of parents.entries()) {
    const above = parent === null || index === 0 ? null : idOf(parent % index);
    const item = { id: idOf(index), text: '', checked: false, parentId: above, position: `${1000 + index}` };
    items.push(newItemFaults([...items, item]).length === 0 ? item : { ...item, parentId: null });
  }
  return items;
});

describe('items', () => {
  it('stay a sound tree whatever is removed', () => {
    fc.assert(
      fc.property(tree, fc.array(fc.nat(12)), (items, removed) => {
        const edit = { upsert: [], remove: removed.map(idOf) };
        const after = editItems(items, edit);
        expect(itemEditFaults(items, after, edit)).toEqual([]);
        expect(after.map(({ id }) => id)).toEqual(items.map(({ id }) => id).filter(id => !edit.remove.includes(id)));
      }),
    );
  });

  it('never end up inside themselves', () => {
    fc.assert(
      fc.property(tree, fc.nat(11), fc.nat(11), (items, child, parent) => {
        fc.pre(child < items.length && parent < items.length);
        const edit = { upsert: [{ id: idOf(child), parentId: idOf(parent) }], remove: [] };
        const after = editItems(items, edit);
        const byId = new Map(after.map(item => [item.id, item]));
        const isSound = after.every(item => {
          let level = 0;
          for (let current: Item | undefined = item; current && level <= 4; level += 1)
            current = byId.get(current.parentId ?? '');
          return level <= 4;
        });
        expect(itemEditFaults(items, after, edit).length === 0).toBe(isSound);
      }),
    );
  });

  it('are positioned in the order in which they were sent', () => {
    const inputs = ['a', 'b', 'c'].map(text => ({ text, checked: false, parentId: null }));
    const items = newItems(inputs, () => 'id');
    expect(items.map(({ position }) => position)).toEqual(['000100', '000200', '000300']);
  });
});

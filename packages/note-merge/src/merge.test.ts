import { describe, expect, it } from 'vitest';
import { applyEdit } from './apply-edit.ts';
import { diffEdit } from './diff-edit.ts';
import { merge } from './merge.ts';
import type { Edit, Item, Writing } from './writing.ts';

const item = (id: string, changes: Partial<Item> = {}): Item => ({
  id,
  text: id,
  checked: false,
  parentId: null,
  position: id,
  ...changes,
});
const writing = (changes: Partial<Writing> = {}): Writing => ({
  kind: 'list',
  title: 'Shopping',
  body: 'for Sunday',
  items: [item('a'), item('b'), item('c', { parentId: 'b' }), item('d')],
  ...changes,
});
const base = writing();
const changed = (edit: Edit) => applyEdit(base, edit);
const items = (upsert: NonNullable<Edit['items']>['upsert'], remove: string[] = []): Edit => ({
  items: { upsert, remove },
});
const textsOf = (list: readonly Item[]) => list.map(({ text }) => text);

describe('merge', () => {
  it('is the plain effect of the edit where nobody else changed anything', () => {
    const edit = {
      title: 'T',
      body: 'B',
      ...items(
        [
          { id: 'a', checked: true },
          { id: 'e', text: 'new' },
        ],
        ['b'],
      ),
    };
    expect(merge({ base, current: base, edit })).toEqual({ writing: changed(edit), merged: [], kept: [] });
  });

  it('keeps what others changed in other fields', () => {
    const current = changed({ title: 'Theirs' });
    expect(merge({ base, current, edit: { body: 'mine' } }).writing).toEqual({ ...current, body: 'mine' });
  });

  it('overwrites a title that both changed, and says so', () => {
    const { writing, merged, kept } = merge({ base, current: changed({ title: 'Theirs' }), edit: { title: 'Mine' } });
    expect([writing.title, merged, kept]).toEqual(['Mine', [], ['title']]);
  });

  it('leaves a title alone that the edit only repeats', () => {
    const current = changed({ title: 'Theirs' });
    expect(merge({ base, current, edit: { title: base.title } }).writing).toEqual(current);
  });

  it('says that it has combined the bodies', () => {
    const { writing, merged, kept } = merge({
      base,
      current: changed({ body: 'for Sunday noon' }),
      edit: { body: 'all for Sunday' },
    });
    expect([writing.body, merged, kept]).toEqual(['all for Sunday noon', ['body'], []]);
  });
});

describe('items that both sides changed', () => {
  it('have the text of one and the tick of the other', () => {
    const current = changed(items([{ id: 'a', checked: true }]));
    const { writing, merged } = merge({ base, current, edit: items([{ id: 'a', text: 'apples' }]) });
    expect(writing.items[0]).toEqual(item('a', { text: 'apples', checked: true }));
    expect(merged).toEqual(['items']);
  });

  it('come back with the edit where others removed them', () => {
    const current = changed(items([], ['b']));
    const { writing } = merge({ base, current, edit: items([{ id: 'b', text: 'bread' }]) });
    expect(textsOf(writing.items)).toEqual(['a', 'bread', 'c', 'd']);
  });

  it('stay where one removed them and another changed them', () => {
    const current = changed(items([{ id: 'b', text: 'bread' }]));
    const { writing } = merge({ base, current, edit: items([], ['b', 'd']) });
    expect(writing.items).toEqual([item('a'), item('b', { text: 'bread' }), item('c', { parentId: 'b' })]);
  });

  it('go where one removed them and another their parent', () => {
    const current = changed(items([], ['b']));
    const { writing } = merge({ base, current, edit: items([], ['c']) });
    expect(textsOf(writing.items)).toEqual(['a', 'd']);
  });

  it('go to the nearest surviving ancestor of a parent that is gone', () => {
    const current = changed(items([], ['c']));
    const { writing } = merge({ base, current, edit: items([{ id: 'd', parentId: 'c' }]) });
    expect(writing.items.at(-1)).toEqual(item('d', { parentId: 'b' }));
  });

  it('never end up inside each other', () => {
    const current = changed(items([{ id: 'a', parentId: 'd' }]));
    const { writing } = merge({ base, current, edit: items([{ id: 'd', parentId: 'a' }]) });
    expect(writing.items).toEqual(current.items);
  });

  it('change places in one edit', () => {
    const edit = items([
      { id: 'b', parentId: 'c' },
      { id: 'c', parentId: null },
    ]);
    expect(merge({ base, current: base, edit }).writing).toEqual(changed(edit));
  });

  it('stay within four levels', () => {
    const current = changed(
      items([
        { id: 'e', parentId: 'c' },
        { id: 'f', parentId: 'e' },
      ]),
    );
    const { writing } = merge({
      base,
      current,
      edit: items([
        { id: 'b', parentId: 'a' },
        { id: 'd', parentId: 'c' },
      ]),
    });
    expect(writing.items.find(({ id }) => id === 'b')?.parentId).toBe(null);
    expect(writing.items.find(({ id }) => id === 'd')?.parentId).toBe('c');
  });
});

describe('merge on an older base than the edit was made on', () => {
  it('takes for changed whatever the edit names', () => {
    const current = changed(items([{ id: 'a', checked: true }]));
    const edit = items([{ id: 'a', checked: false }]);
    expect(merge({ base, current, edit }).writing.items[0]?.checked).toBe(true);
    expect(merge({ base, current, edit, isExactBase: false }).writing.items[0]?.checked).toBe(false);
  });
});

describe('the smallest edit', () => {
  it('is none between equals', () => {
    expect(diffEdit(base, writing())).toBeUndefined();
  });

  it('names only what differs', () => {
    const edit = { body: 'B', ...items([{ id: 'a', checked: true }], ['b']) };
    expect(diffEdit(base, changed(edit))).toEqual(edit);
  });
});

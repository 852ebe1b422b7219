import { AppError } from '@keep/service-kit/app-error';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Edited, edited, mergedEdit } from './edit.ts';
import { itemFieldNames, wholeFieldNames } from '@keep/note-merge/writing';
import { newNote } from './new-note.ts';
import { changed } from './changed.ts';
import { revised, type WrittenContent } from './note.ts';
import { firstPlacement } from './placement.ts';
import { assertMayEdit, assertMayWrite } from './role.ts';
import { membersDelta } from './sharing.ts';

const now = new Date('2026-01-01T00:00:00.000Z');
const item = (id: string, text = `text ${id}`) => ({ id, text, checked: false, parentId: null, position: id });
const base: WrittenContent = { kind: 'list', title: 'title', body: '', items: [item('a'), item('b'), item('c')] };
/** As others have left it since: one item has another text, one is gone, one is new. */
const current: WrittenContent = { ...base, items: [item('a', 'theirs'), item('c'), item('d')] };

const list = newNote({
  id: 'n',
  ownerId: 'owner',
  version: 1,
  written: base,
  placement: firstPlacement(now),
  createdAt: now,
  updatedAt: now,
  importId: null,
  creationFingerprint: '',
});
const memberOf = (role: 'checker' | 'viewer') =>
  ({ id: role, email: role, addressHash: role, role, userId: role, invited: null, acceptedAt: '', declinedAt: null, openedAt: null, name: null }); // prettier-ignore
const shared = changed(list, 'owner', membersDelta(list, [memberOf('checker'), memberOf('viewer')], now));
const note = changed(shared, 'owner', { content: revised(shared.content, current, 'owner', now) });

const upsert = fc.record(
  {
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    text: fc.constantFrom('text a', 'theirs', 'other', ''),
    checked: fc.boolean(),
    parentId: fc.constantFrom(null, 'a', 'd'),
    position: fc.constantFrom('a', 'b', 'z'),
  },
  { requiredKeys: ['id'] },
);
const edit = fc.record(
  {
    baseRevision: fc.constantFrom(1, 2),
    title: fc.constantFrom('title', 'other'),
    body: fc.constantFrom('', 'other'),
    kind: fc.constantFrom('list' as const, 'text' as const),
    items: fc.record({ upsert: fc.array(upsert, { maxLength: 4 }), remove: fc.subarray(['a', 'b', 'd']) }),
  },
  { requiredKeys: ['baseRevision'] },
);

function isAllowed(check: () => void): boolean {
  try {
    check();
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'role-forbidden' });
    return false;
  }
}

function otherThan(value: unknown): unknown {
  if (value === 'list') return 'text';
  return typeof value === 'boolean' ? !value : `${String(value)}x`;
}

/** Undefined for an edit that does not fit together. */
function after(wanted: Parameters<typeof edited>[1]): Edited | undefined {
  try {
    return wanted.baseRevision === 2
      ? edited(note, wanted)
      : mergedEdit(note, { written: base, isExact: true }, wanted);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

describe('an edit', () => {
  it('is made by the owner, editors and checkers, and by nobody else', () => {
    const mayEdit = (userId: string) => isAllowed(() => assertMayEdit(note, userId));
    expect(['stranger', 'viewer', 'checker', 'owner'].map(mayEdit)).toEqual([false, false, true, true]);
  });

  it('of a checker changes nothing but ticks and new items, whatever it was made on', () => {
    fc.assert(
      fc.property(edit, wanted => {
        const result = after(wanted)?.written;
        if (!result || !isAllowed(() => assertMayWrite(note, 'checker', result))) return;
        const { title, body, kind, items } = result;
        expect({ title, body, kind }).toEqual({ title: 'title', body: '', kind: 'list' });
        for (const before of current.items) {
          const { checked } = items.find(({ id }) => id === before.id) ?? {};
          expect(items).toContainEqual({ ...before, checked });
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(wholeFieldNames)('of a checker does not change the %s', name => {
    const written = { ...note.content, [name]: otherThan(note.content[name]) };
    expect(isAllowed(() => assertMayWrite(note, 'owner', written))).toBe(true);
    expect(isAllowed(() => assertMayWrite(note, 'checker', written))).toBe(false);
  });

  it.each(itemFieldNames.filter(name => name !== 'checked'))('of a checker changes no %s of an item', name => {
    const items = note.content.items.map(each => ({ ...each, [name]: otherThan(each[name]) }));
    expect(isAllowed(() => assertMayWrite(note, 'checker', { ...note.content, items }))).toBe(false);
  });

  it('of a checker may tick and add whatever they like', () => {
    const ticks = fc.record({ id: fc.constantFrom('a', 'c'), checked: fc.boolean() });
    const news = fc.record({ id: fc.constantFrom('e', 'f'), text: fc.constantFrom('', 'milk') });
    const many = fc.uniqueArray(fc.oneof(ticks, news), { selector: ({ id }) => id });
    fc.assert(
      fc.property(many, fc.constantFrom(1, 2), (wanted, baseRevision) => {
        const result = after({ baseRevision, items: { upsert: wanted, remove: [] } });
        expect(result).toBeDefined();
        if (result) expect(isAllowed(() => assertMayWrite(note, 'checker', result.written))).toBe(true);
      }),
    );
  });
});

import { type EditNoteBody } from '@keep/contracts/notes-http';
import { AppError } from '@keep/service-kit/app-error';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edited } from './edit.ts';
import { newNote } from './new-note.ts';
import { changed } from './note.ts';
import { firstPlacement } from './placement.ts';
import { assertMayEdit } from './role.ts';
import { membersDelta } from './sharing.ts';

const now = new Date('2026-01-01T00:00:00.000Z');
const item = (id: string, position: string) => ({ id, text: `text ${id}`, checked: false, parentId: null, position });
const list = newNote({
  id: 'n',
  ownerId: 'owner',
  version: 1,
  written: { kind: 'list', title: 'title', body: '', items: [item('a', 'a'), item('b', 'b'), item('c', 'c')] },
  placement: firstPlacement(now),
  createdAt: now,
  updatedAt: now,
  importId: null,
  creationFingerprint: '',
});
const checker = { id: 'm', email: '', addressHash: '', role: 'checker' as const, userId: 'checker', openedAt: null, name: null }; // prettier-ignore
const note = changed(list, 'owner', membersDelta(list, [checker], now));

const upsert = fc.record(
  {
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    text: fc.constantFrom('text a', 'text b', 'other'),
    checked: fc.boolean(),
    parentId: fc.constantFrom(null, 'a', 'd'),
    position: fc.constantFrom('a', 'b', 'z'),
  },
  { requiredKeys: ['id'] },
);
const edit = fc.record(
  {
    baseRevision: fc.constant(1),
    title: fc.constantFrom('title', 'other'),
    body: fc.constantFrom('', 'other'),
    kind: fc.constantFrom('list' as const, 'text' as const),
    items: fc.record({ upsert: fc.array(upsert, { maxLength: 4 }), remove: fc.subarray(['a', 'd']) }),
  },
  { requiredKeys: ['baseRevision'] },
);

function isAllowed(userId: string, wanted: EditNoteBody): boolean {
  try {
    assertMayEdit(note, userId, wanted);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'role-forbidden' });
    return false;
  }
}

/** Undefined for an edit that does not fit together. */
function after(wanted: EditNoteBody) {
  try {
    return edited(note.content, wanted);
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

describe('an edit that a checker may make', () => {
  it('changes nothing but ticks and new items', () => {
    fc.assert(
      fc.property(edit, wanted => {
        const result = after(wanted);
        if (!result || !isAllowed('checker', wanted)) return;
        const { title, body, kind, items } = result;
        expect({ title, body, kind }).toEqual({ title: 'title', body: '', kind: 'list' });
        for (const before of note.content.items) {
          const { checked } = items.find(({ id }) => id === before.id) ?? {};
          expect(items).toContainEqual({ ...before, checked });
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('may tick and add whatever they like', () => {
    const ticks = fc.record({ id: fc.constantFrom('a', 'b', 'c'), checked: fc.boolean() });
    const news = fc.record({ id: fc.constantFrom('d', 'e'), text: fc.string(), position: fc.constantFrom('a', 'z') });
    fc.assert(
      fc.property(fc.array(fc.oneof(ticks, news)), wanted => {
        expect(isAllowed('checker', { baseRevision: 1, items: { upsert: wanted, remove: [] } })).toBe(true);
      }),
    );
  });
});

describe('an edit', () => {
  it('is nobody’s who has not the note', () => {
    expect(isAllowed('stranger', { baseRevision: 1 })).toBe(false);
    expect(isAllowed('owner', { baseRevision: 1, title: 'x' })).toBe(true);
  });
});

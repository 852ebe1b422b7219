import { expect, it } from 'vitest';
import { noteSnapshot } from './notes-events.ts';

const id = '0193b5f0-6c1e-7c3a-9d52-6a1f0c8e4b7d';
const time = '2026-01-01T00:00:00.000Z';
/** As the first version published it; it may wait in a log or an outbox for days. This text never changes. */
const first = {
  noteId: id,
  ownerId: id,
  version: 1,
  changedBy: id,
  content: {
    kind: 'list', title: 'Milk', body: '', revision: 1, createdAt: time, updatedAt: time, updatedBy: id, trashedAt: null,
    items: [{ id, text: 'oat', checked: false, parentId: null, position: '1' }],
  },
  placements: { [id]: { pinned: false, archived: false, color: 'default', labelIds: [], position: 'V', reminder: null } },
}; // prettier-ignore

it('an event of the first version is still an event', () => {
  expect(noteSnapshot.safeParse(first).error?.issues).toBeUndefined();
});

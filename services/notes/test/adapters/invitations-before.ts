/** A note as it was shared before invitations were answered, and what must have become of it. */
import { noteLimits } from '@keep/contracts/notes-http';
import { expect } from 'vitest';
import type { OpenedStore } from '../../src/ports.ts';

const member = (id: string, userId: string | null, openedAt: string | null) => ({
  id, email: `${id}@example.com`, addressHash: `hash of ${id}`, role: 'viewer', userId, openedAt, name: null,
}); // prettier-ignore
const opened = '2026-01-01T00:00:00.000Z';

/** Ada's; Bob has opened it, Eve has not, and the address of Cy is nobody's yet. */
export const sharedBefore = {
  note: { id: 'n', ownerId: 'ada', title: 'ours', trashedAt: null, members: [] },
  members: [member('b', 'bob', opened), member('e', 'eve', null), member('c', null, null)],
  people: ['ada', 'bob', 'eve'],
  placement: { pinned: false, archived: false, color: 'default', labelIds: [], position: 'V', reminder: null },
  views: ['active', 'shared'],
  invited: ['hash of c'],
};

export async function assertMigrated(store: OpenedStore): Promise<void> {
  const note = await store.notes.find('eve', 'n');
  const by = { userId: 'ada' };
  const at = expect.any(String);
  expect(note?.members).toMatchObject([
    { userId: 'bob', acceptedAt: opened, declinedAt: null, invited: { by, at } },
    { userId: 'eve', acceptedAt: null, declinedAt: null, invited: { by, at } },
    { userId: null, acceptedAt: null, declinedAt: null, invited: { by, at } },
  ]);
  expect(note?.placements.get('bob')?.placement.invitation).toBeNull();
  expect(note?.placements.get('eve')?.placement).toEqual({
    ...sharedBefore.placement,
    invitation: { by, role: 'viewer', at },
  });
  const idsIn = async (userId: string, view: 'active' | 'shared') =>
    (await store.reader.page(userId, { view }, undefined, 10)).notes.map(({ content }) => JSON.parse(content).id);
  for (const userId of ['ada', 'bob']) expect(await idsIn(userId, 'active')).toEqual(['n']);
  expect([await idsIn('eve', 'active'), await idsIn('eve', 'shared')]).toEqual([[], ['n']]);
  expect(await store.invitations.standing('bob', 'ada', 'other')).toBe('contact');
  expect(await store.invitations.standing('ada', 'bob', 'other')).toBe('contact');
  expect(await store.invitations.standing('eve', 'ada', 'other')).toBe('stranger');
  expect(await store.notes.invited('hash of c', 10)).toEqual([{ ownerId: 'ada', noteId: 'n' }]);
  expect(await store.invitations.hasRoomFor('ada', 'another')).toBe(noteLimits.unansweredInvitations > 2);
  await assertToldAnew(store, note?.version ?? 0);
}

/** Who is invited from now on learns it by the feed, at a version that they did not have. */
async function assertToldAnew(store: OpenedStore, version: number): Promise<void> {
  expect(version).toBeGreaterThan(7);
  const since = (count: number) => ({ seq: count, began: 0, labels: 0 });
  expect((await store.feed.page('eve', since(5), 10))?.entries).toMatchObject([{ noteId: 'n', version }]);
  expect((await store.feed.page('bob', since(4), 10))?.entries).toEqual([]);
}

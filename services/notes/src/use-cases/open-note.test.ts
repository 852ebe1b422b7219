import type { Actor } from '@keep/service-kit/actor';
import { notFound, unavailable } from '@keep/service-kit/app-error';
import { systemClock } from '@keep/service-kit/clock';
import { newId } from '@keep/service-kit/unique-id';
import { describe, expect, it } from 'vitest';
import type { Member } from '../domain/member.ts';
import type { ReadNote } from '../ports.ts';
import { makeOpenNote } from './open-note.ts';

const actor: Actor = { userId: newId(), sessionId: newId(), use: 'session', scopes: [], name: 'Ada', expiresAt: 0 };
const member: Member = {
  id: newId(), email: 'ada@example.com', addressHash: 'h', role: 'viewer', userId: actor.userId, invited: null,
  acceptedAt: '2026-01-01T00:00:00.000Z', declinedAt: null, openedAt: null, name: null,
}; // prettier-ignore
const read = (...members: Member[]): ReadNote => ({
  content: '{}', placement: '{}', contentVersion: 1, placementVersion: 1, ownerId: 'owner', members, authors: [],
}); // prettier-ignore
const opening = (error: Error) => makeOpenNote({ clock: systemClock, changeNote: () => Promise.reject(error) });

describe('opening a note', () => {
  it('is a 404 when it is gone meanwhile', async () => {
    await expect(opening(notFound())(actor, newId(), read(member))).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('shows what was read when it cannot be written', async () => {
    const note = read(member);
    expect(await opening(unavailable('The disk is full.'))(actor, newId(), note)).toBe(note);
  });

  it('writes nothing where it shows already, and for who is no member or has not accepted', async () => {
    const joined = { ...member, openedAt: '2026-01-01T00:00:00.000Z', name: 'Ada' };
    const pending = { ...member, acceptedAt: null };
    for (const note of [read(), read(joined), read(pending), read({ ...member, userId: newId() })]) {
      expect(await opening(new Error('It was written.'))(actor, newId(), note)).toBe(note);
    }
  });
});

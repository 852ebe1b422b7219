import { join } from 'node:path';
import { createNoteBody } from '@keep/contracts/notes-http';
import { addressHashOf } from '@keep/service-kit/address-hash';
import type { Actor } from '@keep/service-kit/actor';
import { systemClock } from '@keep/service-kit/clock';
import { newId } from '@keep/service-kit/unique-id';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { afterAll, expect, it } from 'vitest';
import { openSqliteStore } from '../adapters/sqlite-store.ts';
import { forgetful } from './handle-once.ts';
import { makeUseCases } from './use-cases.ts';

const store = openSqliteStore(join(temporaryDirectory(), 'notes.sqlite'), () => undefined);
const useCases = makeUseCases(store, systemClock, { trashDays: 30 });
const owner: Actor = { userId: newId(), sessionId: newId(), use: 'session', scopes: [], expiresAt: 0 };
afterAll(() => store.close());

async function invitedNote(email: string): Promise<string> {
  const { noteId } = await useCases.createNote(owner, createNoteBody.parse({}), forgetful);
  await useCases.putMember(owner, noteId, { email, role: 'editor' }, forgetful);
  return noteId;
}

const newAddress = () => {
  const email = `${newId()}@example.com`;
  return { email, addressHash: addressHashOf(email), verifiedAt: new Date().toISOString() };
};

it('goes on when the event comes again, after it was interrupted once the address was recorded', async () => {
  const [userId, delivery] = [newId(), { group: 'notes.addresses', eventId: newId() }];
  const { email, ...address } = newAddress();
  const noteId = await invitedNote(email);
  await store.addresses.record({ userId, ...address }, delivery.group, delivery.eventId);
  expect(await store.notes.find(userId, noteId)).toBeUndefined();
  await useCases.admitInvited({ userId, ...address }, delivery);
  const admitted = await store.notes.find(userId, noteId);
  expect(admitted?.members).toMatchObject([{ userId, acceptedAt: null, openedAt: null }]);
  await useCases.admitInvited({ userId, ...address }, delivery);
  expect(await store.notes.find(userId, noteId)).toEqual(admitted);
});

it('admits nobody who is erased meanwhile', async () => {
  const userId = newId();
  const { email, ...address } = newAddress();
  const noteId = await invitedNote(email);
  await store.erasure.bar(userId, new Date());
  await useCases.admitInvited({ userId, ...address }, { group: 'notes.addresses', eventId: newId() });
  expect((await store.notes.find(owner.userId, noteId))?.members).toMatchObject([{ userId: null }]);
});

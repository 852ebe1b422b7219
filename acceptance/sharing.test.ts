import { randomUUID } from 'node:crypto';
import { eventually } from '@keep/testing/eventually';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allNotes, PASSWORD, type Person, signUp } from './person.ts';
import { accept } from './share.ts';

describe.each(['services', 'one'] as const)('people who share notes, in shape %s', shape => {
  let keep: StartedKeep;
  let ada: Person;
  beforeAll(async () => {
    keep = await startKeep({ shape, env: { GATEWAY_USER_RATE: '0', GATEWAY_ADDRESS_RATE: '0' } });
    ada = await signUp(keep.url);
    if (shape === 'services') {
      const { code, stderr } = await keep.keep('scale', 'notes=2');
      expect(code, stderr).toBe(0);
      await eventually(async () => expect((await keep.pids())['notes']).toHaveLength(2), 30_000);
    }
  });
  afterAll(() => keep?.stop());

  const newNote = async (body: object = { title: 'ours' }) => (await ada.call('POST /api/v1/notes', { body })).json;
  const invite = (noteId: string, email: string, role: string) =>
    ada.call(`PUT /api/v1/notes/${noteId}/members`, { body: { email, role } });
  const has = (person: Person, noteId: string) =>
    eventually(async () => {
      expect((await allNotes(person, 'shared')).map(({ id }) => id)).toContain(noteId);
    }, 10_000);

  /** A new person who has joined this note, with their id among its members. */
  async function joined(noteId: string, role: string) {
    const person = await signUp(keep.url);
    await invite(noteId, person.email, role);
    await has(person, noteId);
    const { json } = await accept(person, noteId);
    const { id } = json.members.find(({ email }: { email: string }) => email === person.email);
    return { person, memberId: id as string };
  }

  it('invites somebody who signs up later', async () => {
    const note = await newNote();
    const email = `${randomUUID()}@example.com`;
    const invited = await invite(note.id, email.toUpperCase(), 'editor');
    expect(invited.json.members).toMatchObject([{ email, role: 'editor', status: 'invited' }]);
    const bob = await signUp(keep.url, email);
    await has(bob, note.id);
    expect((await ada.call(`GET /api/v1/notes/${note.id}`)).json.members).toMatchObject([{ status: 'invited' }]);
    expect((await bob.call(`GET /api/v1/notes/${note.id}`)).json.title).toBe('ours');
    expect((await ada.call(`GET /api/v1/notes/${note.id}`)).json.members).toMatchObject([{ status: 'invited' }]);
    expect((await accept(bob, note.id)).status).toBe(200);
    expect((await ada.call(`GET /api/v1/notes/${note.id}`)).json.members).toMatchObject([
      { email, status: 'joined', userId: bob.id, name: 'Someone' },
    ]);
  });

  it('puts nothing on a board without consent, and brings nothing again that was declined', async () => {
    const note = await newNote({ title: 'unwanted' });
    const bob = await signUp(keep.url);
    await invite(note.id, bob.email, 'editor');
    await has(bob, note.id);
    const path = `/api/v1/notes/${note.id}`;
    for (const view of ['active', 'archived', 'trashed', 'reminders']) expect(await allNotes(bob, view)).toEqual([]);
    const by = { userId: ada.id, name: 'Someone' };
    const { json } = await bob.call(`GET ${path}`);
    expect(json).toMatchObject({ title: 'unwanted', placement: { invitation: { by, role: 'editor' } } });
    const edit = await bob.call(`PATCH ${path}`, { body: { baseRevision: 1, title: 'x' } });
    expect(edit.json).toMatchObject({ status: 409, code: 'invitation-pending' });
    const before = (await ada.call(`GET ${path}`)).json;
    expect((await bob.call(`POST ${path}/invitation/decline`)).status).toBe(204);
    expect(await allNotes(bob, 'shared')).toEqual([]);
    expect((await ada.call(`GET ${path}`)).json).toEqual(before);
    expect((await invite(note.id, bob.email, 'editor')).json).toEqual(before);
    expect((await bob.call(`GET ${path}`)).status).toBe(404);
    const probe = await newNote();
    await invite(probe.id, bob.email, 'viewer');
    await has(bob, probe.id);
    expect((await allNotes(bob, 'shared')).map(({ id }) => id)).toEqual([probe.id]);
  });

  it('edits a list together, and each keeps a board of their own', async () => {
    const note = await newNote({ kind: 'list', title: 'Shopping', items: [{ text: 'bread' }] });
    const { person: bob } = await joined(note.id, 'editor');
    const path = `PATCH /api/v1/notes/${note.id}`;
    const edited = await bob.call(path, { body: { baseRevision: 1, title: 'Food' } });
    expect(edited.json).toMatchObject({ title: 'Food', updatedBy: bob.id });
    await bob.call(`${path}/placement`, { body: { color: 'teal', pinned: true } });
    const item = { id: randomUUID(), text: 'milk' };
    const answered = await ada.call(path, { body: { baseRevision: 2, items: { upsert: [item] } } });
    expect(answered.json).toMatchObject({ title: 'Food', revision: 3, placement: { color: 'default', pinned: false } });
    const found = (await bob.call(`GET /api/v1/notes/${note.id}`)).json;
    expect(found.items.map(({ text }: { text: string }) => text)).toEqual(['bread', 'milk']);
    expect(found.placement).toMatchObject({ color: 'teal', pinned: true });
  });

  it('lets a checker tick and a viewer look', async () => {
    const note = await newNote({ kind: 'list', title: 'Chores', items: [{ text: 'dishes' }] });
    const { person: checker } = await joined(note.id, 'checker');
    const { person: viewer } = await joined(note.id, 'viewer');
    const edit = (person: Person, body: object) =>
      person.call(`PATCH /api/v1/notes/${note.id}`, { body: { baseRevision: 1, ...body } });
    const tick = { items: { upsert: [{ id: note.items[0].id, checked: true }] } };
    for (const refused of [
      await edit(viewer, tick),
      await edit(viewer, { title: 'x' }),
      await edit(checker, { title: 'x' }),
    ]) {
      expect(refused.json).toMatchObject({ status: 403, code: 'role-forbidden' });
    }
    expect((await viewer.call(`POST /api/v1/notes/${note.id}/trash`)).status).toBe(403);
    expect((await edit(checker, tick)).json).toMatchObject({ revision: 2, items: [{ checked: true }] });
    expect((await viewer.call(`GET /api/v1/notes/${note.id}`)).json).toMatchObject({ items: [{ checked: true }] });
  });

  it('takes a note from a member everywhere at once', async () => {
    const note = await newNote();
    const { person: bob, memberId } = await joined(note.id, 'editor');
    const { cursor } = (await bob.call('GET /api/v1/notes/changes')).json;
    expect((await ada.call(`DELETE /api/v1/notes/${note.id}/members/${memberId}`)).status).toBe(204);
    // The replicas take turns.
    const replies = await Promise.all(Array.from({ length: 20 }, () => bob.call(`GET /api/v1/notes/${note.id}`)));
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 404));
    const edit = { body: { baseRevision: 1, title: 'still mine?' } };
    expect((await bob.call(`PATCH /api/v1/notes/${note.id}`, edit)).status).toBe(404);
    expect((await bob.call(`GET /api/v1/notes/${note.id}/revisions`)).status).toBe(404);
    expect(await allNotes(bob)).toEqual([]);
    const { changes } = (await bob.call(`GET /api/v1/notes/changes?since=${cursor}`)).json;
    expect(changes).toMatchObject([{ noteId: note.id, note: null }]);
    expect((await ada.call(`GET /api/v1/notes/${note.id}`)).json).toMatchObject({ members: [], title: 'ours' });
  });

  it('hides a trashed note from its members, and gives it back to them', async () => {
    const note = await newNote();
    const { person: bob } = await joined(note.id, 'viewer');
    await bob.call(`PATCH /api/v1/notes/${note.id}/placement`, { body: { archived: true } });
    await ada.call(`POST /api/v1/notes/${note.id}/trash`);
    expect((await bob.call(`GET /api/v1/notes/${note.id}`)).status).toBe(404);
    expect(await allNotes(bob, 'trashed')).toEqual([]);
    await ada.call(`POST /api/v1/notes/${note.id}/restore`);
    expect((await allNotes(bob, 'archived')).map(({ id }) => id)).toEqual([note.id]);
  });

  it('leaves a note, and hands one over', async () => {
    const note = await newNote();
    const { person: bob } = await joined(note.id, 'editor');
    expect((await bob.call(`DELETE /api/v1/notes/${note.id}/members/me`)).status).toBe(204);
    expect((await bob.call(`GET /api/v1/notes/${note.id}`)).status).toBe(404);
    const { person: eve, memberId } = await joined(note.id, 'viewer');
    expect((await ada.call(`DELETE /api/v1/notes/${note.id}/members/me`)).json.code).toBe('owner-cannot-leave');
    const asked = await ada.call(`POST /api/v1/notes/${note.id}/owner`, { body: { memberId } });
    expect(asked.json).toMatchObject({ ownerId: ada.id, pendingOwner: eve.id });
    const handed = await eve.call(`POST /api/v1/notes/${note.id}/owner/accept`);
    expect(handed.json).toMatchObject({ ownerId: eve.id, members: [{ email: ada.email, role: 'editor' }] });
    expect((await ada.call(`POST /api/v1/notes/${note.id}/trash`)).status).toBe(403);
    expect((await ada.call(`DELETE /api/v1/notes/${note.id}/members/me`)).status).toBe(204);
    expect((await eve.call(`GET /api/v1/notes/${note.id}`)).json.members).toEqual([]);
  });

  /** A new person who has shared a note, whose only other member is an editor. */
  async function leaver() {
    const person = await signUp(keep.url);
    const { id } = (await person.call('POST /api/v1/notes', { body: { title: 'of the leaver' } })).json;
    const heir = await signUp(keep.url);
    await person.call(`PUT /api/v1/notes/${id}/members`, { body: { email: heir.email, role: 'editor' } });
    await has(heir, id);
    await accept(heir, id);
    const forget = (sharedNotes: 'remove' | 'hand-over') =>
      person.call('DELETE /api/v1/me', { body: { password: PASSWORD, sharedNotes } });
    return { person, heir, noteId: id as string, forget };
  }

  it('loses the notes of one who deletes their account and wants them removed', async () => {
    const { heir, noteId, forget } = await leaver();
    const { cursor } = (await heir.call('GET /api/v1/notes/changes')).json;
    expect((await forget('remove')).status).toBe(204);
    await eventually(async () => expect((await heir.call(`GET /api/v1/notes/${noteId}`)).status).toBe(404), 20_000);
    expect(await allNotes(heir, 'shared')).toEqual([]);
    const { changes } = (await heir.call(`GET /api/v1/notes/changes?since=${cursor}`)).json;
    expect(changes).toMatchObject([{ noteId, note: null }]);
  });

  it('keeps the notes of one who deletes their account and hands them over', async () => {
    const { person, heir, noteId, forget } = await leaver();
    expect((await forget('hand-over')).status).toBe(204);
    await eventually(async () => {
      const { json } = await heir.call(`GET /api/v1/notes/${noteId}`);
      expect(json).toMatchObject({ title: 'of the leaver', ownerId: heir.id, members: [] });
    }, 20_000);
    expect((await heir.call(`POST /api/v1/notes/${noteId}/trash`)).status).toBe(200);
    expect((await person.call(`GET /api/v1/notes/${noteId}`)).status).toBe(401);
  });

  it('loses a member who deletes their account', async () => {
    const note = await newNote();
    const { person: bob } = await joined(note.id, 'editor');
    const body = { password: PASSWORD, sharedNotes: 'remove' };
    expect((await bob.call('DELETE /api/v1/me', { body })).status).toBe(204);
    await eventually(async () => {
      expect((await ada.call(`GET /api/v1/notes/${note.id}`)).json).toMatchObject({ title: 'ours', members: [] });
    }, 20_000);
  });
});

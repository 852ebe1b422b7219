/** Handing a note over to another owner, who is asked first. */
import { newId } from '@keep/service-kit/unique-id';
import { describe, expect, it } from 'vitest';
import { type Person, runNotes } from './notes-app.ts';
import { befriend, invite, join, memberIdOf, newNote, people, share, sharedNote } from './sharing.ts';

const app = runNotes();

const ask = (owner: Person, id: string, memberId: string) => owner.call(`POST /notes/${id}/owner`, { memberId });
const takeOver = (person: Person, id: string) => person.call(`POST /notes/${id}/owner/accept`);
const cancel = (person: Person, id: string) => person.call(`DELETE /notes/${id}/owner`);
const stateOf = async (person: Person, id: string) => {
  const { json, headers } = await person.call(`GET /notes/${id}`);
  return { note: json, etag: headers.get('etag') };
};

describe('asking a member to become the owner', () => {
  it('is refused for nobody, and for one who has not joined', async () => {
    const [ada, bob, eve] = await people(app);
    await befriend(ada, eve);
    const id = await newNote(ada);
    expect((await ask(ada, id, newId())).json).toMatchObject({ status: 422, errors: [{ pointer: '/memberId' }] });
    const unknown = memberIdOf((await invite(ada, id, 'who@example.com')).json, 'who@example.com');
    // One is invited, one has accepted and not opened, one has no account.
    const memberIds = [await share(ada, id, bob, 'editor'), await share(ada, id, eve, 'editor'), unknown];
    for (const memberId of memberIds)
      expect((await ask(ada, id, memberId)).json).toMatchObject({ status: 409, code: 'not-joined' });
    expect((await stateOf(ada, id)).note.pendingOwner).toBeNull();
  });

  it('is refused in the trash, and to who is not the owner', async () => {
    const { ada, bob, id, memberId } = await sharedNote(app, 'editor');
    expect((await ask(bob, id, memberId)).json).toMatchObject({ status: 403, code: 'role-forbidden' });
    await ada.call(`POST /notes/${id}/trash`);
    expect((await ask(ada, id, memberId)).json).toMatchObject({ status: 409, code: 'in-trash' });
  });

  it('shows who is asked to everybody, and changes nothing else', async () => {
    const { ada, bob, eve, id, memberId } = await sharedNote(app, 'viewer');
    await join(ada, id, eve, 'viewer');
    const before = await stateOf(ada, id);
    const reply = await ask(ada, id, memberId);
    expect(reply).toMatchObject({ status: 200, json: { pendingOwner: bob.id, ownerId: ada.id } });
    expect(reply.json).toEqual({ ...before.note, pendingOwner: bob.id });
    for (const person of [bob, eve]) expect((await stateOf(person, id)).note.pendingOwner).toBe(bob.id);
    expect((await bob.call(`POST /notes/${id}/trash`)).status).toBe(403);
    expect((await ada.call(`PATCH /notes/${id}`, { baseRevision: 1, title: 'mine still' })).status).toBe(200);
  });

  it('again changes nothing, and asks another one instead', async () => {
    const { ada, bob, eve, id, memberId } = await sharedNote(app, 'viewer');
    const other = await join(ada, id, eve, 'viewer');
    await ask(ada, id, memberId);
    const before = await stateOf(ada, id);
    await ask(ada, id, memberId);
    expect(await stateOf(ada, id)).toEqual(before);
    expect((await ask(ada, id, other)).json.pendingOwner).toBe(eve.id);
    expect((await takeOver(bob, id)).json).toMatchObject({ status: 403, code: 'role-forbidden' });
    expect((await takeOver(eve, id)).json.ownerId).toBe(eve.id);
  });

  it('ends when the one who is asked has the note no more', async () => {
    const { ada, bob, id, memberId } = await sharedNote(app, 'viewer');
    await ask(ada, id, memberId);
    await bob.call(`DELETE /notes/${id}/members/me`);
    expect((await stateOf(ada, id)).note).toMatchObject({ pendingOwner: null, ownerId: ada.id, members: [] });
    await join(ada, id, bob, 'viewer');
    expect((await takeOver(bob, id)).status).toBe(403);
  });
});

describe('accepting to become the owner', () => {
  it('is refused to everybody who is not asked, and in the trash', async () => {
    const { ada, bob, eve, id, memberId } = await sharedNote(app, 'editor');
    expect((await takeOver(bob, id)).json).toMatchObject({ status: 403, code: 'role-forbidden' });
    expect((await takeOver(eve, id)).status).toBe(404);
    await ask(ada, id, memberId);
    await ada.call(`POST /notes/${id}/trash`);
    expect((await takeOver(bob, id)).status).toBe(404);
    expect((await takeOver(ada, id)).json).toMatchObject({ status: 409, code: 'in-trash' });
    await ada.call(`POST /notes/${id}/restore`);
    expect((await takeOver(bob, id)).status).toBe(200);
  });

  it('makes the member the owner and the former owner an editor, each with the board they had', async () => {
    const { ada, bob, eve, id, memberId } = await sharedNote(app, 'viewer', {
      title: 'ours',
      placement: { color: 'red' },
    });
    await join(ada, id, eve, 'checker');
    await bob.call(`PATCH /notes/${id}/placement`, { color: 'blue' });
    await ask(ada, id, memberId);
    const reply = await takeOver(bob, id);
    expect(reply.json).toMatchObject({
      ownerId: bob.id,
      pendingOwner: null,
      placement: { color: 'blue' },
      revision: 1,
    });
    expect(reply.json.members).toMatchObject([
      { email: eve.email, role: 'checker', status: 'joined' },
      { email: ada.email, role: 'editor', status: 'joined', userId: ada.id, name: ada.name },
    ]);
    expect((await stateOf(ada, id)).note.placement.color).toBe('red');
    expect((await ada.call(`POST /notes/${id}/trash`)).status).toBe(403);
    expect((await ada.call(`PATCH /notes/${id}`, { baseRevision: 1, title: 'still' })).status).toBe(200);
    expect((await bob.call(`PUT /notes/${id}/members`, { email: ada.email, role: 'viewer' })).status).toBe(200);
    expect((await ada.call(`PATCH /notes/${id}`, { baseRevision: 2, title: 'no' })).status).toBe(403);
    await bob.call(`POST /notes/${id}/trash`);
    expect((await ada.call(`GET /notes/${id}`)).status).toBe(404);
    expect((await bob.call(`DELETE /notes/${id}`)).status).toBe(204);
  });

  it('again changes nothing', async () => {
    const { ada, bob, id, memberId } = await sharedNote(app, 'viewer');
    await ask(ada, id, memberId);
    const first = await takeOver(bob, id);
    expect((await takeOver(bob, id)).json).toEqual(first.json);
  });

  it('takes the note out of the import that it came with', async () => {
    const [ada, bob] = await people(app);
    const importId = newId();
    const [id] = [await newNote(ada, { importId }), await newNote(ada, { importId })];
    await ask(ada, id, await join(ada, id, bob, 'editor'));
    await takeOver(bob, id);
    expect((await ada.call(`DELETE /imports/${importId}`)).json).toMatchObject({ removed: 1, kept: [] });
    expect((await bob.call(`GET /notes/${id}`)).status).toBe(200);
    expect((await bob.call('GET /imports')).json.imports).toEqual([]);
  });
});

describe('ending the wish to hand a note over', () => {
  it('is refused to everybody but the owner and the one who is asked, and in the trash', async () => {
    const { ada, bob, eve, id, memberId } = await sharedNote(app, 'editor');
    await join(ada, id, eve, 'editor');
    expect((await cancel(bob, id)).json).toMatchObject({ status: 403, code: 'role-forbidden' });
    await ask(ada, id, memberId);
    expect((await cancel(eve, id)).json).toMatchObject({ status: 403, code: 'role-forbidden' });
    await ada.call(`POST /notes/${id}/trash`);
    expect((await cancel(ada, id)).json).toMatchObject({ status: 409, code: 'in-trash' });
    expect((await cancel(bob, id)).status).toBe(404);
    await ada.call(`POST /notes/${id}/restore`);
    expect((await stateOf(ada, id)).note.pendingOwner).toBe(bob.id);
  });

  it.each(['owner', 'heir'])('leaves the note with its owner (the %s does)', async who => {
    const { ada, bob, id, memberId } = await sharedNote(app, 'editor');
    const before = await stateOf(ada, id);
    await ask(ada, id, memberId);
    expect((await cancel(who === 'owner' ? ada : bob, id)).status).toBe(204);
    expect((await stateOf(ada, id)).note).toEqual(before.note);
    expect((await takeOver(bob, id)).status).toBe(403);
    expect((await cancel(ada, id)).status).toBe(204);
  });
});

/** Who is named with a note: by the names that the access tokens had, to those who may read it, and to nobody else. */
import { accessTokenFor } from '@keep/testing/test-keys';
import { describe, expect, it } from 'vitest';
import { eventually } from '@keep/testing/eventually';
import { askForErasure, hear, type Person, runNotes } from './notes-app.ts';
import { accept, decline, join, newNote, people, share, sharedNote } from './sharing.ts';

const app = runNotes();

const named = ({ id: userId, name }: Person, other = name) => ({ userId, name: other });
const stateOf = async (person: Person, id: string) => {
  const { json, headers } = await person.call(`GET /notes/${id}`);
  return { people: json.people, etag: headers.get('etag') };
};
/** Calls with an access token that has this name, or none. */
const calledAs = async ({ id, email }: Person, name: string | undefined, target: string, body?: object) =>
  app.call(target, { token: await accessTokenFor(id, { email, ...(name !== undefined && { name }) }), body });

describe('the people of a note', () => {
  it('are its owner alone, and who has joined it, and nobody before that', async () => {
    const [ada, bob, eve] = await people(app);
    const note = await ada.newNote({ title: 'ours' });
    expect(note.people).toEqual([named(ada)]);
    await share(ada, note.id, bob, 'viewer');
    await share(ada, note.id, eve, 'viewer');
    await bob.call(`GET /notes/${note.id}`);
    expect((await stateOf(bob, note.id)).people).toEqual([named(ada)]);
    await decline(eve, note.id);
    await accept(bob, note.id);
    expect((await stateOf(ada, note.id)).people).toEqual([named(ada), named(bob)]);
  });

  it('are named in lists and in the feed too, and in a copy its owner alone', async () => {
    const { ada, bob, id } = await sharedNote(app, 'editor');
    const { notes } = (await bob.call('GET /notes')).json;
    expect(notes).toMatchObject([{ people: [named(ada), named(bob)] }]);
    const { changes } = (await bob.call('GET /notes/changes')).json;
    expect(changes).toMatchObject([{ note: { people: [named(ada), named(bob)] } }]);
    expect((await bob.call(`POST /notes/${id}/copy`, {})).json.people).toEqual([named(bob)]);
  });

  it('are still the authors who have left, and not those who only read', async () => {
    const { ada, bob, eve, id } = await sharedNote(app, 'editor');
    await join(ada, id, eve, 'viewer');
    await bob.call(`PATCH /notes/${id}`, { baseRevision: 1, title: 'by bob' });
    for (const person of [bob, eve]) await person.call(`DELETE /notes/${id}/members/me`);
    expect((await stateOf(ada, id)).people).toEqual([named(ada), named(bob)]);
  });

  it('include the former owner and the new one', async () => {
    const { ada, bob, id, memberId } = await sharedNote(app, 'viewer');
    await ada.call(`POST /notes/${id}/owner`, { memberId });
    await bob.call(`POST /notes/${id}/owner/accept`);
    await ada.call(`DELETE /notes/${id}/members/me`);
    expect((await stateOf(bob, id)).people).toEqual([named(ada), named(bob)]);
  });

  it('are not told in events', async () => {
    const { ada, bob, id } = await sharedNote(app, 'editor');
    const heard = hear(app);
    await bob.call(`PATCH /notes/${id}`, { baseRevision: 1, title: 'by bob' });
    await eventually(() => expect(heard.some(({ data }) => JSON.stringify(data).includes('by bob'))).toBe(true));
    const told = JSON.stringify(heard.filter(({ data }) => JSON.stringify(data).includes(id)));
    for (const { name } of [ada, bob]) expect(told).not.toContain(name);
  });
});

describe('a new name', () => {
  it('is shown once its person acts on what others see, or reads a note that they share', async () => {
    const { ada, bob, id } = await sharedNote(app, 'editor');
    await calledAs(ada, 'Ada King', `PATCH /notes/${id}`, { baseRevision: 1, title: 'renamed' });
    expect((await stateOf(bob, id)).people).toEqual([named(ada, 'Ada King'), named(bob)]);
    await calledAs(ada, 'Countess', `GET /notes/${id}`);
    await calledAs(bob, 'Robert', `GET /notes/${id}`);
    const { json } = await app.call(`GET /notes/${id}`, { token: await accessTokenFor(bob.id, { name: 'Robert' }) });
    expect(json.people).toEqual([named(ada, 'Countess'), named(bob, 'Robert')]);
  });

  it('changes no entity tag of a note that nobody else has, by its reading and its placement', async () => {
    const [ada] = await people(app);
    const id = await newNote(ada);
    const tag = async () => (await calledAs(ada, 'Ada King', `GET /notes/${id}`)).headers.get('etag');
    const before = await tag();
    expect(before).toBe(await tag());
    const placed = await calledAs(ada, 'Ada King', `PATCH /notes/${id}/placement`, { pinned: true });
    expect(placed.json.people).toEqual([named(ada)]);
    expect(placed.headers.get('etag')?.split('.')[0]).toBe(before?.split('.')[0]);
  });

  it('is none where the access token has none: the one that is known stays', async () => {
    const { ada, bob, id } = await sharedNote(app, 'editor');
    await calledAs(bob, undefined, `PATCH /notes/${id}`, { baseRevision: 1, title: 'b' });
    expect((await stateOf(ada, id)).people).toEqual([named(ada), named(bob)]);
  });

  it('is written once: reading again changes nothing', async () => {
    const { ada, bob, id } = await sharedNote(app, 'editor');
    const before = await stateOf(ada, id);
    for (const person of [ada, bob, ada]) await person.call(`GET /notes/${id}`);
    expect(await stateOf(ada, id)).toEqual(before);
  });
});

describe('the names of one who is erased', () => {
  it('go from every note that others have, also from those that the person had left', async () => {
    const { ada, bob, eve, id } = await sharedNote(app, 'editor');
    await join(ada, id, eve, 'viewer');
    await bob.call(`PATCH /notes/${id}`, { baseRevision: 1, title: 'by bob' });
    const left = await newNote(ada, { title: 'left' });
    await join(ada, left, bob, 'editor');
    await bob.call(`PATCH /notes/${left}`, { baseRevision: 1, body: 'by bob, too' });
    await bob.call(`DELETE /notes/${left}/members/me`);
    const before = await stateOf(ada, left);
    expect(before.people).toEqual([named(ada), named(bob)]);
    const { cursor } = (await eve.call('GET /notes/changes')).json;
    await askForErasure(app, bob.id);
    await eventually(async () => {
      for (const each of [id, left]) {
        const { text } = await ada.call(`GET /notes/${each}`);
        expect(text).not.toContain(bob.name);
        expect(text).not.toContain(bob.email);
      }
    });
    expect((await stateOf(ada, left)).etag).not.toBe(before.etag);
    expect((await eve.call(`GET /notes/changes?since=${cursor}`)).json.changes).toMatchObject([
      { noteId: id, note: { people: [named(ada), named(eve)], updatedBy: bob.id } },
    ]);
  });

  it('go from a note that is handed over by their erasure', async () => {
    const { ada, bob, id } = await sharedNote(app, 'viewer');
    await askForErasure(app, ada.id, 'hand-over');
    await eventually(async () => expect((await bob.call(`GET /notes/${id}`)).json.ownerId).toBe(bob.id));
    expect((await stateOf(bob, id)).people).toEqual([named(bob)]);
  });
});

/** What the others see when somebody is erased with whom they share notes. */
import type { EventEnvelope } from '@keep/contracts/event-envelope';
import { eventually } from '@keep/testing/eventually';
import { beforeAll, describe, expect, it } from 'vitest';
import { askForErasure, hear, type Person, runNotes } from './notes-app.ts';
import { join, newNote, people, share, sharedNote } from './sharing.ts';

const app = runNotes();
let heard: EventEnvelope[];
beforeAll(() => void (heard = hear(app)));

/** Resolves when notes has answered. */
async function erase({ id: userId }: Person, sharedNotes: 'remove' | 'hand-over'): Promise<void> {
  await askForErasure(app, userId, sharedNotes);
  const answer = { type: 'notes.user-erased.v1', data: { userId } };
  await eventually(() => expect(heard).toContainEqual(expect.objectContaining(answer)));
}

const notesOf = async (person: Person) => (await person.call('GET /notes')).json.notes as { id: string }[];

/** Waits until what was told of the note at its highest version is this, and answers it. */
function told(noteId: string, what: object): Promise<EventEnvelope> {
  const dataOf = ({ data }: EventEnvelope) => data as { noteId?: string; version: number };
  return eventually(() => {
    const ofNote = heard.filter(event => dataOf(event).noteId === noteId);
    const [last] = ofNote.toSorted((left, right) => dataOf(right).version - dataOf(left).version);
    expect(last).toMatchObject(what);
    if (!last) throw new Error('Nothing was told.');
    return last;
  });
}

describe('when somebody is erased', () => {
  it('their shared notes go for everybody, if they want it so', async () => {
    const { ada, bob, eve, id } = await sharedNote(app, 'editor', { title: 'our secret' });
    await share(ada, id, eve, 'viewer');
    const { cursor } = (await bob.call('GET /notes/changes')).json;
    await erase(ada, 'remove');
    for (const person of [bob, eve]) {
      expect((await person.call(`GET /notes/${id}`)).status).toBe(404);
      expect(await notesOf(person)).toEqual([]);
    }
    const { changes } = (await bob.call(`GET /notes/changes?since=${cursor}`)).json;
    expect(changes).toMatchObject([{ noteId: id, note: null }]);
    const last = await told(id, { type: 'notes.note-deleted.v1', subject: 'keep.notes._.note-deleted.v1' });
    const { readerIds, invitedIds } = last.data as { readerIds: string[]; invitedIds: string[] };
    expect(readerIds.toSorted()).toEqual([ada.id, bob.id].toSorted());
    expect(invitedIds).toEqual([eve.id]);
    expect(JSON.stringify(last)).not.toContain('our secret');
  });

  it('their shared notes go to an editor who has opened them, if they want it so', async () => {
    const [ada, bob, eve] = await people(app);
    const id = await newNote(ada, { title: 'kept' });
    await join(ada, id, eve, 'viewer');
    await join(ada, id, bob, 'editor');
    const nobodys = await newNote(ada, { title: 'opened by nobody' });
    await share(ada, nobodys, bob, 'editor');
    const own = await newNote(ada, { title: 'mine alone' });
    await erase(ada, 'hand-over');
    const { json: note } = await bob.call(`GET /notes/${id}`);
    expect(note).toMatchObject({ title: 'kept', ownerId: bob.id, revision: 1 });
    expect(note.members).toMatchObject([{ userId: eve.id, role: 'viewer' }]);
    expect(JSON.stringify(note)).not.toContain(ada.email);
    expect((await bob.call(`POST /notes/${id}/trash`)).status).toBe(200);
    expect((await eve.call(`GET /notes/${id}`)).status).toBe(404);
    for (const gone of [nobodys, own]) expect((await bob.call(`GET /notes/${gone}`)).status).toBe(404);
  });

  it('they are no member of anything any more', async () => {
    const { ada, bob, id } = await sharedNote(app, 'editor');
    await bob.call(`PATCH /notes/${id}`, { baseRevision: 1, body: 'by bob' });
    await erase(bob, 'remove');
    const { json: note } = await ada.call(`GET /notes/${id}`);
    expect(note).toMatchObject({ members: [], body: 'by bob', revision: 2 });
    expect((await bob.call(`GET /notes/${id}`)).status).toBe(404);
    await told(id, { type: 'notes.note-shared.v1', data: { formerReaderIds: [bob.id] } });
  });

  it('an invitation to their address invites nobody', async () => {
    const [ada, bob] = await people(app);
    await erase(bob, 'remove');
    const id = await newNote(ada, { title: 'for bob' });
    const { json: note } = await ada.call(`PUT /notes/${id}/members`, { email: bob.email, role: 'editor' });
    expect(note.members).toMatchObject([{ email: bob.email, status: 'invited' }]);
    expect((await bob.call(`GET /notes/${id}`)).status).toBe(404);
  });

  it('together with all who share with them, nothing stays of any of them', async () => {
    const [ada, bob, eve] = await people(app);
    const all = [ada, bob, eve];
    const ids: string[] = [];
    for (const owner of all) {
      const id = await newNote(owner, { title: 'of all' });
      ids.push(id);
      for (const member of all) if (member !== owner) await join(owner, id, member, 'editor');
    }
    await Promise.all(all.map(person => erase(person, 'hand-over')));
    for (const id of ids) await told(id, { type: 'notes.note-deleted.v1' });
    for (const person of all) expect(await notesOf(person)).toEqual([]);
  });
});

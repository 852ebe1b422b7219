/** Handing a note over to another owner. */
import { newId } from '@keep/service-kit/unique-id';
import { describe, expect, it } from 'vitest';
import { type Person, runNotes } from './notes-app.ts';
import { invite, join, memberIdOf, newNote, people, share, sharedNote } from './sharing.ts';

const app = runNotes();

describe('handing a note over', () => {
  const handOver = (owner: Person, id: string, memberId: string) => owner.call(`POST /notes/${id}/owner`, { memberId });

  it('is refused to nobody, and to one who has not opened the note', async () => {
    const [ada, bob] = await people(app);
    const id = await newNote(ada);
    expect((await handOver(ada, id, newId())).json).toMatchObject({ status: 422, errors: [{ pointer: '/memberId' }] });
    const memberId = await share(ada, id, bob, 'editor');
    expect((await handOver(ada, id, memberId)).json).toMatchObject({ status: 409, code: 'not-joined' });
    const unknown = memberIdOf((await invite(ada, id, 'who@example.com')).json, 'who@example.com');
    expect((await handOver(ada, id, unknown)).json).toMatchObject({ status: 409, code: 'not-joined' });
    await bob.call(`GET /notes/${id}`);
    await ada.call(`POST /notes/${id}/trash`);
    expect((await handOver(ada, id, memberId)).json).toMatchObject({ status: 409, code: 'in-trash' });
  });

  it('makes the member the owner and the former owner an editor, each with the board they had', async () => {
    const { ada, bob, eve, id, memberId } = await sharedNote(app, 'viewer', {
      title: 'ours',
      placement: { color: 'red' },
    });
    await join(ada, id, eve, 'checker');
    await bob.call(`PATCH /notes/${id}/placement`, { color: 'blue' });
    const reply = await handOver(ada, id, memberId);
    expect(reply.json).toMatchObject({ ownerId: bob.id, placement: { color: 'red' }, revision: 1 });
    expect(reply.json.members).toMatchObject([
      { email: eve.email, role: 'checker', status: 'joined' },
      { email: ada.email, role: 'editor', status: 'joined', userId: ada.id, name: ada.name },
    ]);
    expect((await bob.call(`GET /notes/${id}`)).json.placement.color).toBe('blue');
    expect((await ada.call(`POST /notes/${id}/trash`)).status).toBe(403);
    expect((await ada.call(`PATCH /notes/${id}`, { baseRevision: 1, title: 'still' })).status).toBe(200);
    expect((await bob.call(`PUT /notes/${id}/members`, { email: ada.email, role: 'viewer' })).status).toBe(200);
    expect((await ada.call(`PATCH /notes/${id}`, { baseRevision: 2, title: 'no' })).status).toBe(403);
    await bob.call(`POST /notes/${id}/trash`);
    expect((await ada.call(`GET /notes/${id}`)).status).toBe(404);
    expect((await bob.call(`DELETE /notes/${id}`)).status).toBe(204);
  });

  it('takes the note out of the import that it came with', async () => {
    const [ada, bob] = await people(app);
    const importId = newId();
    const [id] = [await newNote(ada, { importId }), await newNote(ada, { importId })];
    await handOver(ada, id, await join(ada, id, bob, 'editor'));
    expect((await ada.call(`DELETE /imports/${importId}`)).json).toMatchObject({ removed: 1, kept: [] });
    expect((await bob.call(`GET /notes/${id}`)).status).toBe(200);
    expect((await bob.call('GET /imports')).json.imports).toEqual([]);
  });
});

/** The trash, deletion for good, and copies. */
import { newId } from '@keep/service-kit/unique-id';
import { eventually } from '@keep/testing/eventually';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, runNotes, startNotes } from './notes-app.ts';

const app = runNotes();
let ada: Person;
beforeAll(async () => {
  ada = await app.person();
});

describe('the trash', () => {
  it('is the only place to delete from', async () => {
    const note = await ada.newNote();
    expect((await ada.call(`DELETE /notes/${note.id}`)).json).toMatchObject({ status: 409, code: 'not-in-trash' });
    await ada.call(`POST /notes/${note.id}/trash`);
    expect((await ada.call(`DELETE /notes/${note.id}`)).status).toBe(204);
    for (const target of ['GET /notes/ID', 'GET /notes/ID/revisions', 'DELETE /notes/ID', 'POST /notes/ID/restore']) {
      expect((await ada.call(target.replace('ID', note.id))).status).toBe(404);
    }
  });

  it('is where a note can begin; once it was taken out, its repeated creation leaves it there', async () => {
    const id = newId();
    const creation = { id, title: 'from an import', trashed: true };
    const made = await ada.call('POST /notes', creation);
    expect([made.status, made.json.revision]).toEqual([201, 1]);
    expect(Date.parse(made.json.trashedAt)).not.toBeNaN();
    const trashed = (await ada.call('GET /notes?view=trashed')).json.notes;
    expect(trashed.map((note: { id: string }) => note.id)).toContain(id);
    expect((await ada.call(`POST /notes/${id}/restore`)).json.trashedAt).toBeNull();
    const again = await ada.call('POST /notes', creation);
    expect([again.status, again.json.trashedAt]).toEqual([200, null]);
  });

  it('answers alike when asked twice', async () => {
    const note = await ada.newNote();
    const [first, second] = [
      await ada.call(`POST /notes/${note.id}/trash`),
      await ada.call(`POST /notes/${note.id}/trash`),
    ];
    expect(first.json.trashedAt).not.toBeNull();
    expect(second.json).toEqual(first.json);
    const restored = await ada.call(`POST /notes/${note.id}/restore`);
    expect(restored.json).toEqual(note);
    expect((await ada.call(`POST /notes/${note.id}/restore`)).json).toEqual(note);
  });

  it('gives its id free: a note made again under it has later versions', async () => {
    const note = await ada.newNote({ title: 'first life' });
    await ada.call(`POST /notes/${note.id}/trash`);
    await ada.call(`DELETE /notes/${note.id}`);
    const again = await ada.call('POST /notes', { id: note.id, title: 'second life' });
    expect(again.status).toBe(201);
    expect(again.headers.get('etag')).toBe('"4.4"');
  });

  it('empties itself of what is old enough, and of nothing else', async () => {
    const quick = await startNotes({ TRASH_DAYS: '0.00001', TRASH_CHECK_SECONDS: '1' });
    const person = await quick.person();
    const [gone, kept] = [await person.call('POST /notes', {}), await person.call('POST /notes', {})];
    await person.call(`POST /notes/${gone.json.id}/trash`);
    await eventually(async () => expect((await person.call(`GET /notes/${gone.json.id}`)).status).toBe(404));
    expect((await person.call(`GET /notes/${kept.json.id}`)).status).toBe(200);
    await quick.stop();
  });
});

describe('a copy', () => {
  it('has the content, colour and labels, and a life of its own', async () => {
    const label = (await ada.call('POST /labels', { name: 'copied' })).json;
    const parent = newId();
    const note = await ada.newNote({
      title: 'original',
      items: [{ id: parent, text: 'a' }, { text: 'b', parentId: parent }],
      placement: { pinned: true, color: 'pink', labelIds: [label.id] },
    }); // prettier-ignore
    await ada.call(`POST /notes/${note.id}/trash`);
    const copy = await ada.call(`POST /notes/${note.id}/copy`);
    expect(copy.status).toBe(201);
    expect(copy.json).toMatchObject({
      title: 'original',
      trashedAt: null,
      revision: 1,
      placement: { pinned: false, color: 'pink', labelIds: [label.id] },
    });
    const [first, second] = copy.json.items;
    expect(second.parentId).toBe(first.id);
    expect(first.id).not.toBe(parent);
  });

  it('is made once for one id, also when the original has changed since', async () => {
    const note = await ada.newNote({ title: 'original' });
    const id = newId();
    expect((await ada.call(`POST /notes/${note.id}/copy`, { id })).status).toBe(201);
    await ada.call(`PATCH /notes/${note.id}`, { baseRevision: 1, title: 'changed' });
    const again = await ada.call(`POST /notes/${note.id}/copy`, { id });
    expect([again.status, again.json.title]).toEqual([200, 'original']);
    expect((await ada.call(`POST /notes/${note.id}/copy`, { id: note.id })).json.code).toBe('id-taken');
  });
});

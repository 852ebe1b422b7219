/** Creating notes. */
import { newId } from '@keep/service-kit/unique-id';
import { describe, expect, it } from 'vitest';
import { runNotes } from './notes-app.ts';

const app = runNotes();

describe('creating a note', () => {
  it('answers 409 for an id that is somebody else’s, and says no more of it', async () => {
    const [ada, eve] = [await app.person(), await app.person()];
    const id = newId();
    await ada.newNote({ id, title: 'secret' });
    const reply = await eve.call('POST /notes', { id, title: 'secret' });
    expect(reply.status).toBe(409);
    expect(reply.json.code).toBe('id-taken');
    expect(reply.text).not.toContain('secret');
  });

  it('answers 409 for an id of mine with other content', async () => {
    const ada = await app.person();
    const id = newId();
    await ada.newNote({ id, title: 'one' });
    const reply = await ada.call('POST /notes', { id, title: 'two' });
    expect(reply.json).toMatchObject({ status: 409, code: 'id-taken' });
  });

  it('answers 422 for a label that is not mine, and names the field', async () => {
    const ada = await app.person();
    const reply = await ada.call('POST /notes', { placement: { labelIds: [newId()] } });
    expect(reply.json).toMatchObject({ status: 422, errors: [{ pointer: '/placement/labelIds/0' }] });
  });

  it('names every field that does not fit at once', async () => {
    const ada = await app.person();
    const id = newId();
    const reply = await ada.call('POST /notes', {
      items: [{ id, text: 'a' }, { id, text: 'b' }, { text: 'c', parentId: newId() }],
      createdAt: new Date(Date.now() + 3_600_000).toISOString(),
      updatedAt: '2020-01-01T00:00:00Z',
    }); // prettier-ignore
    expect(reply.status).toBe(422);
    expect(reply.json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/items/1/id', '/items/2/parentId', '/createdAt', '/updatedAt',
    ]); // prettier-ignore
  });

  it('answers 422 for items inside themselves and below level 4', async () => {
    const ada = await app.person();
    const ids = Array.from({ length: 5 }, () => newId());
    const chain = ids.map((id, level) => ({ id, text: 'x', parentId: ids[level - 1] ?? null }));
    expect((await ada.call('POST /notes', { items: chain.slice(0, 4) })).status).toBe(201);
    expect((await ada.call('POST /notes', { items: chain })).json.errors).toMatchObject([
      { pointer: '/items/4/parentId' },
    ]);
    const circle = [
      { id: ids[0], text: 'x', parentId: ids[1] },
      { id: ids[1], text: 'y', parentId: ids[0] },
    ];
    expect((await ada.call('POST /notes', { items: circle })).status).toBe(422);
  });

  it('answers 422 note-too-large beyond 256 KiB as JSON', async () => {
    const ada = await app.person();
    const items = Array.from({ length: 300 }, () => ({ text: 'x'.repeat(1_000) }));
    expect((await ada.call('POST /notes', { items })).json).toMatchObject({ status: 422, code: 'note-too-large' });
  });

  it('answers 201 with the note, its place and its entity tag', async () => {
    const ada = await app.person();
    const reply = await ada.call('POST /notes', { title: 'Shopping', kind: 'list', items: [{ text: 'milk' }] });
    expect(reply.status).toBe(201);
    expect(reply.json).toMatchObject({
      title: 'Shopping',
      kind: 'list',
      ownerId: ada.id,
      revision: 1,
      items: [{ text: 'milk', checked: false, parentId: null }],
      placement: { pinned: false, color: 'default' },
    });
    expect(reply.headers.get('location')).toBe(`/api/v1/notes/${reply.json.id}`);
    expect(reply.headers.get('etag')).toBe('"1.1"');
    expect((await ada.call(`GET /notes/${reply.json.id}`)).json).toEqual(reply.json);
  });

  it('answers 200 with what exists for the same id and content, whatever happened to it since', async () => {
    const ada = await app.person();
    const creation = { id: newId(), title: 'once', items: [{ text: 'a' }] };
    await ada.newNote(creation);
    const edited = await ada.call(`PATCH /notes/${creation.id}`, { baseRevision: 1, title: 'later' });
    const reply = await ada.call('POST /notes', { ...creation, placement: { pinned: false, archived: false } });
    expect(reply.status).toBe(200);
    expect(reply.json.title).toBe('later');
    expect(reply.json.revision).toBe(edited.json.revision);
  });

  it('keeps given times', async () => {
    const ada = await app.person();
    const times = { createdAt: '2019-05-01T10:00:00.000Z', updatedAt: '2020-01-01T00:00:00.000Z' };
    expect((await ada.call('POST /notes', times)).json).toMatchObject(times);
    expect((await ada.call('POST /notes', { createdAt: times.createdAt })).json.updatedAt).toBe(times.createdAt);
  });

  it('makes one note of parallel requests with one id', async () => {
    const ada = await app.person();
    const creation = { id: newId(), title: 'twin' };
    const replies = await Promise.all(Array.from({ length: 8 }, () => ada.call('POST /notes', creation)));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(7);
  });
});

/** Editing the content of notes. */
import { newId } from '@keep/service-kit/unique-id';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, runNotes } from './notes-app.ts';

const app = runNotes();
let ada: Person;
beforeAll(async () => {
  ada = await app.person();
});

describe('editing a note', () => {
  it('answers 422 for a revision that the note has not reached', async () => {
    const note = await ada.newNote();
    const reply = await ada.call(`PATCH /notes/${note.id}`, { baseRevision: 2, title: 'x' });
    expect(reply.json).toMatchObject({ status: 422, errors: [{ pointer: '/baseRevision' }] });
  });

  it('answers 412 when the note is not what If-Match says, by content or by placement', async () => {
    const note = await ada.newNote();
    const edit = { baseRevision: 1, title: 'x' };
    for (const tag of ['"7.7"', 'W/"7.7"', '"1.2", "1.3"']) {
      expect((await ada.call(`PATCH /notes/${note.id}`, edit, { 'if-match': tag })).status).toBe(412);
    }
    await ada.call(`PATCH /notes/${note.id}/placement`, { pinned: true }, { 'if-match': '"1.1"' });
    expect((await ada.call(`PATCH /notes/${note.id}`, edit, { 'if-match': '"1.1"' })).json.code).toBe(
      'precondition-failed',
    );
    expect((await ada.call(`PATCH /notes/${note.id}`, edit, { 'if-match': '"1.2"' })).status).toBe(200);
  });

  it('answers 400 where If-Match holds no entity tags', async () => {
    const note = await ada.newNote();
    for (const [target, body] of [
      [`PATCH /notes/${note.id}`, { baseRevision: 1 }],
      [`PATCH /notes/${note.id}/placement`, {}],
    ] as const) {
      const reply = await ada.call(target, body, { 'if-match': '1.1' });
      const errors = [{ pointer: '/If-Match', in: 'header' }];
      expect(reply.json).toMatchObject({ status: 400, code: 'malformed-header', errors });
    }
    expect((await ada.call(`GET /notes/${note.id}`, undefined, { 'if-none-match': '1.1' })).status).toBe(400);
    expect((await ada.call('GET /notes', undefined, { 'if-none-match': '1.1' })).status).toBe(400);
  });

  it.each(['W/"1.1"', '"1.1-gzip"', '"0.9", W/"1.1"'])('takes the tag that a proxy made of ours: %s', async tag => {
    const note = await ada.newNote();
    const edit = { baseRevision: 1, title: 'x' };
    expect((await ada.call(`PATCH /notes/${note.id}`, edit, { 'if-match': tag })).status).toBe(200);
  });

  it('answers 409 in the trash', async () => {
    const note = await ada.newNote();
    await ada.call(`POST /notes/${note.id}/trash`);
    expect((await ada.call(`PATCH /notes/${note.id}`, { baseRevision: 1, title: 'x' })).json.code).toBe('in-trash');
    expect((await ada.call(`PATCH /notes/${note.id}/placement`, { pinned: true })).json.code).toBe('in-trash');
  });

  it('answers 422 for items that would not fit together', async () => {
    const [id, other] = [newId(), newId()];
    const note = await ada.newNote({ items: [{ id, text: 'a' }] });
    const edit = (items: unknown) => ada.call(`PATCH /notes/${note.id}`, { baseRevision: 1, items });
    const pointersOf = async (items: unknown) =>
      (await edit(items)).json.errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(await pointersOf({ upsert: [{ id: other, parentId: newId() }] })).toEqual(['/items/upsert/0/parentId']);
    expect(await pointersOf({ upsert: [{ id, parentId: id }] })).toEqual(['/items/upsert/0/parentId']);
    expect(await pointersOf({ upsert: [{ id }], remove: [id] })).toEqual(['/items/upsert/0/id']);
    expect(await pointersOf({ upsert: [{ id: other }, { id: other }] })).toEqual(['/items/upsert/1/id']);
  });

  it('answers 422 for more than 2,000 items', async () => {
    const note = await ada.newNote({ items: Array.from({ length: 2_000 }, () => ({ text: '' })) });
    const items = { upsert: [{ id: newId(), text: 'one more' }] };
    expect((await ada.call(`PATCH /notes/${note.id}`, { baseRevision: 1, items })).json.errors).toMatchObject([
      { pointer: '/items' },
    ]);
  });

  it('answers 422 note-too-large for an edit that grows the note beyond its limit', async () => {
    const note = await ada.newNote({ items: Array.from({ length: 200 }, () => ({ text: 'x'.repeat(1_000) })) });
    const reply = await ada.call(`PATCH /notes/${note.id}`, { baseRevision: 1, body: 'x'.repeat(80_000) });
    expect(reply.json).toMatchObject({ status: 422, code: 'note-too-large' });
  });

  it('makes no revision, and no other entity tag, of an edit that changes nothing', async () => {
    const note = await ada.newNote({ title: 'same' });
    const reply = await ada.call(`PATCH /notes/${note.id}`, { baseRevision: 1, title: 'same' });
    expect(reply.json).toEqual({ ...note, merge: { merged: [], kept: [] } });
    expect(reply.headers.get('etag')).toBe('"1.1"');
  });

  it('changes, adds and removes items; children of a removed item move up', async () => {
    const [root, middle, leaf, added] = [newId(), newId(), newId(), newId()];
    const note = await ada.newNote({
      kind: 'list',
      items: [
        { id: root, text: 'root' },
        { id: middle, text: 'middle', parentId: root },
        { id: leaf, text: 'leaf', parentId: middle },
      ],
    });
    const items = { upsert: [{ id: leaf, checked: true }, { id: added, text: 'new' }], remove: [middle, newId()] }; // prettier-ignore
    const reply = await ada.call(`PATCH /notes/${note.id}`, { baseRevision: 1, items });
    expect(reply.json.items).toMatchObject([
      { id: root, parentId: null },
      { id: leaf, text: 'leaf', checked: true, parentId: root },
      { id: added, text: 'new', checked: false, parentId: null },
    ]);
    expect(reply.json.revision).toBe(2);
  });

  it('lets all of parallel placements count', async () => {
    const note = await ada.newNote();
    const changes = [{ pinned: true }, { color: 'teal' }, { archived: true }, { position: 'abc' }];
    await Promise.all(changes.map(change => ada.call(`PATCH /notes/${note.id}/placement`, change)));
    const { placement } = (await ada.call(`GET /notes/${note.id}`)).json;
    expect(placement).toMatchObject({ pinned: true, color: 'teal', archived: true, position: 'abc' });
  });
});

describe('the history', () => {
  it('answers 404 for a revision that there is not', async () => {
    const note = await ada.newNote();
    expect((await ada.call(`GET /notes/${note.id}/revisions/2`)).status).toBe(404);
    expect((await ada.call(`POST /notes/${note.id}/revisions/2/restore`)).status).toBe(404);
  });

  it('lists every revision newest first, in pages, and shows each', async () => {
    const note = await ada.newNote({ title: '1' });
    for (const baseRevision of [1, 2, 3, 4]) {
      await ada.call(`PATCH /notes/${note.id}`, { baseRevision, title: `${baseRevision + 1}` });
    }
    const first = await ada.call(`GET /notes/${note.id}/revisions?limit=3`);
    const second = await ada.call(`GET /notes/${note.id}/revisions?limit=3&cursor=${first.json.nextCursor}`);
    const numbers = [...first.json.revisions, ...second.json.revisions].map(({ revision }) => revision);
    expect(numbers).toEqual([5, 4, 3, 2, 1]);
    expect(second.json.nextCursor).toBeNull();
    expect((await ada.call(`GET /notes/${note.id}/revisions/2`)).json).toMatchObject({
      revision: 2,
      title: '2',
      editedBy: ada.id,
    });
  });

  it('makes an old content the newest revision, and none of what is there already', async () => {
    const note = await ada.newNote({ title: 'first', body: 'text' });
    await ada.call(`PATCH /notes/${note.id}`, { baseRevision: 1, title: 'second', body: '' });
    const restored = await ada.call(`POST /notes/${note.id}/revisions/1/restore`);
    expect(restored.json).toMatchObject({ title: 'first', body: 'text', revision: 3 });
    expect((await ada.call(`POST /notes/${note.id}/revisions/1/restore`)).json.revision).toBe(3);
    await ada.call(`POST /notes/${note.id}/trash`);
    expect((await ada.call(`POST /notes/${note.id}/revisions/2/restore`)).json.code).toBe('in-trash');
  });
});

import { randomUUID } from 'node:crypto';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allNotes, type Person, signUp } from './person.ts';

describe.each(['services', 'one'] as const)('a person who keeps notes, in shape %s', shape => {
  let keep: StartedKeep;
  let person: Person;
  beforeAll(async () => {
    keep = await startKeep({ shape });
  });
  afterAll(() => keep?.stop());

  async function newcomer(): Promise<Person> {
    person = await signUp(keep.url);
    return person;
  }

  async function newNote(body: object = {}) {
    const { status, json } = await person.call('POST /api/v1/notes', { body });
    expect(status).toBe(201);
    return json;
  }

  it('writes a list, ticks an item, and finds it as it was left', async () => {
    await newcomer();
    const items = [{ text: 'bread' }, { text: 'milk' }];
    const note = await newNote({ kind: 'list', title: 'Shopping', items });
    const [, milk] = note.items;
    const edited = await person.call(`PATCH /api/v1/notes/${note.id}`, {
      body: { baseRevision: 1, items: { upsert: [{ id: milk.id, checked: true }] } },
    });
    expect(edited.json).toMatchObject({ revision: 2, merge: { kept: [] } });
    const [found] = await allNotes(person);
    expect(found).toMatchObject({ title: 'Shopping', revision: 2, ownerId: person.id });
    expect(found.items.map(({ text, checked }: { text: string; checked: boolean }) => [text, checked])).toEqual([
      ['bread', false],
      ['milk', true],
    ]);
  });

  it('edits from two devices at once, and loses nothing', async () => {
    await newcomer();
    const note = await newNote({ title: 'first', body: 'milk\nbread' });
    const path = `/api/v1/notes/${note.id}`;
    const phone = { baseRevision: 1, title: 'from the phone', body: 'milk\nbread\napples' };
    expect((await person.call(`PATCH ${path}`, { body: phone })).json.merge).toEqual({ merged: [], kept: [] });
    const desk = { baseRevision: 1, title: 'from the desk', body: 'oat milk\nbread' };
    const late = await person.call(`PATCH ${path}`, { body: desk });
    expect(late.json).toMatchObject({ title: 'from the desk', body: 'oat milk\nbread\napples', revision: 3 });
    expect(late.json.merge).toEqual({ merged: ['body'], kept: ['title'] });
    expect((await person.call(`GET ${path}/revisions/2`)).json.title).toBe('from the phone');
  });

  it('edits only what they have seen, when they want it so', async () => {
    await newcomer();
    const path = `/api/v1/notes/${(await newNote({ title: 'first' })).id}`;
    const { headers } = await person.call(`GET ${path}`);
    const etag = headers.get('etag') ?? '';
    expect((await person.call(`GET ${path}`, { headers: { 'if-none-match': etag } })).status).toBe(304);
    const edit = { body: { baseRevision: 1, title: 'second' } };
    const stale = await person.call(`PATCH ${path}`, { ...edit, headers: { 'if-match': '"stale"' } });
    expect(stale.json).toMatchObject({ status: 412, code: 'precondition-failed' });
    const fresh = await person.call(`PATCH ${path}`, { ...edit, headers: { 'if-match': etag } });
    expect(fresh.json).toMatchObject({ title: 'second', revision: 2 });
  });

  it('gets long answers compressed, with a tag that is good for reading again and for an edit', async () => {
    await newcomer();
    const note = await newNote({ title: 'long', body: 'milk and bread, '.repeat(200) });
    const path = `/api/v1/notes/${note.id}`;
    const plain = await person.call(`GET ${path}`, { headers: { 'accept-encoding': 'identity' } });
    expect([plain.headers.get('content-encoding'), plain.headers.get('etag')]).toEqual([null, '"1.1"']);
    const { headers, json } = await person.call(`GET ${path}`, { headers: { 'accept-encoding': 'gzip' } });
    expect([headers.get('content-encoding'), headers.get('etag')]).toEqual(['gzip', 'W/"1.1"']);
    expect(Number(headers.get('content-length'))).toBeLessThan(1_000);
    expect(json).toEqual(plain.json);
    expect((await person.call(`GET ${path}`, { headers: { 'if-none-match': 'W/"1.1"' } })).status).toBe(304);
    const edit = { body: { baseRevision: 1, title: 'longer' }, headers: { 'if-match': 'W/"1.1"' } };
    expect((await person.call(`PATCH ${path}`, edit)).json).toMatchObject({ title: 'longer', revision: 2 });
    expect((await person.call(`PATCH ${path}`, edit)).json.code).toBe('precondition-failed');
  });

  it('pins, archives, colours and reminds for their board alone', async () => {
    await newcomer();
    const plain = await newNote({ title: 'plain' });
    const pinned = await newNote({ title: 'pinned' });
    await newNote({ title: 'newest' });
    const place = (id: string, body: object) => person.call(`PATCH /api/v1/notes/${id}/placement`, { body });
    expect((await place(pinned.id, { pinned: true, color: 'teal' })).json.placement).toMatchObject({ color: 'teal' });
    expect((await place(plain.id, { archived: true })).status).toBe(200);
    expect((await allNotes(person)).map(({ title }) => title)).toEqual(['pinned', 'newest']);
    expect((await allNotes(person, 'archived')).map(({ title }) => title)).toEqual(['plain']);
    await place(pinned.id, { reminder: { at: '2030-01-01T09:00:00Z', timeZone: 'Europe/Paris' } });
    expect((await allNotes(person, 'reminders')).map(({ title }) => title)).toEqual(['pinned']);
    expect((await person.call(`GET /api/v1/notes/${pinned.id}`)).json.revision).toBe(1);
  });

  it('takes a note back from the trash, and deletes it only from there', async () => {
    await newcomer();
    const { id } = await newNote({ title: 'rubbish?' });
    expect((await person.call(`DELETE /api/v1/notes/${id}`)).json).toMatchObject({ status: 409, code: 'not-in-trash' });
    expect((await person.call(`POST /api/v1/notes/${id}/trash`)).json.trashedAt).not.toBeNull();
    expect(await allNotes(person)).toEqual([]);
    const edit = await person.call(`PATCH /api/v1/notes/${id}`, { body: { baseRevision: 1, title: 'no' } });
    expect(edit.json).toMatchObject({ status: 409, code: 'in-trash' });
    expect((await person.call(`POST /api/v1/notes/${id}/restore`)).json.trashedAt).toBeNull();
    expect(await allNotes(person)).toHaveLength(1);
    await person.call(`POST /api/v1/notes/${id}/trash`);
    expect((await person.call(`DELETE /api/v1/notes/${id}`)).status).toBe(204);
    expect(await allNotes(person, 'trashed')).toEqual([]);
    expect((await person.call(`GET /api/v1/notes/${id}`)).status).toBe(404);
  });

  it('labels notes, renames the label, and keeps the notes when it goes', async () => {
    await newcomer();
    const label = (await person.call('POST /api/v1/labels', { body: { name: 'Work' } })).json;
    const twin = await person.call('POST /api/v1/labels', { body: { name: 'work' } });
    expect(twin.json).toMatchObject({ status: 409, code: 'label-name-taken' });
    const { id } = await newNote({ title: 'report', placement: { labelIds: [label.id] } });
    await newNote({ title: 'unlabelled' });
    const page = await person.call(`GET /api/v1/notes?label=${label.id}`);
    expect(page.json.notes.map((note: { title: string }) => note.title)).toEqual(['report']);
    await person.call(`PATCH /api/v1/labels/${label.id}`, { body: { name: 'Office' } });
    expect((await person.call('GET /api/v1/labels')).json.labels).toMatchObject([{ name: 'Office' }]);
    expect((await person.call(`DELETE /api/v1/labels/${label.id}`)).status).toBe(204);
    expect((await person.call(`GET /api/v1/notes/${id}`)).json.placement.labelIds).toEqual([]);
    expect(await allNotes(person)).toHaveLength(2);
  });

  it('looks into the history, restores from it, and copies a note', async () => {
    await newcomer();
    const { id } = await newNote({ title: 'one' });
    await person.call(`PATCH /api/v1/notes/${id}`, { body: { baseRevision: 1, title: 'two' } });
    const { json } = await person.call(`GET /api/v1/notes/${id}/revisions`);
    expect(json.revisions.map(({ revision }: { revision: number }) => revision)).toEqual([2, 1]);
    expect((await person.call(`GET /api/v1/notes/${id}/revisions/1`)).json.title).toBe('one');
    const restored = await person.call(`POST /api/v1/notes/${id}/revisions/1/restore`);
    expect(restored.json).toMatchObject({ title: 'one', revision: 3 });
    const copy = await person.call(`POST /api/v1/notes/${id}/copy`, { body: {} });
    expect(copy.json).toMatchObject({ title: 'one', revision: 1 });
    expect(copy.json.id).not.toBe(id);
  });

  it('sends a batch in which one fault stops only what depends on it, and may send it twice', async () => {
    await newcomer();
    const [note, label, missing] = [randomUUID(), randomUUID(), randomUUID()];
    const operation = (type: string, id: string, data: object = {}) => ({ opId: randomUUID(), type, id, data });
    const operations = [
      operation('label.create', label, { name: 'Batch' }),
      operation('note.create', note, { title: 'in a batch', placement: { labelIds: [label] } }),
      operation('note.edit', missing, { baseRevision: 1, title: 'nothing' }),
      operation('note.trash', missing),
      operation('note.edit', note, { baseRevision: 1, title: 'edited' }),
    ];
    const send = async () => (await person.call('POST /api/v1/notes/batch', { body: { operations } })).json.results;
    const results = await send();
    expect(results.map(({ status }: { status: number }) => status)).toEqual([201, 201, 404, 424, 200]);
    expect(results[3].problem).toMatchObject({ code: 'failed-dependency' });
    const again = await send();
    expect(again.map(({ status }: { status: number }) => status)).toEqual([201, 201, 404, 424, 200]);
    expect(again[1].note).toEqual(results[4].note);
    expect(await allNotes(person)).toMatchObject([{ title: 'edited', revision: 2 }]);
  });

  it('repeats a write under its key, and has its effect once', async () => {
    await newcomer();
    const headers = { 'idempotency-key': randomUUID() };
    const send = (title: string) => person.call('POST /api/v1/notes', { body: { title }, headers });
    const first = await send('once');
    expect((await send('once')).json).toEqual(first.json);
    expect((await send('other')).json).toMatchObject({ status: 409, code: 'idempotency-key-reused' });
    expect(await allNotes(person)).toHaveLength(1);
  });

  it('turns the pages of a long list without missing or doubling a note', async () => {
    await newcomer();
    const operations = Array.from({ length: 100 }, (_, n) => ({
      opId: randomUUID(),
      type: 'note.create',
      id: randomUUID(),
      data: { title: `note ${n}` },
    }));
    await person.call('POST /api/v1/notes/batch', { body: { operations } });
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { json }: { json: { notes: { id: string }[]; nextCursor: string | null } } = await person.call(
        `GET /api/v1/notes?limit=7${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      seen.push(...json.notes.map(({ id }) => id));
      cursor = json.nextCursor;
    }
    expect(seen).toHaveLength(operations.length);
    expect(new Set(seen)).toEqual(new Set(operations.map(({ id }) => id)));
  });
});

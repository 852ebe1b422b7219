/** What a person may store, and what they see of it. */
import { accessTokenFor } from '@keep/testing/test-keys';
import { newId } from '@keep/service-kit/unique-id';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, runNotes } from './notes-app.ts';
import { join, signedUp } from './sharing.ts';

const app = runNotes({ NOTES_PER_PERSON: '5', BYTES_PER_PERSON: '20000' });
let ada: Person;
beforeAll(async () => {
  ada = await app.person();
});

const usage = async (person: Person) => (await person.call('GET /me/usage')).json;
const text = (length: number) => 'x'.repeat(length);
const full = { status: 422, code: 'quota-exceeded' };

describe('GET /me/usage', () => {
  it('answers 401 without a token, and 403 to one that may not read notes', async () => {
    expect((await app.call('GET /me/usage')).json).toMatchObject({ status: 401, code: 'unauthenticated' });
    const token = await accessTokenFor(newId(), { use: 'token', scopes: ['account'] });
    expect((await app.call('GET /me/usage', { token })).json).toMatchObject({
      status: 403,
      code: 'insufficient-scope',
    });
  });

  it('counts notes and revisions that the person owns, and no others', async () => {
    const [owner, member] = [await signedUp(app), await signedUp(app)];
    const limits = { notes: { used: 0, limit: 5 }, bytes: { used: 0, limit: 20_000 } };
    expect(await usage(owner)).toEqual(limits);
    const note = await owner.newNote({ title: 'a' });
    const first = (await usage(owner)).bytes.used;
    expect(first).toBe(JSON.stringify({ kind: 'text', title: 'a', body: '', items: [] }).length);
    await join(owner, note.id, member, 'editor');
    await member.call(`PATCH /notes/${note.id}`, { baseRevision: 1, title: 'bc' });
    expect(await usage(owner)).toEqual({ notes: { used: 1, limit: 5 }, bytes: { used: 2 * first + 1, limit: 20_000 } });
    expect(await usage(member)).toEqual(limits);
    await owner.call(`POST /notes/${note.id}/trash`);
    expect((await usage(owner)).notes.used).toBe(1);
    await owner.call(`DELETE /notes/${note.id}`);
    expect(await usage(owner)).toEqual(limits);
  });
});

describe('at the limit', () => {
  it('answers 422 to a creation, a copy and a batch, and leaves the rest of the batch alone', async () => {
    const person = await app.person();
    const ids = Array.from({ length: 7 }, newId);
    const operations = ids.map(id => ({ opId: newId(), type: 'note.create', id, data: {} }));
    const { json } = await person.call('POST /notes/batch', { operations });
    expect(json.results.map(({ status }: { status: number }) => status)).toEqual([201, 201, 201, 201, 201, 422, 422]);
    expect(json.results[6].problem).toMatchObject(full);
    expect((await person.call('POST /notes', {})).json).toMatchObject(full);
    expect((await person.call(`POST /notes/${ids[0]}/copy`)).json).toMatchObject(full);
    expect((await person.call('POST /notes', { id: ids[0] })).status).toBe(200);
    await person.call(`POST /notes/${ids[0]}/trash`);
    expect((await person.call('POST /notes', {})).json).toMatchObject(full);
    await person.call(`DELETE /notes/${ids[0]}`);
    expect((await person.call('POST /notes', {})).status).toBe(201);
  });

  it('answers 422 to growth, by whoever edits, and takes what shortens, ticks and places', async () => {
    const { json: note } = await ada.call('POST /notes', { kind: 'list', items: [{ text: text(900) }, { text: 'b' }] });
    await ada.newNote({ body: text(18_000) });
    const [long, short] = note.items;
    const edit = async (baseRevision: number, item: object) =>
      (await ada.call(`PATCH /notes/${note.id}`, { baseRevision, items: { upsert: [item] } })).json;
    expect(await edit(1, { id: short.id, text: text(900) })).toMatchObject(full);
    expect(await edit(1, { id: short.id, checked: true })).toMatchObject({ revision: 2 });
    expect(await edit(2, { id: short.id, checked: false })).toMatchObject({ revision: 3 });
    expect((await ada.call(`PATCH /notes/${note.id}/placement`, { pinned: true })).status).toBe(200);
    expect(await edit(3, { id: long.id, text: '' })).toMatchObject({ revision: 4 });
    expect(await edit(4, { id: short.id, text: text(900) })).toMatchObject(full);
  });

  it('says nothing of it to a request that was handled before', async () => {
    const person = await app.person();
    const headers = { 'idempotency-key': newId() };
    const { status } = await person.call('POST /notes', { body: text(18_000) }, headers);
    expect(status).toBe(201);
    expect((await person.call('POST /notes', { body: text(18_000) })).json).toMatchObject(full);
    expect((await person.call('POST /notes', { body: text(18_000) }, headers)).status).toBe(201);
  });

  it('leaves one editor a fifth of it', async () => {
    const [owner, member] = [await signedUp(app), await signedUp(app)];
    const { id } = await owner.newNote();
    await join(owner, id, member, 'editor');
    const edit = (person: Person, baseRevision: number, length: number) =>
      person.call(`PATCH /notes/${id}`, { baseRevision, body: text(length) });
    expect((await edit(member, 1, 2_000)).status).toBe(200);
    expect((await edit(member, 2, 2_100)).json).toMatchObject(full);
    expect((await edit(owner, 2, 2_100)).status).toBe(200);
  });
});

/** Repeated requests: `Idempotency-Key`. */
import { newId } from '@keep/service-kit/unique-id';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Person, runNotes } from './notes-app.ts';

const app = runNotes();
let ada: Person;
beforeAll(async () => {
  ada = await app.person();
});

const keyed = () => ({ 'idempotency-key': newId() });

describe('an Idempotency-Key', () => {
  it('answers 400 when it is not one', async () => {
    const reply = await ada.call('POST /notes', {}, { 'idempotency-key': 'with space' });
    expect(reply.json).toMatchObject({ status: 400, code: 'malformed-header' });
  });

  it('answers 409 for another request', async () => {
    const headers = keyed();
    const { json: note } = await ada.call('POST /notes', { title: 'a' }, headers);
    for (const [target, body] of [
      ['POST /notes', { title: 'b' }],
      [`POST /notes/${note.id}/trash`, undefined],
    ] as const) {
      expect((await ada.call(target, body, headers)).json).toMatchObject({
        status: 409,
        code: 'idempotency-key-reused',
      });
    }
  });

  it('gives the same answer again and has one effect', async () => {
    const headers = keyed();
    const [first, second] = [await ada.call('POST /notes', {}, headers), await ada.call('POST /notes', {}, headers)];
    expect(second.status).toBe(201);
    expect(second.text).toBe(first.text);
    for (const name of ['etag', 'location']) expect(second.headers.get(name)).toBe(first.headers.get(name));
  });

  it('has one effect for twins at the same time, and all get the same answer', async () => {
    const person = await app.person();
    const headers = keyed();
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => person.call('POST /notes', { title: 'x' }, headers)),
    );
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
    expect((await person.call('GET /notes')).json.notes).toHaveLength(1);
  });

  it('answers the twins of an edit alike, not with the conflict that the first one is to the second', async () => {
    const note = await ada.newNote();
    const headers = keyed();
    const edit = { baseRevision: 1, title: 'once' };
    const replies = await Promise.all(
      Array.from({ length: 10 }, () => ada.call(`PATCH /notes/${note.id}`, edit, headers)),
    );
    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
  });

  it('remembers a request that found everything done', async () => {
    const note = await ada.newNote();
    const headers = keyed();
    await ada.call(`POST /notes/${note.id}/trash`);
    await ada.call(`POST /notes/${note.id}/trash`, undefined, headers);
    await ada.call(`POST /notes/${note.id}/restore`);
    expect((await ada.call(`POST /notes/${note.id}/trash`, undefined, headers)).json.trashedAt).not.toBeNull();
    expect((await ada.call(`GET /notes/${note.id}`)).json.trashedAt).toBeNull();
  });

  it('is not used up by a refusal', async () => {
    const id = newId();
    const headers = keyed();
    expect((await ada.call(`POST /notes/${id}/trash`, undefined, headers)).status).toBe(404);
    await ada.newNote({ id });
    expect((await ada.call(`POST /notes/${id}/trash`, undefined, headers)).status).toBe(200);
  });

  it('remembers nobody’s address: the answer says who shares the note when it is given again', async () => {
    const bob = await app.person();
    const { json: note } = await ada.call('POST /notes', {});
    const put = { target: `PUT /notes/${note.id}/members`, body: { email: bob.email, role: 'editor' }, key: keyed() };
    const operations = [{ opId: newId(), type: 'note.place', id: note.id, data: { color: 'red' } }];
    const texts = async () => [
      (await ada.call(put.target, put.body, put.key)).text,
      (await ada.call('POST /notes/batch', { operations })).text,
    ];
    const first = await texts();
    for (const text of first) expect(text).toContain(bob.email);
    expect(await texts()).toEqual(first);
    const [member] = (await ada.call(`GET /notes/${note.id}`)).json.members;
    await ada.call(`DELETE /notes/${note.id}/members/${member.id}`);
    const after = await texts();
    for (const [index, text] of after.entries()) {
      expect(text).toContain('"members":[]');
      expect(text.length).toBeLessThan(first[index]?.length ?? 0);
      expect(text).not.toContain(bob.email);
    }
  });

  it('covers deletions, whose repetition would be a 404', async () => {
    const note = await ada.newNote();
    const { json: label } = await ada.call('POST /labels', { name: 'deleted' });
    await ada.call(`POST /notes/${note.id}/trash`);
    for (const target of [`DELETE /notes/${note.id}`, `DELETE /labels/${label.id}`]) {
      const headers = keyed();
      expect((await ada.call(target, undefined, headers)).status).toBe(204);
      expect((await ada.call(target, undefined, headers)).status).toBe(204);
      expect((await ada.call(target)).status).toBe(404);
    }
  });
});
